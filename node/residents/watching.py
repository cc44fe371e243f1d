"""Whether anybody looks after the ward: an admin or a moderator who was here lately.

Rule: a ward that nobody looks after lets nobody in unseen; that is what comes of it, and no more.
"""

from datetime import timedelta

from node.residents import accounts
from node.residents.models import Resident
from node.store import heartbeat
from node.world import World

ROLES = ("moderator", "admin")
ALONE_AFTER = timedelta(days=7)  # since one of them was seen last, or the node was made
NAME = "looked after"


def note(world: World, resident: Resident) -> None:
    """Somebody is here: it counts when it is one of those who look after the ward."""
    if resident.role in ROLES:
        heartbeat.beat(world.now(), NAME)


def is_looked_after(world: World) -> bool:
    """Whether one of them was here in the last week."""
    seen = heartbeat.last(NAME) or accounts.node_organisation().created
    return bool(world.now() - seen < ALONE_AFTER)
