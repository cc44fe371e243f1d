"""One listing, or one's own: asked by id, answered only to who may see it."""

from typing import Any, Final

import peewee as pw

from node.feed.models import Origin
from node.listings.cards import Card, cards, cards_of, rows_where
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store.statements import worded
from node.world import World

OVER: Final = ("expired", "withdrawn", "fulfilled", "removed")


def one(world: World, viewer: Viewer, *, lid: str, origin_scid: str | None = None) -> Card:
    """The listing with this id, of our own node or of the origin named; also when it is full.

    :raises NotFoundError: when there is none for this viewer; the reason is not told.
    """
    wanted = _one(world, viewer, lid, origin_scid, Listing.select(Listing.id)).limit(1)
    found = cards_of(world, worded(rows_where(Listing.id == wanted)).ask())
    if not found:
        raise NotFoundError(lid)
    return found[0]


def row(world: World, viewer: Viewer, *, lid: str, origin_scid: str | None = None) -> Listing:
    """Its row, for use cases that do something with it.

    Its owner sees it in every state. A lid that stands in both feeds of its origin is shown
    once, at its higher number (PROTOCOL §6.1).

    :raises NotFoundError: when there is none for this viewer; the reason is not told.
    """
    found: Listing | None = _one(
        world, viewer, lid, origin_scid, Listing.select(Listing, Origin)
    ).first()
    if found is None:
        raise NotFoundError(lid)
    return found


def _one(world: World, viewer: Viewer, lid: str, origin_scid: str | None, rows: Any) -> Any:
    """The one that is shown of the rows with this id."""
    from_origin = Origin.own if origin_scid is None else Origin.scid == origin_scid
    may_see = visible(Listing, viewer, world.now(), full=True)
    if viewer.is_resident:
        may_see |= Listing.owner == viewer.resident_id
    return (
        rows.join(Origin)
        .where(Listing.lid == lid, from_origin, may_see)
        .order_by(Listing.seq.desc())
    )


def whatever(world: World, *, origin_id: int, lid: str) -> Card | None:
    """The listing in whatever state and of whatever reach, for a moderator; its newest version."""
    found = (
        Listing.select(Listing, Origin)
        .join(Origin)
        .where(Listing.origin == origin_id, Listing.lid == lid)
        .order_by(Listing.seq.desc())
        .first()
    )
    return cards(world, [found])[0] if found else None


def mine(world: World, *, resident_id: int, limit: int = 200) -> list[Card]:
    """A resident's own listings in every state, the newest first; of very many what is over is left
    out before what is not.
    """
    theirs = Listing.select(Listing.id).where(Listing.owner == resident_id)
    over = pw.Case(None, [(Listing.state.in_(OVER), 1)], 0)
    newest = theirs.order_by(over, Listing.id.desc()).limit(limit)
    return cards_of(world, worded(rows_where(_in(newest))).ask())


def _in(ids: Any) -> Any:
    return Listing.id.in_(pw.Select([ids.alias("page")], [pw.SQL("id")]))


def was_public(*, lid: str) -> bool:
    """Whether our public feed once had this listing: then its address answers 410, not 404.

    One that stands still for a while is not gone for good.
    """
    found: bool = (
        Listing.select(Listing.id)
        .join(Origin)
        .where(
            Listing.lid == lid,
            Origin.own,
            Listing.reach == "everyone",
            Listing.state.not_in(["paused", "full", "hidden", "asked", "resting", "held"]),
        )
        .exists()
    )
    return found


def by_resident(world: World, viewer: Viewer, *, resident_id: int, limit: int = 40) -> list[Card]:
    """A resident's listings that hang now and that this viewer may see, the newest first."""
    rows = (
        Listing.select(Listing, Origin)
        .join(Origin)
        .where(Listing.owner == resident_id, visible(Listing, viewer, world.now()))
        .order_by(Listing.id.desc())
        .limit(limit)
    )
    return cards(world, rows)
