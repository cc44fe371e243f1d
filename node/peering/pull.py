"""Keeping up with neighbours: who is due, what they have, whether it holds, and making it true.

Rule 1: no network inside a transaction, and no judgement of our own: ``federation.intake`` judges.
Rule 2: a refused pull changes nothing that people see; why stands on the peer's row.
Rule 3: the next attempt is moved before the work, so a crash cannot loop.
"""

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import peewee as pw

from federation.did import Identity, continue_log, read_log
from federation.errors import (
    CountMismatchError,
    CursorExpiredError,
    DidRewrittenError,
    EquivocationError,
    FederationError,
    NotAPeerError,
    RootMismatchError,
    TooSlowError,
    UnreachableError,
    WrongHostError,
)
from federation.intake import ORIGIN, RELAY, Change, Held, judge
from federation.limits import LOG_BYTES
from node.feed.models import Feed, Origin
from node.listings.models import NeighbourPicture
from node.peering import apply as applying
from node.peering import contact, held, moving, pages, progress, repair, standing, timing
from node.peering.errors import HalfwayError, OvertakenError
from node.peering.models import Errand, Knock, Offer, Peer
from node.peering.road import LOG, Road
from node.peering.signing import signer
from node.peering.storing import TEXTS
from node.peering.walk import Walk, walk
from node.store.database import database
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

PUBLIC, ADJACENT = "public", "adjacent"
TURNS: tuple[Any, ...] = (  # when something is due, of all that has to do with neighbours,
    Peer.next_attempt,
    Peer.offers_next,
    Peer.debts_next,
    Peer.hint_due,
    Origin.bind_next,
    Errand.due,
    Knock.due,
    NeighbourPicture.due,
)
LAST: tuple[Any, ...] = (  # and when what is not to be done too often was last done
    Peer.manifest_asked,
    Peer.heeded,
    Peer.log_asked,
    Peer.head_asked,
    Peer.offers_whole,
    Feed.recounted,
)


@dataclass(frozen=True)
class Pulled:
    """What a pull brought."""

    changed: int = 0
    removed: int = 0
    held_back: int = 0

    def __add__(self, other: "Pulled") -> "Pulled":
        return Pulled(
            self.changed + other.changed,
            self.removed + other.removed,
            self.held_back + other.held_back,
        )


def pull_healthy(world: World) -> int:
    """Pull those who are due and answered the last time: nobody who hangs is in their way."""
    return pull_due(world, (Peer.failures == 0) & ~pages.of_somebody())


def pull_failing(world: World) -> int:
    """Pull those who are due and did not answer well the last time, or too slowly for one turn."""
    return pull_due(world, (Peer.failures > 0) | pages.of_somebody())


def pull_due(world: World, which: pw.Expression | None = None) -> int:
    """Pull every neighbour that is due and that nobody else has taken; returns how many.

    Those who answered the last time come first. At one host only one of us stands at a time.
    """
    due = list(
        Peer.select(Peer.id, Peer.next_attempt, Origin.host)
        .join(Origin)
        .where(Origin.level != "blocked")
        .where((Peer.state == "active") | ((Peer.state == "distant") & Origin.level.in_(TEXTS)))
        .where(Peer.next_attempt <= world.now())
        .where(pw.SQL("1 = 1") if which is None else which)
        .order_by(Peer.failures > 0, Peer.next_attempt)
    )
    return sum(_pull_one(world, peer) for peer in due)


def _pull_one(world: World, peer: Peer) -> bool:
    """Pull this neighbour if its turn is still to be had."""
    with standing.at(world, peer.origin.host) as free:
        if not free or not _claim(world, peer):
            return False
        try:
            pull_peer(world, peer.id)
        except FederationError as error:
            log.info("%s refused: %s", peer.origin.host, logged(error))
        return True


def pull_peer(world: World, peer_id: int) -> Pulled:
    """Pull one neighbour now.

    :raises FederationError: nothing was changed but the note of why.
    """
    peer = Peer.select(Peer, Origin).join(Origin).where(Peer.id == peer_id).get()
    road = Road(world, peer.origin.host, signer(world))
    try:
        if peer.state == "distant":
            return _pull_distant(world, peer, road)
        return _pull_both(world, peer, road)
    except OvertakenError:
        return Pulled()
    except HalfwayError:
        contact.goes_on(world, peer)
        return Pulled()
    except FederationError as error:
        contact.refused(world, peer, error, road.retry_after)
        raise


def spread_out(world: World) -> None:
    """At a start: let each healthy neighbour's turn be a random moment of its interval (§8.9).

    What else is overdue, as after a power cut, is spread too; what waits goes on waiting.
    """
    for peer in list(Peer.select(Peer.id, Peer.calm).where(Peer.failures == 0)):
        look = timing.first_look(world, peer.calm)
        Peer.update(next_attempt=look).where(Peer.id == peer.id).execute()
    for column in (Peer.next_attempt, Peer.offers_next):
        for peer in list(Peer.select(Peer.id).where(column <= world.now())):
            late = {column: timing.first_look(world)}
            Peer.update(late).where(Peer.id == peer.id, column <= world.now()).execute()


def come_back(world: World) -> None:
    """Turns that a clock which was ahead put further away than any may be are due now; what it
    noted as done at a time that is still to come is no reason to wait either.
    """
    now = world.now()
    for turn in TURNS:
        late = {turn: timing.first_look(world)}
        turn.model.update(late).where(turn > now + timing.FURTHEST).execute()
    for last in LAST:
        last.model.update({last: None}).where(last > now).execute()


def _claim(world: World, peer: Peer) -> bool:
    """Take this turn, unless another process has it."""
    taken: int = (
        Peer.update(next_attempt=timing.next_look(world))
        .where(Peer.id == peer.id, Peer.next_attempt == peer.next_attempt)
        .execute()
    )
    return bool(taken)


def _pull_distant(world: World, peer: Peer, direct: Road) -> Pulled:
    """From the relays that have the newest, and once a day from the origin itself (§9.5).

    What is wrong with a relay's copy counts against that relay: the next source is tried.
    """
    reason: FederationError | None = None
    busy = False
    for road in _sources(world, peer, direct):
        try:
            with _at_relay(world, road) as free:
                if not free:
                    busy = True
                    continue
                pulled = _pull(world, peer, road, PUBLIC)
        except EquivocationError:
            raise
        except FederationError as error:
            log.info("%s through %s refused: %s", peer.url, road.host, logged(error))
            reason = error
        else:
            _filled(world, peer)
            return pulled
    if reason is None and busy:
        raise HalfwayError(direct.host)
    raise reason or UnreachableError(host=direct.host)


def _at_relay(world: World, road: Road) -> AbstractContextManager[bool]:
    """Its place at a relay; at the origin itself whoever pulls stands already."""
    return standing.at(world, road.host) if road.origin else nullcontext(enter_result=True)


def _sources(world: World, peer: Peer, direct: Road) -> list[Road]:
    asked = peer.head_asked
    found = []
    if asked is None or world.now() - asked >= timing.DAY:
        Peer.update(head_asked=world.now()).where(Peer.id == peer.id).execute()
        found = [direct]
    offers = (
        Offer.select(Offer, Peer, Origin)
        .join(Peer)
        .join(Origin)
        .where(Offer.scid == peer.origin.scid, Peer.state == "active", Peer.through)
        .where(Origin.level.in_(TEXTS))
        .order_by(Offer.seq.desc(), Offer.distance)
    )
    hosts = [offer.peer.origin.host for offer in list(offers)]
    return found + [Road(world, host, direct.signer, origin=peer.origin.scid) for host in hosts]


def _pull_both(world: World, peer: Peer, road: Road) -> Pulled:
    pulled = _pull(world, peer, road, PUBLIC)
    if peer.follow == "accepted":
        pulled += _pull_adjacent(world, peer.id, road)
    contact.learn(world, peer, news=pulled != Pulled())
    _filled(world, peer)
    return pulled


def _filled(world: World, peer: Peer) -> None:
    """What more was wanted is here. What is wanted since this pull began is soon read anew."""
    if not Origin.select(Origin.id).where(Origin.id == peer.origin_id, Origin.refill).exists():
        return
    with database.atomic():
        origin = held.alone(peer.origin_id)
        if peer.origin.refill and _wishes(origin) == _wishes(peer.origin):
            Origin.update(refill=False).where(Origin.id == origin.id).execute()
        else:
            Peer.update(next_attempt=timing.soon(world)).where(Peer.id == peer.id).execute()


def _wishes(origin: Origin) -> tuple[object, ...]:
    """What an admin wants of it."""
    quota = origin.most_listings, origin.most_bytes, origin.most_new
    return origin.level, origin.filters, *quota


def _pull_adjacent(world: World, peer_id: int, road: Road) -> Pulled:
    """What is for neighbours alone: only from its origin, and only while it lets us (§9.3)."""
    peer = Peer.select(Peer, Origin).join(Origin).where(Peer.id == peer_id).get_or_none()
    if peer is None:  # an admin ended it just now
        return Pulled()
    if held.identity(bytes(peer.origin.log)).deactivated:
        return Pulled()
    if peer.origin.host != road.host:  # it moved just now
        road = Road(world, peer.origin.host, road.signer)
    try:
        return _pull(world, peer, road, ADJACENT)
    except NotAPeerError:
        applying.drop(peer.origin_id, ADJACENT)
        Peer.update(follow="refused").where(Peer.id == peer_id).execute()
        return Pulled()


def _pull(world: World, peer: Peer, road: Road, scope: str) -> Pulled:
    known = held.identity(bytes(peer.origin.log))
    feed = held.feed_of(peer.origin, scope)
    cursor = 0 if peer.origin.refill else held.cursor(feed, known)
    try:
        etag = feed.etag if feed and cursor else None
        found = _walk(world, peer, road, Walk(scope, cursor), etag)
    except FederationError:
        if known.deactivated:  # somebody asked it again
            return _elsewhere(world, peer, road, known, scope)
        who = None if road.origin else moving.grown(world, road, known)
        if who is None or (who.host == road.host and not who.deactivated):
            raise
        return _elsewhere(world, peer, road, who, scope)
    if found.unchanged and feed is not None:
        return _nothing_new(world, peer, feed)
    who = _identity(world, peer, road, known)
    if who.deactivated or (not road.origin and who.host != road.host):
        return _elsewhere(world, peer, road, who, scope)
    if peer.origin.quarantined and who.number == (feed.version if feed else known.number):
        raise contact.standing(peer)
    if cursor and who.number != known.number:
        found = _walk(world, peer, road, Walk(scope, 0), None)
    holding = held.set_of(peer.origin, scope, feed, who)
    change = _judged(world, peer, road, holding, found)
    applying.apply(world, peer, holding, change, feed=feed)
    return Pulled(len(change.listings), len(change.removed), len(change.held_back))


def _walk(world: World, peer: Peer, road: Road, found: Walk, etag: str | None) -> Walk:
    """The walk; it goes on where an earlier one along the same road was cut off."""
    found.pages = pages.begun(world, peer, road, found)
    had = len(found.pages)
    try:
        if found.after:
            walk(road, found, etag=etag)
        else:
            walk(road, found, more=progress.Progress(world, peer, road))
    except (HalfwayError, TooSlowError, UnreachableError):
        if len(found.pages) > had:
            pages.keep(world, peer, road, found, had=had)
        raise
    except FederationError:
        pages.forget(peer, found.scope)
        progress.forget(peer)
        raise
    if had:
        pages.forget(peer, found.scope)
    return found


def _elsewhere(world: World, peer: Peer, road: Road, who: Identity, scope: str) -> Pulled:
    """Its feed was refused to us because it has stopped, or lives at another host now."""
    if who.deactivated:
        applying.retire(world, peer, who)
        return Pulled()
    return _pull(world, peer, moving.follow(peer, road, who), scope)


def _nothing_new(world: World, peer: Peer, feed: Feed) -> Pulled:
    if peer.origin.quarantined:
        raise contact.standing(peer)
    if peer.origin.unchecked:
        contact.seen(peer.origin_id)
    contact.mark_unconfirmed(world, peer.origin_id, feed)
    contact.went_well(world, peer)
    return Pulled()


def _identity(world: World, peer: Peer, road: Road, known: Identity) -> Identity:
    """The neighbour's identity as it stands now: asked whenever its feed has changed (§4.6).

    What we have verified is not verified again, unless it comes in other bytes than it did.
    """
    data = road.get(road.log(), accept=LOG, limit=LOG_BYTES).body
    if data == known.log or (road.origin and known.log.startswith(data)):
        return known  # a relay may be behind (§4.6)
    if not data.startswith(known.log):
        read_log(data, now=world.now())
    try:
        who = continue_log(known, data, now=world.now())
    except DidRewrittenError:
        if not known.log.startswith(data):  # two logs that part ways, not a shorter one
            contact.quarantine(world, peer.origin_id)
        raise
    if road.origin and who.host != known.host:
        _moved(peer, who.host)
        raise WrongHostError(found=who.host, expected=road.host)
    return who


def _moved(peer: Peer, host: str) -> None:
    """The log names another host: it is asked itself before anything else is believed (§4.8)."""
    Peer.update(log_from=host).where(Peer.id == peer.id).execute()


def _judged(world: World, peer: Peer, road: Road, holding: Held, found: Walk) -> Change:
    """The judgement of the pages, or of the manifest when they do not add up (§8.5)."""
    reason: FederationError
    source = RELAY if road.origin else ORIGIN
    if found.expired is not None:
        reason = CursorExpiredError(after=found.expired, minimum=found.expired + 1)
    else:
        try:
            return judge(
                holding,
                found.pages,
                scope=found.scope,
                now=world.now(),
                source=source,
                after=found.after,
            )
        except (CountMismatchError, RootMismatchError) as error:
            reason = error
    return repair.by_manifest(
        world, peer, road, holding, scope=found.scope, pages=found.pages, reason=reason
    )
