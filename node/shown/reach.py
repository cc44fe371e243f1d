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
from node.shown import aside
from node.shown.decisions import APPROVED, HIDDEN, decided
from node.shown.viewer import Viewer
from node.store.statements import Blank

REACHES = ("ward", "adjacent", "everyone")
SCOPES = {"everyone": "public", "adjacent": "adjacent"}  # a ward listing is in no feed (§5.6)


def visible(
    listing: Any,
    viewer: Viewer,
    now: datetime | Blank,
    *,
    with_hidden: bool = False,
    full: bool = False,
) -> pw.Expression:
    """The condition that a row of ``listing`` (the model) is open and this viewer's to see.

    ``with_hidden``: also what this viewer hid, for the list of it. ``full``: or full; lists show
    what is open alone, at its own address somebody may wait. ``now`` and the resident's id may be
    blanks, to be filled in when it is asked.
    """
    condition: pw.Expression = (listing.state == "open") & (listing.ends > now)
    if full:
        condition = listing.state.in_(["open", "full"]) & (listing.ends > now)
    condition &= _from_where_we_show(listing, now)
    condition &= ~decided(listing, HIDDEN)
    if viewer.resident_id is None:
        condition &= listing.reach == "everyone"
        return condition
    condition &= (listing.reach != "everyone") | ~_in_both(listing)
    condition &= ~aside.parted(listing, viewer.resident_id)
    if not with_hidden:
        condition &= ~aside.hidden(listing, viewer.resident_id)
    return condition


def awaited(listing: Any, origin: Any, now: datetime) -> pw.Expression:
    """The condition that a row of ``listing``, joined with its ``origin``, waits for a moderator's
    yes or no (PROTOCOL §11.3): with a yes it would be seen.
    """
    waits: pw.Expression = (origin.level == "approval") & ~origin.own & _is_clear(origin, now)
    waits &= (listing.state == "open") & (listing.ends > now)
    waits &= ~decided(listing, APPROVED) & ~decided(listing, HIDDEN)
    return waits


def is_for(reach: str, looker: str) -> bool:
    """Whether a listing of this reach is for who is this near: a neighbour (``ward``), a resident
    of a neighbouring ward (``adjacent``), anybody (``everyone``).
    """
    return REACHES.index(looker) <= REACHES.index(reach)


def shown_origins(now: datetime, level: str = "shown") -> Any:
    """The origins of this level whose word is clear: bound, heard of, confirmed not too long ago.

    Hidden and blocked ones are of no level that is asked for here; nothing in quarantine is shown.
    After a restore nothing of an origin is shown before its head was seen once (§13).
    """
    return Origin.select(Origin.id).where(Origin.level == level, _is_clear(Origin, now))


def _is_clear(origin: Any, now: datetime | Blank) -> Any:
    return (
        origin.quarantined.is_null()
        & origin.unchecked.is_null()
        & ~origin.unbound
        & origin.distance.is_null(is_null=False)
        & (origin.unconfirmed.is_null() | (origin.unconfirmed > now - UNCONFIRMED_HIDDEN))
    )


def _from_where_we_show(listing: Any, now: datetime | Blank) -> Any:
    """Whether the origin is shown, or waits for approval and this listing has it.

    Asked of each row by its origin's key. A list of origins would lead the database to read by
    origin, all of them to the end, where the newest in order are enough.
    """
    origin = Origin.alias()
    level = (origin.level == "shown") | ((origin.level == "approval") & decided(listing, APPROVED))
    one = origin.select(pw.SQL("1")).where(
        origin.id == listing.origin, level, _is_clear(origin, now)
    )
    return pw.fn.EXISTS(one)


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
