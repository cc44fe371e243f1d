"""Putting back what neighbours gave back of our own feeds, within the restore's transaction (§13).

Rule 1: a listing belongs to the account that the backup knows for its lid, else to nobody: then
moderators see it, and it ends after :data:`CLAIMED_WITHIN` unless somebody shows that it is theirs.
Rule 2: what the backup published and the proven set does not have is deleted, text and pictures.
Rule 3: what was erased since does not come back, whoever still has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import structs

from federation.listing import Listing as Signed
from node.feed.identity import own_origin
from node.feed.models import Entry
from node.feed.publish import Press, publishing
from node.listings import compose, pictures, shelf
from node.listings.errors import NotFoundError
from node.listings.models import Listing, ListingPicture
from node.peering import apply as applying
from node.residents.models import Resident
from node.shown.reach import REACHES, SCOPES
from node.upkeep import erasures
from node.upkeep.copies import Proven
from node.world import World

CLAIMED_WITHIN = timedelta(days=14)
REACH = {scope: reach for reach, scope in SCOPES.items()}


@dataclass(frozen=True)
class Orphan:
    """A listing that came back from the neighbours and belongs to nobody here."""

    lid: str
    title: str
    by: str
    came_back: datetime

    @property
    def until(self) -> datetime:
        """When it is withdrawn unless somebody claims it."""
        return self.came_back + CLAIMED_WITHIN


def take(world: World, press: Press, proven: Mapping[str, Proven]) -> None:
    """Make our feeds what the proven sets say, but for what was erased since."""
    known = _Known(_owners(press.own.origin_id), erasures.lids(world))
    for given in proven.values():
        _take_set(world, press, given, known)
    for lid in known.erased:
        for scope in SCOPES.values():
            press.remove(scope, lid)


def orphans() -> list[Orphan]:
    """What came back and belongs to nobody, the newest first."""
    query = Listing.select().where(
        Listing.origin == own_origin().id, Listing.owner.is_null(), Listing.state == "open"
    )
    return [
        Orphan(row.lid, row.title, row.by, _came_back(row))
        for row in list(query.order_by(Listing.id.desc()))
    ]


def claim(world: World, *, lid: str, resident: int) -> None:  # noqa: ARG001  # as all use cases
    """A moderator has seen that this listing is this resident's.

    :raises NotFoundError: there is no such listing, or it has an owner.
    """
    person = Resident.get_or_none(Resident.id == resident)
    claimed = person and (
        Listing.update(owner=person)
        .where(Listing.origin == own_origin().id, Listing.lid == lid, Listing.owner.is_null())
        .execute()
    )
    if not claimed:
        raise NotFoundError(lid)


def end_unclaimed(world: World) -> int:
    """The job: withdraw what nobody claimed in time; returns how many."""
    late = [one for one in orphans() if one.until <= world.now()]
    if not late:
        return 0
    with publishing(world) as press:
        for one in late:
            held = Listing.get_or_none(
                Listing.origin == press.own.origin_id,
                Listing.lid == one.lid,
                Listing.owner.is_null(),
            )
            if held is not None:
                compose.end(press, held, "withdrawn")
    return len(late)


def _came_back(row: Listing) -> datetime:
    entry = Entry.get(Entry.origin == own_origin().id, Entry.lid == row.lid, Entry.seq == row.seq)
    at: datetime = entry.at
    return at


def _owners(origin_id: int) -> dict[str, int]:
    """Whose each listing of ours is, by what the backup knows."""
    rows = Listing.select(Listing.lid, Listing.owner).where(
        Listing.origin == origin_id, Listing.owner.is_null(is_null=False)
    )
    return {row.lid: row.owner_id for row in list(rows) if row.owner_id is not None}


@dataclass(frozen=True)
class _Known:
    """What stands here: whose each listing is, and which may never come back."""

    owners: Mapping[str, int]
    erased: set[str]


def _take_set(world: World, press: Press, given: Proven, known: _Known) -> None:
    scope = given.head.scope
    ours = {
        row.lid: row.digest
        for row in list(
            Entry.select(Entry.lid, Entry.digest).where(
                Entry.origin == press.own.origin_id,
                Entry.scope == scope,
                Entry.digest.is_null(is_null=False),
            )
        )
    }
    documents = {one.lid: one for one in given.change.listings}
    for lid, (seq, digest) in given.change.entries.items():
        if ours.get(lid) == digest and lid not in known.erased:
            continue
        if lid in documents and lid not in known.erased:
            _put(press, documents[lid], known.owners.get(lid))
        else:  # erased, or nobody has its text any more
            _forget(world, press, scope, lid, seq)
    for lid in ours.keys() - given.change.entries.keys():
        _delete(world, press, scope, lid)


def _put(press: Press, signed: Signed, owner: int | None) -> None:
    """One version of a listing, exactly as we signed it."""
    press.keep(signed.scope, signed)
    reach = REACH[signed.scope]
    for other in REACHES:
        if other != reach:
            shelf.take(press.own.origin_id, other, [signed.lid])
    placed = structs.replace(applying.placed_as(signed, reach), owner=owner)
    shelf.put(press.own.origin_id, [placed])


def _forget(world: World, press: Press, scope: str, lid: str, seq: int) -> None:
    """It stands at our neighbours and may not stand here: they are told that it is gone."""
    press.know(scope, lid, seq)
    _delete(world, press, scope, lid)


def _delete(world: World, press: Press, scope: str, lid: str) -> None:
    """Text, index and pictures, and a removal for whoever still has it."""
    named = _pictures(press.own.origin_id, lid)
    shelf.take(press.own.origin_id, REACH[scope], [lid])
    press.remove(scope, lid)
    for digest in named:
        if not ListingPicture.select().where(ListingPicture.digest == digest).exists():
            pictures.drop(world, digest)


def _pictures(origin_id: int, lid: str) -> list[str]:
    rows = (
        ListingPicture.select(ListingPicture.digest)
        .join(Listing)
        .where(Listing.origin == origin_id, Listing.lid == lid)
    )
    return [row.digest for row in list(rows)]
