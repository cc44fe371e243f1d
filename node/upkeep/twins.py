"""Once an hour: does a neighbour hold a number of ours that we never gave? (PROTOCOL §13)

Then another living copy of this node signs with our keys. This one stops publishing and says so.
"""

import logging

from federation.did import Identity
from federation.head import Head
from node.feed import counter
from node.feed.identity import own_origin, verified
from node.feed.models import Counter, Feed
from node.peering import standing
from node.peering.models import Peer
from node.store.database import database
from node.upkeep import copies, restore
from node.upkeep.copies import Copy
from node.world import World

log = logging.getLogger(__name__)

TRIES = 3  # neighbours that do not answer, an hour


def look(world: World) -> bool:
    """Ask one neighbour for our own head; whether it shows that we are not alone.

    A neighbour that was well the last time, else any; where one of us stands already, another. Who
    does not answer costs one try of :data:`TRIES`.
    """
    row = Counter.get_or_none()
    if row is None or row.restoring or row.copies:
        return False
    ours = verified(bytes(own_origin().log))
    tries = 0
    for host in _in_order(world):
        with standing.at(world, host) as free:
            copy = copies.visit(world, host, ours) if free else None
        if copy is None:
            continue
        if _shows_another(copy, ours):
            _stop(world, host)
            return True
        tries += 1
        if copy.answered or tries == TRIES:
            break
    return False


def _in_order(world: World) -> list[str]:
    """The neighbours, beginning at a random one of those who answered the last time."""
    well = set(copies.hosts(Peer.failures == 0))
    hosts = copies.hosts()
    start = int.from_bytes(world.random(4), "big") % max(len(hosts), 1)
    turned = hosts[start:] + hosts[:start]
    return sorted(turned, key=lambda host: host not in well)


def _shows_another(copy: Copy, ours: Identity) -> bool:
    newer = copy.identity is not None and copy.identity.number > ours.number
    return copy.parted or newer or any(map(_is_strange, copy.heads.values()))


def _is_strange(head: Head) -> bool:
    """Whether this copy never signed what the head says: a higher number, or the same otherwise.

    Each feed by itself: the other one may have numbers above what this one never had.
    """
    ours = Feed.get_or_none(origin=own_origin(), scope=head.scope)
    if ours is None or head.version != ours.version:
        return False
    same = head.seq == ours.seq and (head.root, head.count) != (ours.root, ours.count)
    return head.seq > ours.seq or same


def _stop(world: World, host: str) -> None:
    with database.atomic():
        row = counter.lock()
        now = world.now()
        Counter.update(copies=now).where(Counter.id == row.id).execute()
        restore.tell_admins(world, f"copies {int(now.timestamp())}")
    log.critical("%s holds a number of ours that this copy never gave; publishing stops", host)
