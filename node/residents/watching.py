"""Whether anybody looks after the ward: an admin or a moderator who was here lately.

Rule 1: a ward that nobody looks after lets nobody in unseen; what comes of a ward without an admin
is in :mod:`node.trust.succession`.
Rule 2: of a resident the day is kept on which they were here last, never the hour.
"""

from datetime import datetime, timedelta

from node.residents import accounts
from node.residents.models import Resident
from node.store import heartbeat
from node.world import World

ROLES = ("moderator", "admin")
ALONE_AFTER = timedelta(days=7)  # since one of them was seen last, or the node was made
NAME = "looked after"
ADMIN = "an admin"


def note(world: World, resident: Resident) -> None:
    """Somebody is here: it counts for the ward when it is one of those who look after it."""
    today = day_of(world.now())
    if resident.seen is None or resident.seen < today:
        Resident.update(seen=today).where(Resident.id == resident.id).execute()
    if resident.role in ROLES:
        heartbeat.beat(world.now(), NAME)
    if resident.role == "admin":
        heartbeat.beat(world.now(), ADMIN)


def appointed(world: World, role: str) -> None:
    """Whoever keeps the machine gave somebody this role: they say who the admin is, here or not."""
    if role == "admin":
        heartbeat.beat(world.now(), ADMIN)


def day_of(moment: datetime) -> datetime:
    """The day of a moment."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def is_looked_after(world: World) -> bool:
    """Whether one of them was here in the last week."""
    seen = heartbeat.last(NAME) or accounts.node_organisation().created
    return bool(world.now() - seen < ALONE_AFTER)
