"""A board as full as a city's: many listings of this ward and of its neighbours, in bulk SQL.

Rule: rows, words and places are made by the shelf itself; only its search for what is there
already is left out, as the board is empty.
"""

from collections.abc import Iterator
from datetime import timedelta

from node.feed.identity import own_origin
from node.feed.models import Origin
from node.listings import shelf
from node.listings.models import Listing
from node.store import bulk, search
from node.store.database import database
from node.world import World

KINDS = ("work", "learning", "volunteering", "sharing", "lending", "exchange", "meeting")
TERMS = ("gift", "paid", "loan", "hours", "swap")
LANGUAGES = ("nl",) * 9 + ("en", "tr", "ar")
# Each in one of so many listings; "buurt" in every one.
NOUNS = ("ladder", "fiets", "soep", "plant", "boek", "boormachine", "taal", "tuin", "koor", "kast")
RARE = 997
OWN = 5  # one in so many is of this ward
NEIGHBOURS = 4
MIDDLE = (52364, 4939)  # where the ward is
AROUND = 100  # cells to each side, about 11 km
AT_ONCE = 10_000
PUBLISHED = 20  # seconds between one listing and the next


def crowd(world: World, count: int) -> None:
    """Put ``count`` listings on an empty board, a fifth of them of this ward."""
    origins = [own_origin().id, *_neighbours(world)]
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        with database.atomic():
            _put([_one(world, number, count, origins) for number in numbers])
    database.execute_sql("ANALYZE")


def _neighbours(world: World) -> Iterator[int]:
    for number in range(NEIGHBOURS):
        made = Origin.create(
            scid=f"neighbour{number}" + "x" * 20,
            host=f"oak{number}.localhost",
            url=f"http://oak{number}.localhost:8001",
            name=f"Oak {number}",
            level="shown",
            log=b"",
            version=1,
            added=world.now(),
        )
        yield made.id


def _one(world: World, number: int, count: int, origins: list[int]) -> tuple[int, shelf.Placed]:
    origin = origins[0] if number % OWN == 0 else origins[1 + number % NEIGHBOURS]
    at = world.now() - timedelta(seconds=PUBLISHED * (count - number))
    noun, other = NOUNS[number % len(NOUNS)], NOUNS[number // 7 % len(NOUNS)]
    placed = shelf.Placed(
        lid=f"{number:08x}-0000-7000-8000-{number:012x}",
        reach="everyone",
        seq=number,
        kind=KINDS[number % len(KINDS)],
        purpose="offer" if number % 3 else "request",
        terms=TERMS[number // 3 % len(TERMS)],
        title=f"{noun.title()} nummer {number}",
        text=f"Een {noun} in de buurt, bij de {other}. Zeldzaam{number % RARE}. " * 4,
        language=LANGUAGES[number // 11 % len(LANGUAGES)],
        by="Een bewoner",
        published=at,
        updated=at,
        ends=world.now() + timedelta(days=30 + number % 60),
        place="Javaplein",
        geo=(
            MIDDLE[0] + 3 * (number * 31 % (2 * AROUND // 3) - AROUND // 3),
            MIDDLE[1] + 4 * (number * 17 // 5 % (2 * AROUND // 4) - AROUND // 4),
        ),
    )
    return origin, placed


def _put(lines: list[tuple[int, shelf.Placed]]) -> None:
    """In the order of their ids, which is that of their numbers: no two are of one second."""
    rows = [
        (shelf.newness(one.published, origin, one.lid, one.reach), origin, one)
        for origin, one in lines
    ]
    bulk.insert(
        Listing,
        [Listing.id, *shelf.ROW],
        ([number, *shelf._row(origin, one)] for number, origin, one in rows),
    )
    search.put((number, shelf._words(one, one.tags), shelf.facets(one)) for number, _, one in rows)
