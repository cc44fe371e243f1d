"""Fetching the pictures of neighbours that somebody looked for here (PROTOCOL §9.7).

Rule 1: only from the origins whose listings name them, never through a relay, and only while we
look at those at all. Rule 2: what is not what was named is given up at once; who does not answer is
asked again, ever less often, and keeps nobody else waiting. Rule 3: the turn is moved first.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from federation.errors import FederationError, TooSlowError, UnreachableError
from federation.limits import IMAGE_BYTES
from node.feed.models import Origin
from node.listings import borrowed
from node.listings.borrowed import Wanted
from node.peering import standing, timing
from node.peering.models import Peer
from node.peering.road import Road
from node.peering.signing import signer
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

IMAGE: Final = ("image/jpeg", "image/png", "image/webp")
AT_ONCE = 20  # a round; the next one is soon
TRIES = 6  # over about five hours
NO_ANSWER: Final = (UnreachableError, TooSlowError)


@dataclass(frozen=True)
class Place:
    """A host that may have it; ``well``: it answered the last time that we looked."""

    host: str
    well: bool


def fetch_healthy(world: World) -> int:
    """The job: from those who answered the last time; nobody who hangs is in their way."""
    return fetch_due(world, lambda places: not places or places[0].well)


def fetch_failing(world: World) -> int:
    """The job: what only those have who did not answer the last time."""
    return fetch_due(world, lambda places: bool(places) and not places[0].well)


def fetch_due(world: World, which: Callable[[list[Place]], bool] = lambda _places: True) -> int:
    """Fetch what is wanted; returns how many came. At one host only one of us stands at a time."""
    silent: set[str] = set()
    came = tried = 0
    for wanted in borrowed.due(world):
        places = _places(wanted)
        if which(places):
            turn = Turn(world, wanted, silent)
            came += turn.fetch(places)
            tried += turn.claimed
        if tried == AT_ONCE:
            break
    return came


@dataclass
class Turn:
    """One try to fetch one picture. ``silent``: the hosts that did not answer in this round."""

    world: World
    wanted: Wanted
    silent: set[str]
    claimed: bool = False
    busy: bool = False
    reason: FederationError | None = None

    def fetch(self, places: list[Place]) -> bool:
        """From whoever of them has it; a turn is used up only when somebody was asked."""
        for place in places:
            if place.host in self.silent:
                self.reason = UnreachableError(host=place.host)
                continue
            with standing.at(self.world, place.host) as free:
                if not free:
                    self.busy = True
                elif not self._claim():
                    return False
                elif self._came_from(place.host):
                    return True
        if self.busy or not self._claim():
            return False
        tries = self.wanted.attempts + 1
        if self.reason and (not isinstance(self.reason, NO_ANSWER) or tries >= TRIES):
            borrowed.give_up(self.wanted.digest, self.reason.code)
        return False

    def _claim(self) -> bool:
        """Take the turn, once, unless another process has it."""
        if not self.claimed:
            again = timing.next_try(self.world, self.wanted.attempts + 1)
            self.claimed = borrowed.claim(self.wanted, again)
        return self.claimed

    def _came_from(self, host: str) -> bool:
        road = Road(self.world, host, signer(self.world))
        digest = self.wanted.digest
        try:
            data = road.get(f"/fed/media/{digest}", accept=IMAGE, limit=IMAGE_BYTES).body
            borrowed.keep(self.world, digest=digest, data=data)
        except NO_ANSWER as error:
            self.silent |= set() if road.answered else {host}
            self.reason = error
        except FederationError as error:
            log.info("picture %s of %s refused: %s", digest, host, logged(error))
            self.reason = self.reason or error
        else:
            return True
        return False


def _places(wanted: Wanted) -> list[Place]:
    """The hosts of those that we look at, who answered the last time first."""
    rows = (
        Peer.select(Peer, Origin)
        .join(Origin)
        .where(Origin.id.in_(list(wanted.origins)), Peer.state.in_(("active", "distant")))
        .order_by(Peer.failures > 0, Origin.distance, Origin.id)
    )
    return [Place(row.origin.host, row.failures == 0) for row in list(rows)]
