"""How far each neighbour has processed our feeds, and what that says of one listing (PROTOCOL §7).

Rule 1: a receipt is a peer's own word in a signed request; a number that we never gave is none.
Rule 2: the moment beside it is when the peer first said so, not when it last spoke. Rule 3: what
tells of no change that its last receipt did not is not kept: nobody fills our disk by counting up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import peewee as pw

from node.feed.identity import own_origin
from node.feed.models import Entry, Feed, Origin
from node.peering.models import Peer, Receipt
from node.world import World


@dataclass(frozen=True)
class Processed:
    """What one neighbour says about one change. ``at``: since when we know that it has it."""

    name: str
    url: str
    at: datetime | None


@dataclass(frozen=True)
class Delivery:
    """How far the newest change of a listing has come. ``withdrawn``: it was taken out."""

    withdrawn: bool
    neighbours: tuple[Processed, ...]

    @property
    def reached(self) -> int:
        """How many neighbours have processed it."""
        return sum(one.at is not None for one in self.neighbours)


def note(world: World, *, origin_id: int, scope: str, seq: int) -> None:
    """Keep a receipt of a peer that goes further than its last; any other changes nothing."""
    theirs = (Receipt.origin == origin_id) & (Receipt.scope == scope)
    newest = Receipt.select(pw.fn.MAX(Receipt.seq)).where(theirs).scalar()
    if newest is not None and newest >= seq:
        return
    ours = Feed.get_or_none(origin=own_origin().id, scope=scope)
    if ours is None or seq > ours.seq or not _tells(scope, newest or 0, seq):
        return
    Receipt.insert(
        origin=origin_id, scope=scope, seq=seq, at=world.now()
    ).on_conflict_ignore().execute()


def _tells(scope: str, newest: int, seq: int) -> bool:
    """Whether something of ours has a number above ``newest`` and up to ``seq``."""
    passed = Entry.select(Entry.id).join(Origin).where(Origin.own, Entry.scope == scope)
    found: bool = passed.where(Entry.seq > newest, Entry.seq <= seq).exists()
    return found


def of_listing(lid: str) -> Delivery | None:
    """Which neighbours have processed the newest change of our listing ``lid``.

    Nothing for a listing that never left the ward, nor once its removal was forgotten.
    """
    return of_listings([lid]).get(lid)


def of_listings(lids: Sequence[str]) -> dict[str, Delivery]:
    """The same for several; those of which there is nothing to say are left out."""
    rows = [_Row(*row) for row in list(_rows(lids).tuples())] if lids else []
    found = {}
    for lid, of_lid in groupby(rows, key=lambda row: row.lid):
        delivery = _delivery(list(of_lid))
        if delivery.neighbours:
            found[lid] = delivery
    return found


def forget_needless(_world: World) -> int:
    """Drop receipts that tell of no listing when it arrived; returns how many.

    What remains is at most one a peer for each listing or removal in the feed, and the newest.
    """
    numbers = {
        scope: sorted(seq for _, seq in rows)
        for scope, rows in groupby(_own_numbers(), key=lambda row: row[0])
    }
    needless: list[int] = []
    kept: Any = Receipt.select(Receipt.id, Receipt.origin, Receipt.scope, Receipt.seq)
    ordered = list(kept.order_by(Receipt.origin, Receipt.scope, Receipt.seq).tuples())
    for (_, scope), rows in groupby(ordered, key=lambda row: (row[1], row[2])):
        needless += _needless([(row[0], row[3]) for row in rows], numbers.get(scope, []))
    for start in range(0, len(needless), CHUNK):
        Receipt.delete().where(Receipt.id.in_(needless[start : start + CHUNK])).execute()
    return len(needless)


CHUNK = 400  # ids in one statement: SQLite's oldest limit is 999


@dataclass(frozen=True)
class _Row:
    """What one neighbour says of one listing in one scope."""

    lid: str
    scope: str
    live: bool
    name: str
    url: str
    at: int | None


def _rows(lids: Iterable[str]) -> Any:
    """Each of these listings in each scope, beside each neighbour that gets our feeds."""
    theirs = Origin.alias()
    first = (
        Receipt.select(Receipt.at)
        .where(
            Receipt.origin == Peer.origin, Receipt.scope == Entry.scope, Receipt.seq >= Entry.seq
        )
        .order_by(Receipt.seq)
        .limit(1)
    )
    live = pw.Case(None, [(Entry.digest.is_null(is_null=False), 1)], 0).alias("live")
    return (
        Entry.select(Entry.lid, Entry.scope, live, theirs.name, Peer.url, first.alias("told"))
        .join(Origin)
        .join(Peer, pw.JOIN.CROSS)
        .join(theirs, on=Peer.origin == theirs.id)
        .where(Origin.own, Entry.lid.in_(list(lids)))
        .where(Peer.accepted.is_null(is_null=False), theirs.level != "blocked")
        .order_by(Entry.lid, theirs.name, Peer.url)
    )


def _delivery(rows: Sequence[_Row]) -> Delivery:
    """Where it is to be seen counts; once it is nowhere, every feed that it was taken out of."""
    live = [row for row in rows if row.live]
    counted = live or rows
    neighbours = []
    for (name, url), of_one in groupby(counted, key=lambda row: (row.name, row.url)):
        moments = [row.at for row in of_one]
        told = [at for at in moments if at is not None]
        at = datetime.fromtimestamp(max(told), UTC) if len(told) == len(moments) else None
        neighbours.append(Processed(name, url, at))
    return Delivery(withdrawn=not live, neighbours=tuple(neighbours))


def _own_numbers() -> list[tuple[str, int]]:
    query: Any = Entry.select(Entry.scope, Entry.seq).join(Origin).where(Origin.own)
    return list(query.order_by(Entry.scope).tuples())


def _needless(receipts: Sequence[tuple[int, int]], numbers: Sequence[int]) -> list[int]:
    """Of one peer and scope, in order of number: those that no number needs, but for the last."""
    needless, position = [], 0
    for number, seq in receipts[:-1]:
        before = position
        while position < len(numbers) and numbers[position] <= seq:
            position += 1
        if position == before:
            needless.append(number)
    return needless
