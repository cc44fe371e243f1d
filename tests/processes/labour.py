"""Works at one thing in a node without end, until it is killed; started by the kill test.

``python -m tests.processes.labour place DIR`` places and withdraws listings;
``… pull DIR`` pulls from the neighbours; ``… beat DIR`` only writes. What is acknowledged is said
on standard output, and only then: a line there is a promise.
"""

import sys
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

from federation.errors import FederationError
from node.cli.world import Place
from node.feed.models import Entry
from node.listings import compose, days
from node.peering import pull
from node.peering.models import Peer
from node.residents import accounts
from node.store import heartbeat
from node.store.models import Heartbeat
from node.world import World
from tests.node.filling import ladder

BREATH = 0.01  # seconds between two pieces of work
WITHDRAWN = 3  # of so many listings one is withdrawn again


def main() -> None:
    """Do the work that was named, in the folder that was named."""
    work, folder = sys.argv[1:]
    with Place(str(Path(folder))).node() as world:
        {"place": place, "pull": pull_all, "beat": beat}[work](world)


def place(world: World) -> None:
    """Place listings one by one; take every third away again."""
    owner = accounts.node_organisation().id
    end = days.day_of(world.now() + timedelta(days=30)).isoformat()
    for number in count(1):
        fields = ladder(world, title=f"Ladder {number}", end=end, reach="everyone")
        lid = compose.place(world, owner=owner, fields=fields)
        promise(f"placed {lid} {Entry.get(lid=lid).seq}")
        if number % WITHDRAWN == 0:
            compose.withdraw(world, owner=owner, lid=lid)
            promise(f"withdrawn {lid} {Entry.get(lid=lid).seq}")


def pull_all(world: World) -> None:
    """Pull from every neighbour, again and again, whatever comes of it."""
    while True:
        for peer in list(Peer.select(Peer.id)):
            try:
                pulled = pull.pull_peer(world, peer.id)
            except FederationError as error:
                promise(f"refused {error.code}")
            else:
                promise(f"pulled {pulled.changed}")


def beat(world: World) -> None:
    """Write one row after another, without a breath."""
    there = Heartbeat.select().where(Heartbeat.name.startswith("beat ")).count()
    for number in count(there + 1):
        heartbeat.beat(world.now(), f"beat {number}")
        print(f"beat {number}", flush=True)


def promise(words: str) -> None:
    """Say what is done; whoever reads this counts on it from now on."""
    print(words, flush=True)
    time.sleep(BREATH)


if __name__ == "__main__":
    main()
