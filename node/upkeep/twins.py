"""Once an hour: does a neighbour hold a number of ours that we never gave? (PROTOCOL §13)

Then another living copy of this node signs with our keys. This one stops publishing and says so.
"""

import logging

from federation.head import Head
from node.feed import counter
from node.feed.identity import own_origin, verified
from node.feed.models import Counter, Feed
from node.store.database import database
from node.upkeep import copies, restore
from node.world import World

log = logging.getLogger(__name__)


def look(world: World) -> bool:
    """Ask one neighbour for our own head; whether it shows that we are not alone."""
    row = Counter.get_or_none()
    hosts = copies.hosts()
    if row is None or row.restoring or row.copies or not hosts:
        return False
    chosen = hosts[int.from_bytes(world.random(4), "big") % len(hosts)]
    ours = verified(bytes(own_origin().log))
    copy = copies.look(world, chosen, ours)
    strange = copy.parted or (copy.identity is not None and copy.identity.number > ours.number)
    if copy.identity is not None and not strange:
        copies.read_heads(world, copy, ours)
    if not strange and not any(map(_is_strange, copy.heads.values())):
        return False
    _stop(world, chosen)
    return True


def _is_strange(head: Head) -> bool:
    """Whether this copy never signed what the head says: a higher number, or the same otherwise."""
    ours = Feed.get_or_none(origin=own_origin(), scope=head.scope)
    last = Counter.get().last
    if ours is None or head.version != ours.version:
        return False
    same = head.seq == ours.seq and (head.root, head.count) != (ours.root, ours.count)
    return head.seq > max(last, ours.seq) or same


def _stop(world: World, host: str) -> None:
    with database.atomic():
        row = counter.lock()
        now = world.now()
        Counter.update(copies=now).where(Counter.id == row.id).execute()
        restore.tell_admins(world, f"copies {int(now.timestamp())}")
    log.critical("%s holds a number of ours that this copy never gave; publishing stops", host)
