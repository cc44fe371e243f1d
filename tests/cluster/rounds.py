"""One round of a node's jobs between nodes, now: ``python -m tests.cluster.rounds DIR``.

The jobs are the real ones, on the real database, beside a node that serves; only nobody waits a
quarter of an hour for a turn. What was refused is said on standard output.
"""

import sys

from federation.errors import FederationError
from node.cli.world import Place
from node.feed.models import Origin
from node.peering import applications, binding, errands, offers, pull
from node.peering.models import Errand, Peer
from node.world import World

FOLLOWED = ("active", "distant")


def main() -> None:
    """A round in the folder that was named."""
    with Place(sys.argv[1]).node() as world:
        hurry(world)
        errands.send_due(world)
        applications.look_due(world)
        offers.ask_due(world)
        binding.bind_due(world)
        for peer in list(Peer.select(Peer.id).where(Peer.state.in_(FOLLOWED))):
            try:
                pull.pull_peer(world, peer.id)
            except FederationError as error:
                print("refused", error.code)


def hurry(world: World) -> None:
    """It is everybody's turn."""
    now = world.now()
    Errand.update(due=now).execute()
    Peer.update(offers_next=None).execute()
    Origin.update(bind_next=now).where(Origin.unbound).execute()


if __name__ == "__main__":
    main()
