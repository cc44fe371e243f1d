"""What a resident does not want to see: listings, wards, and other residents.

Rule 1: :func:`node.shown.reach.visible` asks here, so no page can forget it.
Rule 2: a block holds both ways, and neither side is told: what is set aside is as if it were gone.
Rule 3: lists that do not depend on the row are asked: the database makes each of them once.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import peewee as pw

from node.residents.models import Resident
from node.shown.models import Block, Hidden, OutsideBlock
from node.store.database import database

WHOLE: Final = ""  # in the place of a lid: everything of that ward
MOST: Final = 1_000  # a resident; the oldest make room


@dataclass(frozen=True)
class Blocked:
    """Somebody whom a resident blocked. ``id``: of the block."""

    id: int
    name: str
    at: datetime


def hide(*, resident_id: int, origin_id: int, lid: str, now: datetime) -> int:
    """Hide one listing, or with :data:`WHOLE` a ward, from this resident; its number."""
    values = {Hidden.resident: resident_id, Hidden.origin: origin_id, Hidden.lid: lid}
    Hidden.insert({**values, Hidden.at: now}).on_conflict_ignore().execute()
    found = Hidden.get(resident=resident_id, origin=origin_id, lid=lid)
    _keep_newest(resident_id)
    return int(found.id)


def show_again(*, resident_id: int, number: int) -> None:
    """What this resident hid is there again; what is not theirs, or not there, is no matter."""
    Hidden.delete().where(Hidden.id == number, Hidden.resident == resident_id).execute()


def block(*, resident_id: int, blocked_id: int, now: datetime) -> int:
    """Part these two; the number of the block.

    :raises ValueError: nobody is parted from themselves.
    """
    if resident_id == blocked_id:
        raise ValueError(blocked_id)
    values = {Block.resident: resident_id, Block.blocked: blocked_id}
    with database.atomic():
        Block.insert({**values, Block.at: now}).on_conflict_ignore().execute()
        return int(Block.get(resident=resident_id, blocked=blocked_id).id)


def unblock(*, resident_id: int, number: int) -> None:
    """End a block of this resident's own; another's stays."""
    Block.delete().where(Block.id == number, Block.resident == resident_id).execute()


def shut_out(*, resident_id: int, address_id: int, called: str, now: datetime) -> int:
    """Part a resident from whoever reads this mail; the number of the block."""
    values = {OutsideBlock.resident: resident_id, OutsideBlock.address: address_id}
    with database.atomic():
        OutsideBlock.insert(
            {**values, OutsideBlock.called: called, OutsideBlock.at: now}
        ).on_conflict_ignore().execute()
        return int(OutsideBlock.get(resident=resident_id, address=address_id).id)


def let_in_again(*, resident_id: int, number: int) -> None:
    """End such a block of this resident's own; another's stays."""
    OutsideBlock.delete().where(
        OutsideBlock.id == number, OutsideBlock.resident == resident_id
    ).execute()


def shut_out_of(pairs: Iterable[tuple[int, int]]) -> AbstractSet[tuple[int, int]]:
    """Of these pairs of a resident and an address, the ones of which that is so; one question."""
    asked = set(pairs)
    theirs = OutsideBlock.resident.in_([one for one, _ in asked])
    rows: Any = OutsideBlock.select(OutsideBlock.resident, OutsideBlock.address).where(theirs)
    return asked.intersection(rows.tuples()) if asked else set()


def is_shut_out(resident_id: int, address_id: int) -> bool:
    """Whether nothing is delivered between this resident and whoever reads this mail."""
    theirs = (OutsideBlock.resident == resident_id) & (OutsideBlock.address == address_id)
    return bool(OutsideBlock.select().where(theirs).exists())


def blocked_by(resident_id: int) -> tuple[list[Blocked], list[Blocked]]:
    """Whom this resident blocked: residents, and who have no account; each the newest first."""
    residents = (
        Block.select(pw.SQL("1").alias("is_resident"), Block.id, Resident.shown_name, Block.at)
        .join(Resident, on=Block.blocked)
        .where(Block.resident == resident_id)
    )
    others = OutsideBlock.select(
        pw.SQL("0"), OutsideBlock.id, OutsideBlock.called, OutsideBlock.at
    ).where(OutsideBlock.resident == resident_id)
    rows = sorted(residents.union_all(others).tuples(), reverse=True)
    known, unknown = ([Blocked(*row[1:]) for row in rows if row[0] == kind] for kind in (1, 0))
    return known, unknown


def parted_from(resident_id: int) -> AbstractSet[int]:
    """Whom a block parts from this resident, whoever made it."""
    rows = Block.select().where((Block.resident == resident_id) | (Block.blocked == resident_id))
    return {row.blocked_id + row.resident_id - resident_id for row in list(rows)}


def are_parted(one: int, other: int) -> bool:
    """Whether a block parts these two: then nothing is delivered from the one to the other."""
    made = (Block.resident == one) & (Block.blocked == other)
    undergone = (Block.resident == other) & (Block.blocked == one)
    return bool(Block.select().where(made | undergone).exists())


def parted_of(pairs: Iterable[tuple[int, int]]) -> AbstractSet[tuple[int, int]]:
    """Of these pairs of residents the ones of which that is so; one question."""
    asked = set(pairs)
    people = list({person for pair in asked for person in pair})
    both = Block.resident.in_(people) & Block.blocked.in_(people)
    rows: Any = Block.select(Block.resident, Block.blocked).where(both)
    made = set(rows.tuples()) if asked else set()
    return {pair for pair in asked if not made.isdisjoint((pair, pair[::-1]))}


def hidden(listing: Any, resident_id: int) -> Any:
    """The condition that this resident hid a row of ``listing`` (the model), or its ward."""
    mine = Hidden.resident == resident_id
    single = Hidden.select(Hidden.origin, Hidden.lid).where(mine, Hidden.lid != WHOLE)
    whole = Hidden.select(Hidden.origin).where(mine, Hidden.lid == WHOLE)
    return pw.Tuple(listing.origin, listing.lid).in_(single) | listing.origin.in_(whole)


def is_aside(origin_id: int, lid: str, owner_id: int | None, resident: Any) -> Any:
    """The condition that whoever stands in the column ``resident`` set this listing aside, or is
    parted from its owner, or is its owner: for one listing and many people.
    """
    theirs = (Hidden.resident == resident) & (Hidden.origin == origin_id)
    hid = pw.fn.EXISTS(Hidden.select(pw.SQL("1")).where(theirs, Hidden.lid.in_([WHOLE, lid])))
    if owner_id is None:
        return hid
    made = (Block.resident == resident) & (Block.blocked == owner_id)
    undergone = (Block.resident == owner_id) & (Block.blocked == resident)
    parts = [pw.fn.EXISTS(Block.select(pw.SQL("1")).where(one)) for one in (made, undergone)]
    return hid | parts[0] | parts[1] | (resident == owner_id)


def parted(listing: Any, resident_id: int) -> Any:
    """The condition that a block parts this resident from whose row of ``listing`` it is."""
    blocked = Block.select(Block.blocked).where(Block.resident == resident_id)
    blocking = Block.select(Block.resident).where(Block.blocked == resident_id)
    owner = listing.owner
    return owner.is_null(is_null=False) & (owner.in_(blocked) | owner.in_(blocking))


def _keep_newest(resident_id: int) -> None:
    theirs = Hidden.select(Hidden.id).where(Hidden.resident == resident_id)
    beyond = [row.id for row in list(theirs.order_by(Hidden.id.desc()).offset(MOST).limit(MOST))]
    if beyond:
        Hidden.delete().where(Hidden.id.in_(beyond)).execute()
