"""Pages of a walk that did not come to its end: the next try goes on from there (PROTOCOL §8.1).

Rule 1: a page is kept as it came and judged with the rest, when all are there. Rule 2: pages that
were judged are not kept, whatever came of it; nor are those of yesterday.
"""

from datetime import timedelta
from typing import Any

import peewee as pw

from federation.page import Page, read_page
from node.peering.models import KeptPage, Peer
from node.peering.road import Road
from node.peering.walk import Walk
from node.store.database import database
from node.world import World

LIFE = timedelta(hours=24)


def begun(world: World, peer: Peer, road: Road, found: Walk) -> list[Page]:
    """The pages that came at an earlier try of the same walk, in their order."""
    rows = (
        KeptPage.select()
        .where(
            KeptPage.peer == peer,
            KeptPage.scope == found.scope,
            KeptPage.source == _source(road),
            KeptPage.start == found.after,
            KeptPage.at > world.now() - LIFE,
        )
        .order_by(KeptPage.number)
    )
    pages = [(row.number, bytes(row.body)) for row in list(rows)]
    there = (body for at, (number, body) in enumerate(pages) if number == at)  # no first, no next
    return [read_page(body) for body in there]


def keep(world: World, peer: Peer, road: Road, found: Walk, *, had: int) -> None:
    """Keep what came of a walk that was cut off; the first ``had`` pages are kept already."""
    with database.atomic():
        if not had:
            forget(peer, found.scope)
        for number, page in enumerate(found.pages[had:], had):
            KeptPage.create(
                peer=peer,
                scope=found.scope,
                source=_source(road),
                start=found.after,
                number=number,
                body=page.data,
                at=world.now(),
            )


def forget(peer: Peer, scope: str) -> None:
    """The walk came to its end."""
    KeptPage.delete().where(KeptPage.peer == peer, KeptPage.scope == scope).execute()


def forget_old(world: World) -> int:
    """The job: pages of walks that nobody went on with; returns how many."""
    forgotten: int = KeptPage.delete().where(KeptPage.at <= world.now() - LIFE).execute()
    return forgotten


def of_somebody() -> pw.Expression:
    """Whether a peer's walk is to go on."""
    begun_walks: Any = KeptPage.select(KeptPage.peer).distinct()
    return Peer.id.in_(begun_walks)


def _source(road: Road) -> str:
    return road.host if road.origin else ""
