"""Hiding a listing or a ward, and blocking whoever placed a listing: for one resident alone.

Rule 1: only what somebody can see can be set aside, and never what is their own.
Rule 2: what is set aside is kept by what it is, not by its row: it stays so when it comes anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from node.feed.models import Origin
from node.listings import read
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.residents import helpers
from node.residents.models import Resident
from node.shown import aside
from node.shown.aside import WHOLE
from node.shown.models import Hidden
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store.database import database
from node.world import World

PAGE = 50
KEPT = timedelta(days=60)  # after the listing is gone: as long as it may come back (PROTOCOL §7.1)


@dataclass(frozen=True)
class HiddenListing:
    """A listing that somebody hid. ``title`` is empty when they could not see it anyhow."""

    id: int
    title: str
    language: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class HiddenWard:
    """A ward that somebody hid."""

    id: int
    name: str
    at: datetime


def hide(
    world: World,
    viewer: Viewer,
    *,
    lid: str,
    origin_scid: str | None = None,
    whole_ward: bool = False,
) -> int:
    """Hide a listing from this viewer, or all of the neighbouring ward it is from; its number.

    :raises NotFoundError: there is no such listing for them, or it is their own, or their ward's.
    """
    row = _not_mine(world, viewer, lid, origin_scid)
    if whole_ward and row.origin.own:
        raise NotFoundError(lid)
    return aside.hide(
        resident_id=_id_of(viewer),
        origin_id=row.origin.id,
        lid=WHOLE if whole_ward else lid,
        now=world.now(),
    )


def block_maker(world: World, viewer: Viewer, *, lid: str) -> int:
    """Part this viewer from whoever placed this listing of ours; the number of the block.

    :raises NotFoundError: there is no such listing for them, or it is their own.
    """
    row = _not_mine(world, viewer, lid, None)
    if row.owner_id is None:
        raise NotFoundError(lid)
    return part(world, _id_of(viewer), row.owner_id)


def part(world: World, resident_id: int, blocked_id: int) -> int:
    """Part one resident from another; the number of the block.

    Neither helps the other back in any more: whoever loses a helper is told, not why.
    """
    one, other = Resident.get_by_id(resident_id), Resident.get_by_id(blocked_id)
    with database.atomic():
        helpers.step_back(world, one, owner_id=other.id)
        helpers.step_back(world, other, owner_id=one.id)
        return aside.block(resident_id=one.id, blocked_id=other.id, now=world.now())


def hidden_listings(
    world: World, viewer: Viewer, *, before: int | None = None
) -> tuple[list[HiddenListing], int | None]:
    """A page of what this viewer hid, the newest first, and where the next begins. A title is
    there as far as they could see it.
    """
    rows: Any = (
        Hidden.select(Hidden.id, Hidden.at, Listing.title, Listing.language, Listing.kind)
        .join(
            Listing,
            pw.JOIN.LEFT_OUTER,
            on=(Listing.origin == Hidden.origin)
            & (Listing.lid == Hidden.lid)
            & visible(Listing, viewer, world.now(), with_hidden=True),
        )
        .where(Hidden.resident == _id_of(viewer), Hidden.lid != WHOLE)
        .order_by(Hidden.id.desc())
        .limit(PAGE + 1)
        .objects()
    )
    found = list(rows if before is None else rows.where(Hidden.id < before))
    shown = [
        HiddenListing(row.id, row.title or "", row.language or "", row.kind or "", row.at)
        for row in found[:PAGE]
    ]
    return shown, shown[-1].id if len(found) > PAGE else None


def hidden_wards(resident_id: int) -> list[HiddenWard]:
    """The wards that this resident hid, the newest first."""
    rows = (
        Hidden.select(Hidden, Origin)
        .join(Origin)
        .where(Hidden.resident == resident_id, Hidden.lid == WHOLE)
        .order_by(Hidden.id.desc())
    )
    return [HiddenWard(row.id, row.origin.name, row.at) for row in list(rows)]


def forget_gone(world: World) -> int:
    """The job: forget what was hidden of listings that are gone; returns how many."""
    there = Listing.select(pw.SQL("1")).where(
        Listing.origin == Hidden.origin, Listing.lid == Hidden.lid
    )
    over = Hidden.at < world.now() - KEPT
    count: int = Hidden.delete().where(Hidden.lid != WHOLE, over, ~pw.fn.EXISTS(there)).execute()
    return count


def _not_mine(world: World, viewer: Viewer, lid: str, origin_scid: str | None) -> Listing:
    row = read.row(world, viewer, lid=lid, origin_scid=origin_scid)
    if row.owner_id is not None and row.owner_id == viewer.resident_id:
        raise NotFoundError(lid)
    return row


def _id_of(viewer: Viewer) -> int:
    if viewer.resident_id is None:
        raise LookupError("only residents set something aside")
    return viewer.resident_id
