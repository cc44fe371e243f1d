"""Placing, changing and withdrawing our own listings.

Rule 1: what goes beyond the ward is judged by ``federation`` before it is signed; a listing for
this ward alone is never signed and in no feed (PROTOCOL §5.6).
Rule 2: placing a draft twice places it once: its id is the listing's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from federation.drafting import Draft
from federation.listing import Attachment
from node.feed import counter
from node.feed.identity import own_origin, ward
from node.feed.publish import Press, publishing
from node.listings import shelf
from node.listings.errors import NotFoundError
from node.listings.fields import Fields
from node.listings.models import Draft as DraftRow
from node.listings.models import Listing, Picture
from node.residents.models import Resident
from node.shown.reach import SCOPES
from node.store import search
from node.store.database import database
from node.world import World, new_uuid7

CHANGED_FROM = ("open", "full", "asked")  # asked: by a moderator; changed, it hangs again


@dataclass(frozen=True)
class Wanted:
    """A listing to be placed: whose, what, and since when (now, unless imported)."""

    owner: int
    fields: Fields
    lid: str | None = None
    published: datetime | None = None


def place(world: World, *, owner: int, fields: Fields, draft_id: str | None = None) -> str:
    """Place a listing; returns its ``lid``. With a draft placed before, that one's."""
    return place_many(world, [Wanted(owner=owner, fields=fields, lid=draft_id)])[0]


def place_many(world: World, wanted: Sequence[Wanted]) -> list[str]:
    """Place several as one change of the feed: one transaction, one head a scope."""
    with publishing(world) as press:
        return [_place_one(world, press, one) for one in wanted]


def hold(world: World, *, owner: int, fields: Fields, draft_id: str) -> None:
    """Keep a listing that somebody has to look at before it hangs: in no feed, and in no list."""
    origin = own_origin()
    with database.atomic():
        counter.lock()  # of two clicks the second looks after the first
        if Listing.select().where(Listing.origin == origin.id, Listing.lid == draft_id).exists():
            return
        resident = Resident.get_by_id(owner)
        shelf.put(
            origin.id, [_placed(world, resident, fields, lid=draft_id, published=world.now())]
        )
        close(Listing.get(origin=origin.id, lid=draft_id), "held")
        DraftRow.delete().where(DraftRow.id == draft_id, DraftRow.owner == owner).execute()


def edit(world: World, *, owner: int, lid: str, fields: Fields) -> None:
    """Change an open listing of one's own, also how far it reaches.

    :raises NotFoundError: when this resident has no such open listing.
    """
    with publishing(world) as press:
        held = _own_open(press, owner, lid)
        resident = Resident.get_by_id(owner)
        if held.reach != fields.reach:
            leave_feed(press, held)
            Listing.update(reach=fields.reach).where(Listing.id == held.id).execute()
        publish(world, press, resident, fields=fields, lid=lid, published=held.published)


def withdraw(world: World, *, owner: int, lid: str) -> None:
    """Withdraw an open listing of one's own: gone from every list, and told to the neighbours.

    :raises NotFoundError: when this resident has no such open listing.
    """
    with publishing(world) as press:
        held = _own_open(press, owner, lid)
        end(press, held, "withdrawn")


def end(press: Press, held: Listing, state: str) -> None:
    """Close an own listing in ``state``: out of feed and search; its maker still finds it."""
    leave_feed(press, held)
    close(held, state)


def leave_feed(press: Press, held: Listing) -> None:
    """Tell the neighbours that they have it no longer, if they had it."""
    scope = SCOPES.get(held.reach)
    if scope:
        press.remove(scope, held.lid)


def close(held: Listing, state: str) -> None:
    """The same without a word to the neighbours: for what is in no feed any more."""
    search.remove([held.id])
    Listing.update(state=state).where(Listing.id == held.id).execute()


def _place_one(world: World, press: Press, wanted: Wanted) -> str:
    lid = wanted.lid or new_uuid7(world)
    again = Listing.get_or_none(origin=press.own.origin_id, lid=lid)
    if again is not None:
        if again.owner_id != wanted.owner:
            raise NotFoundError(lid)
        return lid
    resident = Resident.get_by_id(wanted.owner)
    published = wanted.published or world.now()
    publish(world, press, resident, fields=wanted.fields, lid=lid, published=published)
    DraftRow.delete().where(DraftRow.id == lid, DraftRow.owner == wanted.owner).execute()
    return lid


def publish(
    world: World,
    press: Press,
    resident: Resident,
    *,
    fields: Fields,
    lid: str,
    published: datetime,
) -> None:
    """Sign it into the feed it belongs to, if any, and put it on the shelf, open."""
    pictures = _pictures(fields)
    by = name_at(resident, fields.reach)
    scope = SCOPES.get(fields.reach)
    seq = None
    if scope:
        wards = json.loads(ward().codes)

        def drafted(number: int) -> Draft:
            return Draft(
                host=press.own.identity.host,
                lid=lid,
                seq=number,
                scope=scope,
                kind=fields.kind,
                purpose=fields.purpose,
                terms=fields.terms,
                name=fields.title,
                content=fields.text,
                language=fields.language,
                published=published,
                updated=world.now(),
                end=fields.end,
                start=fields.start,
                place_name=fields.place or None,
                geo=fields.geo,
                address=fields.address or None,
                ward=wards[0] if wards else None,
                by=by,
                details=fields.details,
                tags=fields.tags,
                attachments=[_attachment(one) for one in pictures],
            )

        seq = press.put(scope, drafted).seq
    shelf.put(
        press.own.origin_id,
        [_placed(world, resident, fields, lid=lid, published=published, seq=seq)],
    )


def _placed(
    world: World,
    resident: Resident,
    fields: Fields,
    *,
    lid: str,
    published: datetime,
    seq: int | None = None,
) -> shelf.Placed:
    """As it goes on the shelf."""
    return shelf.Placed(
        lid=lid,
        reach=fields.reach,
        seq=seq,
        owner=resident.id,
        kind=fields.kind,
        purpose=fields.purpose,
        terms=fields.terms,
        title=fields.title,
        text=fields.text,
        language=fields.language,
        by=name_at(resident, fields.reach),
        published=published,
        updated=world.now(),
        ends=fields.end,
        starts=fields.start,
        place=fields.place,
        geo=fields.geo,
        address=fields.address,
        public_place=fields.public_place,
        details=fields.details,
        tags=fields.tags,
        pictures=_pictures(fields),
    )


def name_at(resident: Resident, reach: str) -> str:
    """What a listing of this reach says it is from."""
    return str(resident.shown_name if reach == "ward" else resident.outside_name)


def _pictures(fields: Fields) -> list[shelf.PlacedPicture]:
    """The pictures as they are kept."""
    placed = []
    for named in fields.pictures:
        kept = Picture.get_or_none(digest=named.digest)
        if kept is None:
            raise NotFoundError(named.digest)
        placed.append(
            shelf.PlacedPicture(
                digest=kept.digest,
                media_type=kept.media_type,
                description=named.description,
                width=kept.width,
                height=kept.height,
            )
        )
    return placed


def _attachment(picture: shelf.PlacedPicture) -> Attachment:
    return Attachment(
        digest=picture.digest,
        media_type=picture.media_type,
        name=picture.description,
        width=picture.width,
        height=picture.height,
    )


def _own_open(press: Press, owner: int, lid: str) -> Listing:
    held: Listing | None = Listing.get_or_none(
        Listing.origin == press.own.origin_id,
        Listing.owner == owner,
        Listing.lid == lid,
        Listing.state.in_(CHANGED_FROM),
    )
    if held is None:
        raise NotFoundError(lid)
    return held
