"""How far away each origin is, and what is beyond reach (PROTOCOL §9.2).

Rule: what nobody tells us of any more, or only from beyond the horizon, goes within one round.
"""

from typing import Any

from federation.errors import NotForUsError
from federation.relaying import check_within, distance
from node.feed.models import Origin
from node.peering import apply as applying
from node.peering.models import Offer, Peer
from node.store.database import database
from node.world import World

DIRECT = ("active", "paused")
NEEDED = (Origin.id, Origin.scid, Origin.url, Origin.unbound, Origin.distance)


def settle(world: World) -> int:
    """Reckon every origin's distance anew; returns how many changed."""
    with database.atomic():
        direct = {
            peer.origin_id for peer in list(Peer.select(Peer.origin).where(Peer.state.in_(DIRECT)))
        }
        reported = _reported()
        changed = 0
        rows = Origin.select(*NEEDED).where(~Origin.own)  # without their logs: they may be many
        for origin in list(rows):
            found = _within(
                distance(direct=origin.id in direct, reported=reported.get(origin.scid, []))
            )
            if found is not None and not origin.unbound:
                _look_after(world, origin)
            if found == origin.distance:
                continue
            changed += 1
            Origin.update(distance=found).where(Origin.id == origin.id).execute()
            if found is None:
                _let_go(origin)
    return changed


def _reported() -> dict[str, list[int]]:
    rows: Any = (
        Offer.select(Offer.scid, Offer.distance)
        .join(Peer)
        .join(Origin)
        .where(Peer.state == "active", Peer.through, Origin.level.in_(("shown", "approval")))
    )
    found: dict[str, list[int]] = {}
    for scid, steps in rows.tuples():
        found.setdefault(scid, []).append(steps)
    return found


def _within(steps: int | None) -> int | None:
    if steps is None:
        return None
    try:
        check_within(steps)
    except NotForUsError:
        return None
    return steps


def _look_after(world: World, origin: Origin) -> None:
    """Whoever is within reach and bound has its turn in the pulling, also after an absence."""
    if not Peer.select(Peer.id).where(Peer.origin == origin.id).exists():
        Peer.create(
            origin=origin.id,
            url=origin.url,
            state="distant",
            added=world.now(),
            next_attempt=world.now(),
            head_asked=world.now(),
        )


def _let_go(origin: Origin) -> None:
    for scope in ("public", "adjacent"):
        applying.drop(origin.id, scope)
    Peer.delete().where(Peer.origin == origin.id, Peer.state == "distant").execute()
