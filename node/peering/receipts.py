"""How far each neighbour has processed our feeds, and what that says of one listing (PROTOCOL §7).

Rule: a receipt is a peer's own word in a signed request; a number that we never gave is none.
"""

from dataclasses import dataclass
from datetime import datetime
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

    scope: str
    withdrawn: bool
    neighbours: tuple[Processed, ...]

    @property
    def reached(self) -> int:
        """How many neighbours have processed it."""
        return sum(one.at is not None for one in self.neighbours)


def note(world: World, *, origin_id: int, scope: str, seq: int) -> None:
    """Keep the newest receipt of a peer; an older or an impossible one changes nothing."""
    held = Receipt.get_or_none(origin=origin_id, scope=scope)
    if held is not None and held.seq >= seq:
        return
    ours = Feed.get_or_none(origin=own_origin().id, scope=scope)
    if ours is None or seq > ours.seq:
        return
    values = {Receipt.seq: seq, Receipt.at: world.now()}
    Receipt.insert({Receipt.origin: origin_id, Receipt.scope: scope, **values}).on_conflict(
        conflict_target=[Receipt.origin, Receipt.scope], update=values
    ).execute()


def of_listing(lid: str) -> list[Delivery]:
    """For each feed that tells of our listing ``lid``: which neighbours have processed it.

    Empty for a listing that never left the ward, and once its removal was forgotten.
    """
    entries = list(
        Entry.select().join(Origin).where(Origin.own, Entry.lid == lid).order_by(Entry.scope.desc())
    )
    return [_delivery(entry) for entry in entries]


def _delivery(entry: Entry) -> Delivery:
    rows: Any = (
        Peer.select(Peer, Origin, Receipt.seq.alias("reached"), Receipt.at.alias("told"))
        .join(Origin)
        .join(
            Receipt,
            pw.JOIN.LEFT_OUTER,
            on=(Receipt.origin == Origin.id) & (Receipt.scope == entry.scope),
        )
        .where(Peer.accepted.is_null(is_null=False), Origin.level != "blocked")
        .order_by(Peer.url)
        .objects()
    )
    return Delivery(
        scope=entry.scope,
        withdrawn=entry.digest is None,
        neighbours=tuple(
            Processed(
                name=row.name,
                url=row.url,
                at=row.told if row.reached is not None and row.reached >= entry.seq else None,
            )
            for row in rows
        ),
    )
