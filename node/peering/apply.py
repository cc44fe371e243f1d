"""Making a judged change true: all of it in one transaction, or none (PROTOCOL §8.5).

Rule 1: nothing is judged here and nothing fetched; whoever calls has done both.
Rule 2: a listing that did not change is not touched.
Rule 3: whoever comes second with an older view of the feed changes nothing. Rule 4: what was
decided about the origin while its pages came holds for them.
"""

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from federation.did import Identity
from federation.head import Head
from federation.hosts import base_url
from federation.intake import Change, Held
from federation.listing import Attachment, Listing
from node.feed.models import Entry, Feed, Origin
from node.feed.publish import keep_head
from node.listings import shelf
from node.listings.fields import LONGEST_ADDRESS, LONGEST_DESCRIPTION, LONGEST_PLACE, LONGEST_TAG
from node.listings.legible import legible
from node.listings.models import Listing as Shown
from node.peering import contact, proofs, removals, storing
from node.peering.errors import OvertakenError
from node.peering.held import alone
from node.peering.models import Peer
from node.residents.names import LONGEST_NAME
from node.shown.reach import SCOPES
from node.store import bulk
from node.store.database import database, seconds
from node.world import World

KEPT = (Entry.seq, Entry.digest, Entry.document, Entry.code, Entry.at)
KEY = (Entry.origin, Entry.scope, Entry.lid)
UNTITLED = "…"  # what has nothing in it to see has to be a link nevertheless
REACH = {scope: reach for reach, scope in SCOPES.items()}


def apply(world: World, peer: Peer, held: Held, change: Change, *, feed: Feed | None) -> None:
    """Store listings, head, identity and the contact itself. ``feed`` is where we were before.

    :raises OvertakenError: the feed is no longer where ``feed`` has it, or no longer for us.
    """
    scope = change.head.scope
    with database.atomic():
        origin = _take_turn(world, peer, feed, held.identity, change.head)
        first = feed is None
        sorted_ = storing.sort(world, origin, change.listings, held, first=first)
        rows = _entries(world, peer.origin_id, held, change, sorted_)
        hidden = [
            *change.removed,
            *(item.lid for item in change.held_back),
            *(listing.lid for listing, _ in sorted_.left_out),
            *(stub.lid for stub in change.stubs),
        ]
        if feed is not None and change.head.version > feed.version:
            removals.clear(peer.origin_id, scope)  # numbers begin anew (§6.4)
            Feed.update(removed=0).where(Feed.id == feed.id).execute()
        all_told = removals.note(
            world,
            peer.origin_id,
            scope,
            removed=change.removed,
            numbers=change.numbers,
        )
        bulk.put(Entry, KEPT, KEY, rows)
        shelf.take(peer.origin_id, REACH[scope], hidden)
        _put(peer.origin_id, REACH[scope], sorted_.kept)
        keep_head(peer.origin_id, change.head)
        if change.listings:
            proofs.check_again_from(peer.origin_id, scope, min(one.seq for one in change.listings))
        if change.stubs:
            Peer.update(debts_next=None, debts_from=0).where(Peer.id == peer.id).execute()
        if not all_told:
            removals.floor(peer.origin_id, scope, change.head.seq)
        contact.went_well(world, peer)


def retire(world: World, peer: Peer, who: Identity) -> None:
    """The node stops for good: everything of it goes (§4.10)."""
    with database.atomic():
        for scope in REACH:
            drop(peer.origin_id, scope)
        Origin.update(log=who.log, version=who.number).where(Origin.id == peer.origin_id).execute()
        contact.went_well(world, peer)
        # Whom we only hear of through others goes when they tell of it no more (§9.2).
        Peer.update(state="paused").where(Peer.id == peer.id, Peer.state == "active").execute()


def drop(origin_id: int, scope: str) -> None:
    """Delete all that we hold of one feed of an origin: texts, pictures, words, head and place."""
    with database.atomic():
        alone(origin_id)
        rows = Shown.select(Shown.lid).where(Shown.origin == origin_id, Shown.reach == REACH[scope])
        shelf.take(origin_id, REACH[scope], [row.lid for row in list(rows)])
        forget_feed(origin_id, scope)


def forget_feed(origin_id: int, scope: str) -> None:
    """The same without what is on the shelf: for who is hidden from then on; inside the caller's
    transaction.
    """
    Entry.delete().where(Entry.origin == origin_id, Entry.scope == scope).execute()
    Feed.delete().where(Feed.origin == origin_id, Feed.scope == scope).execute()


def _take_turn(world: World, peer: Peer, feed: Feed | None, who: Identity, head: Head) -> Origin:
    """Write the origin's row first: on engines with many writers this waits for the other one.

    Returns it as it is now.
    """
    origin = alone(peer.origin_id)
    values: dict[Any, Any] = {
        Origin.host: who.host,
        Origin.url: base_url(who.host),
        Origin.name: head.name,
        Origin.codes: json.dumps(head.wards),
        Origin.log: who.log,
        Origin.version: who.number,
        Origin.unchecked: None,
        Origin.unconfirmed: head.end if head.ended(world.now()) else None,
    }
    if feed is None or head.order > (feed.version, feed.seq):
        values[Origin.moved] = max(origin.moved + 1, int(world.clock().timestamp() * 1000))
    if feed is not None and head.version > feed.version:
        values[Origin.quarantined] = None  # §8.6: ended by a newer DID version
    Origin.update(values).where(Origin.id == peer.origin_id).execute()
    now = Feed.get_or_none(origin=peer.origin_id, scope=head.scope)
    if (now and now.etag) != (feed and feed.etag) or not _is_for_us(peer, head.scope):
        raise OvertakenError(peer.url)
    return origin


def _is_for_us(peer: Peer, scope: str) -> bool:
    """Whether we still keep up with it, and it still lets us."""
    now = Peer.get_or_none(Peer.id == peer.id)
    return now is not None and (scope == "public" or now.follow == "accepted")


def _entries(
    world: World, origin_id: int, held: Held, change: Change, sorted_: storing.Sorted
) -> list[tuple[Any, ...]]:
    """What is kept of each new or changed listing: bytes, digest alone, or bytes and a code; and
    when it came.

    In the order of their numbers, which is that of an index.
    """
    now, key = seconds(world.now()), (origin_id, change.head.scope)
    known = [one for one in change.listings if one.lid in held.entries]
    came = _came(*key, [one.lid for one in known if storing.was_here(one, held)])
    rows = [
        *(
            (one.seq, one.digest, one.data, None, came.get(one.lid, now), *key, one.lid)
            for one in sorted_.kept
        ),
        *(
            (one.seq, one.digest, None, code, came.get(one.lid, now), *key, one.lid)
            for one, code in sorted_.left_out
        ),
        *(
            (one.seq, one.digest, one.data, one.code, now, *key, one.lid)
            for one in change.held_back
        ),
        *((one.seq, one.digest, None, None, now, *key, one.lid) for one in change.stubs),
    ]
    rows.sort(key=itemgetter(0))
    return rows


def _came(origin_id: int, scope: str, lids: Sequence[str]) -> dict[str, int]:
    """When these came, as the engine keeps it."""
    where: dict[Any, Any] = {Entry.origin: origin_id, Entry.scope: scope}
    return dict(bulk.select(Entry, (Entry.lid, Entry.at), (Entry.lid, lids), where))


def _put(origin_id: int, reach: str, kept: Sequence[Listing]) -> None:
    """On the shelf, each made when its turn has come: there may be ten thousand."""
    numbered = [(shelf.newness(one.published, origin_id, one.lid, reach), one) for one in kept]
    numbered.sort(key=itemgetter(0))
    shelf.put_numbered(origin_id, ((number, placed_as(one, reach)) for number, one in numbered))


def placed_as(listing: Listing, reach: str) -> shelf.Placed:
    """A signed listing as it goes on the shelf: what the protocol does not bound is no longer than
    our own form would take. The signed bytes stay as they are.
    """
    return shelf.Placed(  # what each has stands in its place, as it takes half the time
        listing.lid,
        reach,
        listing.seq,
        listing.kind,
        listing.purpose,
        listing.terms,
        legible(listing.name) or UNTITLED,
        legible(listing.content),
        listing.language,
        _cut(listing.by or "", LONGEST_NAME),
        listing.published,
        listing.updated,
        listing.end,
        starts=listing.start,
        place=_cut(listing.place_name or "", LONGEST_PLACE),
        address=_cut(listing.address or "", LONGEST_ADDRESS),
        ward_code=listing.ward or "",
        geo=listing.geo,
        details=_details(listing.details) if listing.details else {},
        tags=tuple(map(_tag, listing.tags)) if listing.tags else (),
        pictures=tuple(map(_picture, listing.attachments)) if listing.attachments else (),
    )


def _details(details: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: _legible(value) for name, value in details.items()}


def _tag(tag: str) -> str:
    return _cut(tag.lstrip("#"), LONGEST_TAG)


def _picture(attachment: Attachment) -> shelf.PlacedPicture:
    return shelf.PlacedPicture(
        digest=attachment.digest,
        media_type=attachment.media_type,
        description=_cut(attachment.name, LONGEST_DESCRIPTION),
        width=attachment.width,
        height=attachment.height,
    )


def _cut(text: str, most: int) -> str:
    if len(text) <= most and text.isascii():
        return text
    seen = legible(text)
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def _legible(value: str | int) -> str | int:
    return legible(value) if isinstance(value, str) else value
