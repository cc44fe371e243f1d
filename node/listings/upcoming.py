"""When a meeting that repeats is next, so that "this week" finds it without looking at all others.

Rule: the date shown on a card is reckoned when it is shown; what is kept here is only for finding.
"""

import json

from node.listings.cards import next_date
from node.listings.models import Listing
from node.store.database import database
from node.world import World

BATCH = 500


def keep(world: World) -> int:
    """Move on what is over, of every origin; returns how many listings were."""
    now = world.now()
    past = list(
        Listing.select(Listing.id, Listing.starts, Listing.ends, Listing.details)
        .where(
            Listing.upcoming < now,
            Listing.ends > now,
            Listing.state == "open",
            Listing.details.contains('"repeat"'),
        )
        .limit(BATCH)
    )
    with database.atomic():
        for row in past:
            repeat = json.loads(row.details).get("repeat")
            following = next_date(row.starts, repeat, now, row.ends)
            Listing.update(upcoming=following).where(Listing.id == row.id).execute()
    return len(past)
