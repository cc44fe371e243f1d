"""Nodes full of listings to measure with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from node.feed.identity import own_origin
from node.listings import shelf
from node.store.database import Store, database
from node.upkeep import setup
from node.world import World, new_uuid7, system_clock, system_random
from tests.world import make_world, no_network

KINDS = ("work", "learning", "volunteering", "sharing", "lending", "exchange", "meeting")
NOUNS = (
    "ladder",
    "fiets",
    "soep",
    "plant",
    "boek",
    "boormachine",
    "taal",
    "tuin",
    "koor",
    "kast",
    "hond",
)


@contextmanager
def ward(folder: Path, name: str = "elm") -> Iterator[World]:
    """A node at work, with the machine's own clock and chance, on SQLite."""
    made = make_world(folder, "", name=name)
    world = World(made.config, system_clock, system_random, no_network)
    setup.make(world, name=name.title(), codes=["WK0363ME@2025"], language="nl")
    store = Store(world.config.database_url)
    with store.active():
        yield world
    store.close()


def fill(world: World, count: int) -> None:
    """Put ``count`` listings on the shelf, as a pull does."""
    now = world.now()
    origin = own_origin().id
    placed = [
        shelf.Placed(
            lid=new_uuid7(world),
            reach="everyone",
            seq=number,
            kind=KINDS[number % len(KINDS)],
            purpose="offer" if number % 3 else "request",
            terms="gift",
            title=f"{NOUNS[number % len(NOUNS)].title()} nummer {number}",
            text=f"Een {NOUNS[number % 7]} bij de {NOUNS[number % 11]}. " * 8,
            language="nl",
            by="Een bewoner",
            published=now - timedelta(minutes=count - number),
            updated=now - timedelta(minutes=count - number),
            ends=now + timedelta(days=90),
            place="Javaplein",
        )
        for number in range(count)
    ]
    with database.atomic():
        shelf.put(origin, placed)
