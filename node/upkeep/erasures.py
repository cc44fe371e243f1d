"""Who and what was erased, outside the database: a backup that is put back must not undo it (AVG).

Rule 1: only ids stand here: of an account with the second it was made, and of its listings; of a
mail address without an account a keyed hash.
Rule 2: it is appended and synced before the erasure is committed; a line too many harms nobody.
Rule 3: what other rooms hold of somebody is erased as they erase it; of listings only what needs no
signature, for none is given now. Files without a row go with the daily round of sweeping.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from node.feed.identity import own_origin
from node.feed.models import Entry
from node.listings import holdings as of_listings
from node.listings import pictures, shelf
from node.listings.models import Listing, Picture
from node.notices.outbox import mailbox_of
from node.residents import holdings as of_residents
from node.residents.models import Resident
from node.store import keeping
from node.upkeep.privacy import HOLDINGS
from node.world import World

FILE = "erased"
ADDRESSES = "erased-addresses"
ELSEWHERE = tuple(
    one for one in HOLDINGS if one not in (*of_listings.HOLDINGS, *of_residents.HOLDINGS)
)


@dataclass(frozen=True)
class Erased:
    """An account that is gone: its id, when it was made (Unix seconds), its listings."""

    resident: int
    created: int
    lids: tuple[str, ...]


def note(world: World, *, resident: int, created: datetime, lids: Iterable[str]) -> None:
    """Remember that this account and these listings are erased."""
    _append(world, FILE, [resident, int(created.timestamp()), sorted(lids)])


def note_address(world: World, email: str, at: datetime) -> None:
    """Remember that this mail address was forgotten."""
    _append(world, ADDRESSES, [mailbox_of(world, email), int(at.timestamp())])


def addresses(world: World) -> dict[str, int]:
    """The hashes of the mail addresses that were forgotten, and when last (Unix seconds)."""
    return {str(hashed): int(at) for hashed, at in _lines(world, ADDRESSES)}


def _append(world: World, name: str, value: Sequence[object]) -> None:
    world.config.beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A line of its own, also after one that a power cut left unfinished.
    line = b"\n" + json.dumps(value).encode() + b"\n"
    keeping.append(world.config.beside / name, line)


def noted(world: World) -> Iterator[Erased]:
    """All that were erased."""
    for resident, created, lids in _lines(world, FILE):
        yield Erased(resident, created, tuple(lids))


def _lines(world: World, name: str) -> Iterator[Any]:
    """Each line that was noted; one that a power cut left unfinished is none."""
    try:
        lines = (world.config.beside / name).read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for line in lines[:-1]:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def lids(world: World) -> set[str]:
    """The listings that may never come back."""
    return {lid for erased in noted(world) for lid in erased.lids}


def is_undone(world: World) -> bool:
    """Whether somebody who was erased is here: a backup was put back."""
    gone = {(one.resident, one.created) for one in noted(world)}
    if not gone:
        return False
    here = list(Resident.select(Resident.id, Resident.created))
    return any((person.id, int(person.created.timestamp())) in gone for person in here)


def again(world: World) -> int:
    """Erase anew whoever a backup brought back; returns how many. In the caller's transaction."""
    ours = own_origin().id
    count = 0
    for erased in noted(world):
        person = Resident.get_or_none(Resident.id == erased.resident)
        if person is not None and int(person.created.timestamp()) == erased.created:
            _erase(world, ours, person)
            count += 1
        _take_away(ours, set(erased.lids))
    return count


def _erase(world: World, origin_id: int, person: Resident) -> None:
    theirs = {row.lid for row in list(Listing.select().where(Listing.owner == person))}
    for one in ELSEWHERE:
        one.erased(world, person.id)
    _take_away(origin_id, theirs)
    for picture in list(Picture.select().where(Picture.owner == person)):
        pictures.drop(world, picture.digest)
    Resident.delete().where(Resident.id == person.id).execute()


def _take_away(origin_id: int, lids: set[str]) -> None:
    """Text, index and signed bytes; that it is gone is told when we may sign again."""
    for reach in ("ward", "adjacent", "everyone"):
        shelf.take(origin_id, reach, lids)
    for lid in lids:
        Entry.update(document=None, digest=None).where(
            Entry.origin == origin_id, Entry.lid == lid
        ).execute()
