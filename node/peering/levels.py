"""What an admin decides about an origin, and a moderator about one listing (PROTOCOL §11.3, §9.6).

Rule 1: a decision holds at once for what is held already, and for all that comes, by every road.
Rule 2: what is not to be seen is held as a digest: its text, pictures and words are deleted.
"""

from dataclasses import dataclass

from node.feed.models import Entry, Origin
from node.listings import shelf
from node.listings.models import Listing
from node.peering import distances, held, purging
from node.peering.errors import UnknownOriginError
from node.peering.models import Peer
from node.peering.storing import TEXTS, Filters
from node.shown import decisions
from node.shown.reach import SCOPES
from node.store.database import database
from node.world import World

LEVELS = ("shown", "approval", "hidden", "blocked")


@dataclass(frozen=True)
class Quota:
    """How much is held of an origin with its text; nothing is the protocol's own bound."""

    listings: int | None = None
    size: int | None = None
    new_a_day: int | None = None


def set_level(world: World, scid: str, level: str) -> None:
    """From now on this origin is shown, waits for approval, is hidden, or is blocked.

    :raises UnknownOriginError: there is no other node of this identity here.
    """
    if level not in LEVELS:
        raise ValueError(level)
    with database.atomic():
        origin = _origin(scid)
        Origin.update(level=level, moved=_next_move(world, origin)).where(
            Origin.id == origin.id
        ).execute()
        if level not in TEXTS:
            purging.begin(origin.id)
            purging.forget_documents(origin.id)
        elif origin.level not in TEXTS:
            purging.finish(origin.id)
            _read_again(world, origin.id)


def set_relaying(world: World, scid: str, *, on: bool) -> None:
    """Whether what this origin tells everyone is handed on to those who follow us."""
    with database.atomic():
        origin = _origin(scid)
        Origin.update(relaying=on, moved=_next_move(world, origin)).where(
            Origin.id == origin.id
        ).execute()


def set_filters(world: World, scid: str, filters: Filters) -> None:
    """Hold only what passes these; all of it is looked at anew, with the next pull, due now."""
    with database.atomic():
        origin = _origin(scid)
        Origin.update(filters=filters.to_text()).where(Origin.id == origin.id).execute()
        forget_texts(origin.id)
        _read_again(world, origin.id)


def set_quota(world: World, scid: str, quota: Quota) -> None:
    """How much of this origin is held. More room is filled at the next pull."""
    with database.atomic():
        origin = _origin(scid)
        Origin.update(
            most_listings=quota.listings, most_bytes=quota.size, most_new=quota.new_a_day
        ).where(Origin.id == origin.id).execute()
        _read_again(world, origin.id)


def decide(world: World, scid: str, lid: str, verdict: str) -> None:
    """Approve or hide one listing of another node, for all its later versions."""
    if verdict not in {decisions.APPROVED, decisions.HIDDEN}:
        raise ValueError(verdict)
    with database.atomic():
        origin = _origin(scid)
        decisions.decide(origin_id=origin.id, lid=lid, verdict=verdict, now=world.now())
        if verdict == decisions.HIDDEN:
            for reach in SCOPES:
                shelf.take(origin.id, reach, [lid])
            Entry.update(document=None, code="not_for_us").where(
                Entry.origin == origin, Entry.lid == lid, Entry.digest.is_null(is_null=False)
            ).execute()
        else:
            missing = Entry.select().where(
                Entry.origin == origin,
                Entry.lid == lid,
                Entry.document.is_null(),
                Entry.digest.is_null(is_null=False),
            )
            if missing.exists():
                _read_again(world, origin.id)


def take_through(world: World, scid: str, *, on: bool) -> None:
    """Whether what the peer of this identity relays of others is taken."""
    peer = Peer.select(Peer).join(Origin).where(Origin.scid == scid).get_or_none()
    if peer is None:
        raise UnknownOriginError(scid)
    Peer.update(through=on).where(Peer.id == peer.id).execute()
    distances.settle(world)


def _origin(scid: str) -> Origin:
    """Its row, ours alone: whatever is being pulled of it comes before this, or heeds it."""
    found: Origin | None = Origin.get_or_none(Origin.scid == scid, ~Origin.own)
    if found is None:
        raise UnknownOriginError(scid)
    return held.alone(found.id)


def _next_move(world: World, origin: Origin) -> int:
    return max(int(origin.moved) + 1, int(world.clock().timestamp() * 1000))


def forget_texts(origin_id: int) -> None:
    """Hold an origin's listings as digests alone; inside the caller's transaction."""
    for reach in SCOPES:
        rows = Listing.select(Listing.lid).where(
            Listing.origin == origin_id, Listing.reach == reach
        )
        shelf.take(origin_id, reach, [row.lid for row in list(rows)])
    purging.forget_documents(origin_id)


def want_texts(origin_id: int) -> None:
    """Texts are wanted that were left out: the next pull begins at the beginning, and what it does
    not bring, as through a relay without them, is owed (§9.1). Inside the caller's transaction.
    """
    left_out = Entry.document.is_null() & Entry.code.is_null(is_null=False)
    Entry.update(code=None).where(Entry.origin == origin_id, left_out).execute()
    Origin.update(refill=True).where(Origin.id == origin_id).execute()


def _read_again(world: World, origin_id: int) -> None:
    """The same, and the next pull is due now."""
    want_texts(origin_id)
    Peer.update(next_attempt=world.now()).where(Peer.origin == origin_id).execute()
