"""Texts that a relay left out, asked for where they may be had (PROTOCOL §9.1: a stub is a debt).

Rule 1: the origin is asked first, then each relay, once a day; a slice of one origin at a time.
Rule 2: only the bytes that the origin signed are taken, and only what we want of it (§11.3).
Rule 3: no network inside a transaction; what changed meanwhile is left as it is.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.canonical import digest
from federation.errors import FederationError
from federation.intake import Held
from federation.limits import LISTING_BYTES, ORIGIN_LISTINGS
from federation.listing import Listing, judge_for
from node.feed.models import Entry, Feed, Origin
from node.listings import shelf
from node.peering import apply, held, proofs, standing, storing, timing
from node.peering.models import Offer, Peer
from node.peering.road import GONE, OK, Road
from node.peering.signing import signer
from node.peering.walk import TURN
from node.store.database import database
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

SCOPE = "public"  # what is for neighbours alone comes from its origin, whole (§9.3)
AT_ONCE = 20
MISSING = (GONE, 404)


@dataclass(frozen=True)
class Paid:
    """A text that came for an entry that had none."""

    entry: Entry
    data: bytes


def pay_due(world: World) -> int:
    """Ask for a slice of what is missing of each origin whose turn it is; how many texts came."""
    due = list(
        Peer.select(Peer, Origin)
        .join(Origin)
        .where(Peer.state.in_(("active", "distant")), Origin.level.in_(storing.TEXTS))
        .where(~Origin.unbound, ~Origin.refill)
        .where(Origin.quarantined.is_null(), Origin.unconfirmed.is_null())
        .where(Peer.debts_next.is_null() | (Peer.debts_next <= world.now()))
        .order_by(Peer.failures, Peer.debts_next)
    )
    return sum(_pay_one(world, peer) for peer in due)


def _pay_one(world: World, peer: Peer) -> int:
    with standing.at(world, peer.origin.host) as free:
        if not free or not _claim(world, peer):
            return 0
        rows = _missing(peer)
        roads = _roads(world, peer) if rows else []
        paid, last = _ask_for(world, roads, rows)
        came = _take(world, peer, paid) if paid else 0
        more = last is not None and (len(rows) == AT_ONCE or last != rows[-1])
        if last is not None and more and roads:  # whoever answers at all is asked for the rest
            _go_on(peer, last.seq, timing.go_on(world))
        else:
            _go_on(peer, 0, timing.tomorrow(world))
        return came


def _claim(world: World, peer: Peer) -> bool:
    was = peer.debts_next
    same = Peer.debts_next.is_null() if was is None else Peer.debts_next == was
    next_time = {Peer.debts_next: timing.tomorrow(world)}
    taken: int = Peer.update(next_time).where(Peer.id == peer.id, same).execute()
    return bool(taken)


def _go_on(peer: Peer, seq: int, when: datetime) -> None:
    Peer.update(debts_from=seq, debts_next=when).where(Peer.id == peer.id).execute()


def _missing(peer: Peer) -> list[Entry]:
    """Known by number and digest, and wanted: what we left out ourselves has a code."""
    origin = peer.origin
    texts = Entry.select().where(Entry.origin == origin, Entry.document.is_null(is_null=False))
    if texts.count() >= (origin.most_listings or ORIGIN_LISTINGS):
        return []
    rows = Entry.select(Entry.id, Entry.lid, Entry.seq, Entry.digest).where(
        Entry.origin == origin,
        Entry.scope == SCOPE,
        Entry.seq > peer.debts_from,
        Entry.digest.is_null(is_null=False),
        Entry.document.is_null(),
        Entry.code.is_null(),
    )
    return list(rows.order_by(Entry.seq).limit(AT_ONCE))


def _ask_for(world: World, roads: list[Road], rows: list[Entry]) -> tuple[list[Paid], Entry | None]:
    """What came of these, and the last that somebody was asked for. ``roads``: who answers."""
    paid, last = list[Paid](), None
    for row in rows:
        if not roads or roads[0].lasted() > TURN:
            break
        data = _ask(world, roads, row)
        last = row
        if data is not None:
            paid.append(Paid(row, data))
    return paid, last


def _roads(world: World, peer: Peer) -> list[Road]:
    direct = Road(world, peer.origin.host, signer(world))
    offers = (
        Offer.select(Offer, Peer, Origin)
        .join(Peer)
        .join(Origin)
        .where(Offer.scid == peer.origin.scid, Peer.state == "active", Peer.through)
        .where(Origin.level.in_(storing.TEXTS))
        .order_by(Offer.distance, Offer.id)
    )
    hosts = [offer.peer.origin.host for offer in list(offers)]
    return [direct] + [Road(world, host, direct.signer, origin=peer.origin.scid) for host in hosts]


def _ask(world: World, roads: list[Road], row: Entry) -> bytes | None:
    """The text, from the first that has it. Who does not answer is not asked again this round."""
    for road in list(roads):
        try:
            data = _fetch(world, road, row.lid)
        except FederationError as error:
            log.info("text of %s from %s: %s", row.lid, road.host, logged(error))
            roads.remove(road)
            continue
        if data is not None and digest(data) == row.digest:
            return data
    return None


def _fetch(world: World, road: Road, lid: str) -> bytes | None:
    if not road.origin:  # we stand there already
        return _text(road, lid)
    with standing.at(world, road.host) as free:
        return _text(road, lid) if free else None


def _text(road: Road, lid: str) -> bytes | None:
    fetched = road.get(road.listing(lid), limit=LISTING_BYTES, may_be=MISSING)
    return fetched.body if fetched.status == OK else None


def _take(world: World, peer: Peer, paid: list[Paid]) -> int:
    """Keep what is still missing: as a listing, or held back with its code."""
    with database.atomic():
        origin = held.alone(peer.origin_id)
        feed: Feed | None = Feed.get_or_none(origin=peer.origin_id, scope=SCOPE)
        there = [one for one in paid if _is_still_missing(one)]
        if feed is None or not there:
            return 0
        who = held.identity(bytes(origin.log))
        version = who.versions[feed.version - 1]
        listings: list[Listing] = []
        for one in there:
            error = proofs.fault(world, one.data, who, version, SCOPE)
            if error is not None:
                _change(one.entry.id, document=one.data, code=error.code)
            else:
                host, now = version.host, world.now()
                listings.append(judge_for(one.data, host=host, scope=SCOPE, now=now))
        return _shelve(world, origin, listings, Held(who))


def _is_still_missing(one: Paid) -> bool:
    found: bool = (
        Entry.select(Entry.id)
        .where(
            Entry.id == one.entry.id,
            Entry.digest == one.entry.digest,
            Entry.document.is_null(),
            Entry.code.is_null(),
        )
        .exists()
    )
    return found


def _shelve(world: World, origin: Origin, listings: list[Listing], holding: Held) -> int:
    found = storing.sort(world, origin, listings, holding, first=False)
    mine: Any = (Entry.origin == origin) & (Entry.scope == SCOPE)
    for one in found.kept:
        Entry.update(document=one.data, at=world.now()).where(mine, Entry.lid == one.lid).execute()
    for one, code in found.left_out:
        Entry.update(code=code).where(mine, Entry.lid == one.lid).execute()
    shelf.put(origin.id, [apply.placed_as(one, apply.REACH[SCOPE]) for one in found.kept])
    return len(found.kept)


def _change(entry_id: int, **values: Any) -> None:
    Entry.update(**values).where(Entry.id == entry_id).execute()
