"""Listings of other wards that wait for a moderator's yes or no (PROTOCOL §11.3).

Rule: only of origins whose level is *approval*; what was decided is not asked again.
"""

from typing import Any

import peewee as pw

from node.feed.models import Origin
from node.listings.cards import Card, cards
from node.listings.models import Listing
from node.shown.reach import awaited
from node.world import World

MOST = 50  # on one page; the rest comes when these are decided


def waiting(world: World, scid: str) -> list[Card]:
    """The oldest first, so that nobody waits longest."""
    rows = _undecided(world, Listing, Origin).where(Origin.scid == scid)
    return cards(world, rows.order_by(Listing.id).limit(MOST))


def counts(world: World) -> dict[int, int]:
    """How many wait, by the id of their origin; one question to the database."""
    rows: Any = _undecided(world, Listing.origin, pw.fn.COUNT(Listing.id)).group_by(Listing.origin)
    return dict(rows.tuples())


def _undecided(world: World, *columns: Any) -> Any:
    return Listing.select(*columns).join(Origin).where(awaited(Listing, Origin, world.now()))
