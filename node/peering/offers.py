"""Hearing from our peers what they relay (PROTOCOL §9).

Rule 1: an origin that we did not know is hidden and not asked anything until its host is bound;
a relay brings at most so many a day (§14), and of what it makes up no more is asked for than that
at a time. Rule 2: an offer says where to ask, and nothing more.
"""

import json
import logging
from collections.abc import Mapping, Sequence

from federation import did
from federation.errors import FederationError, WrongHostError
from federation.head import read_head
from federation.hosts import base_url
from federation.limits import (
    HEAD_BYTES,
    HORIZON,
    LOG_BYTES,
    ORIGINS_BYTES,
    UNKNOWN_ORIGINS_A_DAY,
)
from federation.relaying import Offered, check_unknown, read_offer, worth_asking
from node.feed.identity import own_origin
from node.feed.models import Feed, Origin
from node.peering import distances, held, standing, timing
from node.peering.models import Offer, Peer
from node.peering.road import LOG, Road
from node.peering.signing import signer
from node.peering.walk import TURN
from node.store.database import database
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

PATH = "/fed/origins"


def ask_due(world: World) -> int:
    """Ask each peer whose turn it is what it relays; returns how many were asked."""
    due = list(
        Peer.select(Peer, Origin)
        .join(Origin)
        .where(Peer.state == "active", Peer.through, Peer.follow == "accepted")
        .where(Peer.offers_next.is_null() | (Peer.offers_next <= world.now()))
        .where(Origin.level.in_(("shown", "approval")))
        .order_by(Peer.failures, Peer.offers_next)
    )
    return sum(_ask_one(world, peer) for peer in due)


def _ask_one(world: World, peer: Peer) -> bool:
    with standing.at(world, peer.origin.host) as free:
        if not free or not _claim(world, peer):
            return False
        try:
            ask(world, peer)
        except FederationError as error:
            log.info("offers of %s refused: %s", peer.url, logged(error))
        return True


def _claim(world: World, peer: Peer) -> bool:
    """Take this turn, unless another process has it."""
    was = peer.offers_next
    same = Peer.offers_next.is_null() if was is None else Peer.offers_next == was
    taken: int = (
        Peer.update(offers_next=timing.next_offers(world)).where(Peer.id == peer.id, same).execute()
    )
    return bool(taken)


def ask(world: World, peer: Peer) -> None:
    """Ask one peer, for all of it once a day, else for what changed.

    :raises FederationError: nothing was changed.
    """
    road = Road(world, peer.origin.host, signer(world))
    whole = peer.offers_whole is None or world.now() - peer.offers_whole >= timing.WHOLE_OFFER
    after = 0 if whole else peer.offers_cursor
    data = road.get(f"{PATH}?after={after}", limit=ORIGINS_BYTES).body
    offer = read_offer(data, after=after)
    ours = own_origin().scid
    taken = [one for one in offer.origins if one.scid != ours]
    met = _newcomers(world, peer, road, taken)
    with database.atomic():
        for one in taken:
            if one.scid not in met or met[one.scid]:
                _note(world, peer, one, introduced=one.scid in met)
        if whole:
            names = [one.scid for one in taken]
            Offer.delete().where(Offer.peer == peer, Offer.scid.not_in(names)).execute()
            Peer.update(offers_whole=world.now()).where(Peer.id == peer.id).execute()
        Peer.update(offers_cursor=offer.cursor).where(Peer.id == peer.id).execute()
    distances.settle(world)


def _newcomers(
    world: World, peer: Peer, road: Road, taken: Sequence[Offered]
) -> Mapping[str, bool]:
    """Those that we did not know, and whether each is one to keep."""
    new = [one for one in taken if _is_new(one)]
    met = dict.fromkeys((one.scid for one in new), False)
    near = [one for one in new if one.distance < HORIZON]
    for one in near[:UNKNOWN_ORIGINS_A_DAY]:
        if road.lasted() <= TURN:
            met[one.scid] = _meet(world, peer, road, one)
    return met


def _is_new(one: Offered) -> bool:
    return not Origin.select(Origin.id).where(Origin.scid == one.scid).exists()


def _meet(world: World, peer: Peer, road: Road, one: Offered) -> bool:
    """Take an unknown origin's log from the relay; whether it is one to keep."""
    recent = Offer.select().where(Offer.peer == peer, Offer.introduced > world.now() - timing.DAY)
    try:
        check_unknown(recent.count())
        copy = Road(world, road.host, road.signer, origin=one.scid)
        data = copy.get(copy.log(), accept=LOG, limit=LOG_BYTES).body
        who = did.read_log(data, now=world.now())
        if who.scid != one.scid or who.deactivated:
            raise WrongHostError(found=who.scid, expected=one.scid)
        head = read_head(
            copy.get(copy.head("public"), limit=HEAD_BYTES).body,
            identity=who,
            scope="public",
            now=world.now(),
        )
    except FederationError as error:
        log.info("%s of %s not taken: %s", one.scid, peer.url, logged(error))
        return False
    with database.atomic():
        Origin.create(
            scid=who.scid,
            host=who.host,
            url=base_url(who.host),
            name=head.name,
            codes=json.dumps(head.wards),
            level="hidden",
            log=who.log,
            version=who.number,
            added=world.now(),
            unbound=True,
            bind_next=world.now(),
            distance=one.distance + 1,
        )
        _note(world, peer, one, introduced=True)
    return True


def _note(world: World, peer: Peer, one: Offered, *, introduced: bool) -> None:
    values = {
        Offer.did_version: one.did_version,
        Offer.seq: one.seq,
        Offer.distance: one.distance,
    }
    first = {Offer.introduced: world.now()} if introduced else {}
    Offer.insert({Offer.peer: peer, Offer.scid: one.scid, **values, **first}).on_conflict(
        conflict_target=[Offer.peer, Offer.scid], update=values
    ).execute()
    origin = Origin.get(scid=one.scid)
    feed = held.feed_of(origin, "public")
    if _is_newer(origin, feed, one):
        Peer.update(next_attempt=world.now()).where(
            Peer.origin == origin, Peer.state == "distant", Peer.failures == 0
        ).execute()


def _is_newer(origin: Origin, feed: Feed | None, one: Offered) -> bool:
    if feed is None:
        return True
    who = held.identity(bytes(origin.log))
    head = read_head(bytes(feed.head), identity=who, scope="public", now=held.ALWAYS, newest=False)
    return worth_asking(one, head)
