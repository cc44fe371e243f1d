"""What a viewer may see: the one predicate of every query that shows listings (PRODUCT B7).

everyone: anybody; adjacent: residents of this node and of its direct neighbours' nodes; ward:
residents of this node. An adjacent listing of a neighbour was given to us for our residents.
Rule: to everyone else such a listing does not exist, in lists, pages, pictures and counts alike.
"""

from datetime import datetime
from typing import Any

import peewee as pw

from node.feed.models import Origin
from node.shown.viewer import Viewer

REACHES = ("ward", "adjacent", "everyone")
SCOPES = {"everyone": "public", "adjacent": "adjacent"}  # a ward listing is in no feed (§5.6)


def visible(listing: Any, viewer: Viewer, now: datetime) -> pw.Expression:
    """The condition that a row of ``listing`` (the model) is open and this viewer's to see."""
    condition: pw.Expression = (listing.state == "open") & (listing.ends > now)
    condition &= listing.origin.in_(shown_origins())
    if not viewer.is_resident:
        condition &= listing.reach == "everyone"
    return condition


def shown_origins() -> Any:
    """The origins whose listings are shown here: nothing hidden, blocked or quarantined."""
    return Origin.select(Origin.id).where(Origin.level == "shown", Origin.quarantined.is_null())
