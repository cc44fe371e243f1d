"""All listings of this node, for whoever looks after it: every reach, every origin."""

from dataclasses import dataclass
from datetime import datetime

from node.feed.models import Origin
from node.listings.cards import state_at
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.shown.reach import shown_origins
from node.world import World


@dataclass(frozen=True)
class Line:
    """One listing, short. ``origin`` is "own" or a SCID."""

    id: str
    origin: str
    kind: str
    purpose: str
    name: str
    state: str
    reach: str
    seq: int | None
    end: datetime


def listed(world: World, *, origin: str | None = None, everything: bool = False) -> list[Line]:
    """What is open and shown, or with ``everything`` all there is; the newest first."""
    now = world.now()
    query = Listing.select(Listing, Origin).join(Origin).order_by(Listing.id.desc())
    if origin == "own":
        query = query.where(Origin.own)
    elif origin is not None:
        query = query.where(Origin.scid == origin)
    if not everything:
        query = query.where(
            Listing.state == "open", Listing.ends > now, Listing.origin.in_(shown_origins(now))
        )
    return [_line(row, now) for row in query.iterator()]


def owner_of(lid: str) -> int:
    """Whose own listing this is.

    :raises NotFoundError: when this node placed none with that id.
    """
    row = Listing.select(Listing.owner).join(Origin).where(Listing.lid == lid, Origin.own).first()
    if row is None:
        raise NotFoundError(lid)
    owner: int = row.owner_id
    return owner


def _line(row: Listing, now: datetime) -> Line:
    return Line(
        id=row.lid,
        origin="own" if row.origin.own else row.origin.scid,
        kind=row.kind,
        purpose=row.purpose,
        name=row.title,
        state=state_at(row, now),
        reach=row.reach,
        seq=row.seq,
        end=row.ends,
    )
