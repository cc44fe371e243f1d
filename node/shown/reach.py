"""What a viewer may see: the one predicate of every query that shows listings (PRODUCT B7).

everyone: anybody; adjacent: residents of this node and of its direct neighbours' nodes; ward:
residents of this node. An adjacent listing of a neighbour was given to us for our residents.
Rule: to everyone else such a listing does not exist, in lists, pages, pictures and counts alike.
"""

from datetime import datetime
from typing import Any

import peewee as pw

from federation.limits import UNCONFIRMED_HIDDEN
from node.feed.models import Origin
from node.shown.decisions import APPROVED, HIDDEN, decided
from node.shown.viewer import Viewer

REACHES = ("ward", "adjacent", "everyone")
SCOPES = {"everyone": "public", "adjacent": "adjacent"}  # a ward listing is in no feed (§5.6)


def visible(listing: Any, viewer: Viewer, now: datetime) -> pw.Expression:
    """The condition that a row of ``listing`` (the model) is open and this viewer's to see."""
    condition: pw.Expression = (listing.state == "open") & (listing.ends > now)
    condition &= listing.origin.in_(shown_origins(now)) | (
        listing.origin.in_(shown_origins(now, "approval")) & decided(listing, APPROVED)
    )
    condition &= ~decided(listing, HIDDEN)
    if not viewer.is_resident:
        condition &= listing.reach == "everyone"
    else:
        condition &= (listing.reach != "everyone") | ~_in_both(listing)
    return condition


def shown_origins(now: datetime, level: str = "shown") -> Any:
    """The origins of this level whose word is clear: bound, heard of, confirmed not too long ago.

    Hidden and blocked ones are of no level that is asked for here; nothing in quarantine is shown.
    """
    return Origin.select(Origin.id).where(
        Origin.level == level,
        Origin.quarantined.is_null(),
        ~Origin.unbound,
        Origin.distance.is_null(is_null=False),
        Origin.unconfirmed.is_null() | (Origin.unconfirmed > now - UNCONFIRMED_HIDDEN),
    )


def _in_both(listing: Any) -> Any:
    """Whether this lid stands in the feed for neighbours too, with a higher number (§6.1)."""
    other = listing.alias()
    return pw.fn.EXISTS(
        other.select(pw.SQL("1")).where(
            other.origin == listing.origin,
            other.lid == listing.lid,
            other.reach == "adjacent",
            other.seq > listing.seq,
        )
    )
