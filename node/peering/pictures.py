"""Fetching the pictures of neighbours that somebody looked for here (PROTOCOL §9.7).

Rule 1: only from the origins whose listings name them, never through a relay, and only while we
look at those at all. Rule 2: what is not what was named is given up at once; who does not answer is
asked again, ever less often, and keeps nobody else waiting. Rule 3: the turn is moved first.
"""

import logging
from typing import Final

from federation.errors import FederationError, TooSlowError, UnreachableError
from federation.limits import IMAGE_BYTES
from node.feed.models import Origin
from node.listings import borrowed
from node.listings.borrowed import Wanted
from node.peering import timing
from node.peering.models import Peer
from node.peering.road import Road
from node.peering.signing import signer
from node.world import World

log = logging.getLogger(__name__)

IMAGE: Final = ("image/jpeg", "image/png", "image/webp")
AT_ONCE = 20  # a round; the next one is soon
TRIES = 6  # over about five hours
NO_ANSWER: Final = (UnreachableError, TooSlowError)


def fetch_due(world: World) -> int:
    """The job: fetch what is wanted; returns how many came."""
    silent: set[str] = set()
    came = 0
    for wanted in borrowed.due(world, AT_ONCE):
        if borrowed.claim(wanted, timing.next_try(world, wanted.attempts + 1)):
            came += _fetch(world, wanted, silent)
    return came


def _fetch(world: World, wanted: Wanted, silent: set[str]) -> bool:
    """From whoever of them has it. ``silent``: the hosts that did not answer in this round."""
    reason: FederationError | None = None
    for host in _hosts(wanted):
        if host in silent:
            reason = UnreachableError(host=host)
            continue
        road = Road(world, host, signer(world))
        try:
            data = road.get(f"/fed/media/{wanted.digest}", accept=IMAGE, limit=IMAGE_BYTES).body
            borrowed.keep(world, digest=wanted.digest, data=data)
        except NO_ANSWER as error:
            silent |= set() if road.answered else {host}
            reason = error
        except FederationError as error:
            log.info("picture %s of %s refused: %r", wanted.digest, host, error)
            reason = reason or error
        else:
            return True
    if reason and (not isinstance(reason, NO_ANSWER) or wanted.attempts + 1 >= TRIES):
        borrowed.give_up(wanted.digest, reason.code)
    return False


def _hosts(wanted: Wanted) -> list[str]:
    """The hosts of those that we look at."""
    rows = (
        Origin.select(Origin.host)
        .join(Peer)
        .where(Origin.id.in_(list(wanted.origins)), Peer.state.in_(("active", "distant")))
        .order_by(Origin.distance, Origin.id)
    )
    return [row.host for row in list(rows)]
