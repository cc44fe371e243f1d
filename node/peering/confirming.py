"""What an origin has not confirmed for long (PROTOCOL §8.3), and evidence that is old (§8.6).

Rule: unconfirmed is shown as such; after 30 days it is hidden (``node.shown``), after 90 its texts
are deleted here. When it comes back, it is read from the beginning.
"""

from federation.limits import EVIDENCE_KEPT, UNCONFIRMED_DELETED
from node.feed.models import Feed, Origin
from node.peering import levels
from node.peering.models import Proof
from node.store.database import database
from node.world import World


def keep(world: World) -> int:
    """Mark what has ended, delete what ended too long ago; returns how many origins lost texts."""
    now = world.now()
    with database.atomic():
        for feed in list(
            Feed.select(Feed, Origin)
            .join(Origin)
            .where(~Origin.own, Origin.unconfirmed.is_null(), Feed.ends <= now)
        ):
            Origin.update(unconfirmed=feed.ends).where(Origin.id == feed.origin.id).execute()
        old = list(
            Origin.select().where(
                ~Origin.own, ~Origin.refill, Origin.unconfirmed <= now - UNCONFIRMED_DELETED
            )
        )
        for origin in old:
            levels.forget_texts(origin.id)
            levels.want_texts(origin.id)
        Proof.delete().where(Proof.at <= now - EVIDENCE_KEPT).execute()
    return len(old)
