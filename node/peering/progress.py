"""How far a neighbour's first feed has come, for whoever waits for it on a page.

Rule 1: counted per page, not per listing, only while there is more than one page, and no more often
than anybody looks: who has nothing new costs no write, who answers fast hardly any. Rule 2: how
many there are in all is what the neighbour says; nothing but a sentence is made of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.errors import FederationError
from federation.head import read_head
from federation.limits import HEAD_BYTES
from node.peering import held
from node.peering.models import Peer
from node.peering.road import Road
from node.peering.walk import Walk
from node.world import World

OFTEN = timedelta(seconds=1)


@dataclass
class Progress:
    """Notes how many came, each time that a page did."""

    world: World
    peer: Peer
    road: Road
    noted: datetime | None = None

    def __call__(self, found: Walk) -> None:
        """There is a page more in ``found``, and it is not the last."""
        now = self.world.clock()
        if self.noted is not None and now - self.noted < OFTEN:
            return
        self.noted = now
        news = {"coming": found.items}
        if self.peer.coming_of is None:
            self.peer.coming_of = news["coming_of"] = self._total(found.scope)
        Peer.update(news).where(Peer.id == self.peer.id).execute()

    def _total(self, scope: str) -> int:
        """How many its head says there are; nothing when it does not say."""
        who = held.identity(bytes(self.peer.origin.log))
        try:
            data = self.road.get(self.road.head(scope), limit=HEAD_BYTES).body
            return read_head(data, identity=who, scope=scope, now=self.world.now()).count
        except FederationError:
            return 0


def forget(peer: Peer) -> None:
    """What came was of no use: the next try begins anew."""
    Peer.update(coming=None, coming_of=None).where(Peer.id == peer.id).execute()
