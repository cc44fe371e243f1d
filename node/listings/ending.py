"""Every listing ends by itself (PROTOCOL: "every listing ends").

Past its end it is shown nowhere at once, by the query; here it leaves the feed and the index too.
"""

from node.feed.identity import own_origin
from node.feed.publish import publishing
from node.listings import compose
from node.listings.cards import ENDS_BY_ITSELF
from node.listings.models import Listing
from node.world import World

BATCH = 200


def end_past(world: World) -> int:
    """End our own listings that are past their end; returns how many."""
    query = (
        Listing.select()
        .where(
            Listing.origin == own_origin().id,
            Listing.state.in_(ENDS_BY_ITSELF),
            Listing.ends <= world.now(),
        )
        .limit(BATCH)
    )
    if not query.exists():
        return 0
    with publishing(world) as press:
        past = list(query)
        for held in past:
            compose.end(press, held, "expired")
    return len(past)
