"""Letting go of all texts of an origin that is hidden or blocked, however many they are.

Rule 1: they are gone from every list at once, by the origin's level: the predicate of all queries
asks it (:mod:`node.shown.reach`). Rule 2: what is many goes in slices, each a transaction of its
own, so that nobody's page waits. Rule 3: no origin is shown again before all that was left is gone.
"""

from typing import Any

from node.feed.models import Entry, Origin
from node.listings import shelf
from node.listings.models import Listing
from node.peering.storing import TEXTS
from node.store.database import database
from node.world import World

AT_ONCE = 2_000  # as many as a ward's usual bound; more is left to the job
SLICE = 500
SLICES = 20  # in one round of the job


def begin(origin_id: int) -> None:
    """The first of them; inside the caller's transaction, which hides the origin."""
    _take(origin_id, AT_ONCE)


def finish(origin_id: int) -> None:
    """Whatever is left; inside the caller's transaction, which shows the origin again."""
    while _take(origin_id, SLICE):
        pass


def forget_documents(origin_id: int) -> None:
    """Hold an origin's listings as digests alone."""
    Entry.update(document=None, code="blocked").where(
        Entry.origin == origin_id, Entry.digest.is_null(is_null=False)
    ).execute()


def go_on(_world: World) -> int:
    """The job; returns how many texts went."""
    count = 0
    for _ in range(SLICES):
        with database.atomic():
            row = _left().first()
            taken = 0 if row is None else _take(row.id, SLICE)
        if not taken:
            break
        count += taken
    return count


def _left() -> Any:
    """Origins of which nothing is to be held, and something is."""
    held = Listing.select(Listing.origin)
    return Origin.select(Origin.id).where(
        ~Origin.own, Origin.level.not_in(TEXTS), Origin.id.in_(held)
    )


def _take(origin_id: int, most: int) -> int:
    rows = list(
        Listing.select(Listing.lid, Listing.reach).where(Listing.origin == origin_id).limit(most)
    )
    for reach in {row.reach for row in rows}:
        shelf.take(origin_id, reach, [row.lid for row in rows if row.reach == reach])
    return len(rows)
