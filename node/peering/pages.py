"""Pages of a walk that did not come to its end: the next try goes on from there (PROTOCOL §8.1).

Rule 1: a page is kept as it came and judged with the rest, when all are there. Rule 2: pages that
were judged are not kept, whatever came of it; nor are those of yesterday.
"""

from datetime import timedelta

from node.peering.models import KeptPage, Peer
from node.peering.walk import Walk
from node.world import World

LIFE = timedelta(hours=24)


def begun(world: World, peer: Peer, scope: str, after: int) -> list[bytes]:
    """The pages that came at an earlier try of the same walk, in their order."""
    rows = (
        KeptPage.select()
        .where(
            KeptPage.peer == peer,
            KeptPage.scope == scope,
            KeptPage.start == after,
            KeptPage.at > world.now() - LIFE,
        )
        .order_by(KeptPage.number)
    )
    return [bytes(row.body) for row in list(rows)]


def keep(world: World, peer: Peer, found: Walk) -> None:
    """Keep what came of a walk that was cut off."""
    forget(peer, found.scope)
    for number, body in enumerate(found.pages):
        KeptPage.create(
            peer=peer,
            scope=found.scope,
            start=found.after,
            number=number,
            body=body,
            at=world.now(),
        )


def forget(peer: Peer, scope: str) -> None:
    """The walk came to its end."""
    KeptPage.delete().where(KeptPage.peer == peer, KeptPage.scope == scope).execute()
