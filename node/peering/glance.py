"""What a ward has to offer, looked at before anybody decides about it (PROTOCOL §11.1).

Rule: nothing is stored, and a feed that is wrong shows nothing here; the pull says what is wrong.
"""

from dataclasses import dataclass

from federation import listing as listings
from federation.errors import FederationError
from federation.limits import PAGE_BYTES
from federation.listing import Listing
from federation.page import read_page
from node.peering.add import Introduction
from node.peering.road import Road
from node.world import World

MOST = 5
FAR_ENOUGH = 20  # numbers back from the newest: among them are removals and what is for neighbours


@dataclass(frozen=True)
class Glance:
    """One of the newest listings, signed by the ward itself."""

    kind: str
    purpose: str
    title: str
    language: str


def newest(world: World, met: Introduction) -> list[Glance]:
    """The newest listings that ``met`` tells everyone, at most :data:`MOST`, the newest first."""
    road = Road(world, met.identity.host)
    after = max(0, met.seq - FAR_ENOUGH)
    try:
        fetched = road.get(f"{road.feed('public')}?after={after}", limit=PAGE_BYTES)
        items = read_page(fetched.body).items
    except FederationError:
        return []
    found = [one for one in (_read(world, met, data) for data in reversed(items)) if one]
    return [Glance(one.kind, one.purpose, one.name, one.language) for one in found[:MOST]]


def _read(world: World, met: Introduction, data: bytes) -> Listing | None:
    """The listing, when it is one, holds, and is not over."""
    now = world.now()
    try:
        found = listings.judge(data, identity=met.identity, scope="public", now=now)
        listings.check_proof(found, met.identity)
    except FederationError:
        return None
    return None if found.ended(now) else found
