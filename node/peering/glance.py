"""What a ward has to offer, looked at before anybody decides about it (PROTOCOL §11.1).

Rule: nothing is stored, and a feed that is wrong shows nothing here; the pull says what is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from federation import listing as listings
from federation.errors import FederationError
from federation.limits import PAGE_BYTES
from federation.listing import Listing
from federation.page import Page, read_page
from node.peering.add import Introduction
from node.peering.road import GONE, Road
from node.world import World

MOST = 5
MILLISECOND = timedelta(milliseconds=1)  # numbers count them (§6.2)
# How far back from the newest number is asked first.
STEPS = (timedelta(days=1), timedelta(days=30))


@dataclass(frozen=True)
class Glance:
    """One of the newest listings, signed by the ward itself."""

    kind: str
    purpose: str
    title: str
    language: str


def newest(world: World, met: Introduction) -> list[Glance]:
    """The newest listings that ``met`` tells everyone, at most :data:`MOST`, the newest first."""
    road, found = Road(world, met.identity.host), list[Glance]()
    try:
        for after in (*(met.seq - step // MILLISECOND for step in STEPS), 0):
            page = _page(road, max(0, after))
            if page is not None and not (found and page.next):  # of a long feed 0 is the oldest
                found = list(islice(_glances(world, met, page), MOST))
            if len(found) == MOST:
                break
    except FederationError:
        return found
    return found


def _page(road: Road, after: int) -> Page | None:
    """What came since this number; nothing where removals since then were forgotten (§7.1)."""
    fetched = road.get(f"{road.feed('public')}?after={after}", limit=PAGE_BYTES, may_be=(GONE,))
    return None if fetched.status == GONE else read_page(fetched.body)


def _glances(world: World, met: Introduction, page: Page) -> Iterator[Glance]:
    for data in reversed(page.items):
        one = _read(world, met, data)
        if one is not None:
            yield Glance(one.kind, one.purpose, one.name, one.language)


def _read(world: World, met: Introduction, data: bytes) -> Listing | None:
    """The listing, when it is one, holds, and is not over."""
    now = world.now()
    try:
        found = listings.judge(data, identity=met.identity, scope="public", now=now)
        listings.check_proof(found, met.identity)
    except FederationError:
        return None
    return None if found.ended(now) else found
