"""A neighbour that moved to another host, or stopped for good (PROTOCOL §4.5, §4.10).

Rule 1: a new host is believed only when we have fetched the same log there (§4.8).
Rule 2: a neighbour that does not answer at all is not asked once more.
"""

from federation.did import Identity, continue_log
from federation.errors import FederationError, WrongHostError
from federation.limits import LOG_BYTES
from node.peering.binding import take_host
from node.peering.models import Peer
from node.peering.road import LOG, Road
from node.world import World

LOG_PATH = "/.well-known/did.jsonl"


def grown(world: World, road: Road, known: Identity) -> Identity | None:
    """The identity as the host has it, when its log has grown; else nothing.

    For whoever was refused a feed: it may be gone because the node has moved or stopped.
    """
    if not road.answered:
        return None
    try:
        data = road.get(LOG_PATH, accept=LOG, limit=LOG_BYTES).body
        who = continue_log(known, data, now=world.now())
    except FederationError:
        return None
    return who if who.number > known.number else None


def follow(peer: Peer, former: Road, who: Identity) -> Road:
    """Bind the new host of ``who`` and go on from there; the road to it.

    :raises FederationError: the same log is not there, or another identity is.
    """
    world = former.world
    road = Road(world, who.host, former.signer)
    data = road.get(LOG_PATH, accept=LOG, limit=LOG_BYTES).body
    found = continue_log(who, data, now=world.now())
    if found.host != who.host:
        raise WrongHostError(found=found.host, expected=who.host)
    take_host(world, peer.origin, found)
    peer.origin.host = who.host
    return road
