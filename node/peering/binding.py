"""Asking a host itself whose it is (PROTOCOL §4.8), and reading a log anew that a key points to.

Rule 1: until a host has answered with the log we hold, it is neither shown nor linked, and asked
nothing else. Rule 2: one host, one identity: a second one waits for the admin.
"""

import logging
from datetime import timedelta

from federation.did import Identity, continue_log
from federation.errors import FederationError, WrongHostError
from federation.hosts import base_url
from federation.limits import LOG_BYTES
from node.feed.models import Origin
from node.peering import held, standing, timing
from node.peering.models import Offer, Peer
from node.peering.road import LOG, Road
from node.store.database import database
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

AT_ONCE = 20
SILENT_KEPT = timedelta(days=30)  # who is still told of after that is met anew


def bind_due(world: World) -> int:
    """Ask the hosts of origins that we met through others; returns how many answered rightly."""
    due = list(
        Origin.select()
        .where(Origin.unbound, Origin.level != "blocked", Origin.bind_next <= world.now())
        .order_by(Origin.bind_failures, Origin.bind_next)
        .limit(AT_ONCE)
    )
    return sum(_bind_one(world, origin) for origin in due)


def forget_silent(world: World) -> int:
    """The job: who was only heard of, and whose host never answered with its log; how many. Those
    that were blocked stay so.
    """
    old = world.now() - SILENT_KEPT
    silent = Origin.unbound & (Origin.level == "hidden") & (Origin.added < old)
    with database.atomic():
        names = Origin.select(Origin.scid).where(silent)
        Offer.delete().where(Offer.scid.in_(names)).execute()
        forgotten: int = Origin.delete().where(silent).execute()
    return forgotten


def _bind_one(world: World, origin: Origin) -> bool:
    with standing.at(world, origin.host) as free:
        return free and _claim(world, origin) and _bind(world, origin)


def read_logs_due(world: World) -> int:
    """Read the logs that a peer's unknown key or a hint made us curious about, once each."""
    due = list(
        Peer.select(Peer, Origin).join(Origin).where(Peer.log_from != "").order_by(Peer.failures)
    )
    return sum(_read_one(world, peer) for peer in due)


def _read_one(world: World, peer: Peer) -> bool:
    with standing.at(world, peer.log_from) as free:
        if not free or not _claim_log(world, peer):
            return False
        try:
            _continue(world, peer.origin, peer.log_from)
        except FederationError as error:
            log.info("log of %s refused: %s", peer.url, logged(error))
        return True


def _claim(world: World, origin: Origin) -> bool:
    """Take this turn, unless another process has it."""
    failures = origin.bind_failures + 1
    taken: int = (
        Origin.update(bind_failures=failures, bind_next=timing.next_try(world, failures))
        .where(Origin.id == origin.id, Origin.unbound, Origin.bind_next == origin.bind_next)
        .execute()
    )
    return bool(taken)


def _claim_log(world: World, peer: Peer) -> bool:
    taken: int = (
        Peer.update(log_from="", log_asked=world.now())
        .where(Peer.id == peer.id, Peer.log_from == peer.log_from)
        .execute()
    )
    return bool(taken)


def _bind(world: World, origin: Origin) -> bool:
    try:
        _continue(world, origin, origin.host)
    except FederationError as error:
        log.info("host %s not bound: %s", origin.host, logged(error))
        return False
    return True


def _continue(world: World, origin: Origin, host: str) -> None:
    """Fetch the log at ``host``; when it goes on from ours and names that host, it is bound.

    It may have moved on since we were told of that host: then its new host is asked, once.
    """
    who = _read(world, held.identity(bytes(origin.log)), host)
    if who.host != host:
        host = who.host
        who = _read(world, who, host)
    if who.host != host:
        raise WrongHostError(found=who.host, expected=host)
    take_host(world, origin, who)


def _read(world: World, known: Identity, host: str) -> Identity:
    data = Road(world, host).get("/.well-known/did.jsonl", accept=LOG, limit=LOG_BYTES).body
    return known if data == known.log else continue_log(known, data, now=world.now())


def take_host(world: World, origin: Origin, who: Identity) -> None:
    """This host was asked by ourselves and is this identity's: from now on its address.

    :raises WrongHostError: it is bound to another identity.
    """
    with database.atomic():
        other = Origin.get_or_none(
            Origin.host == who.host, Origin.scid != who.scid, ~Origin.unbound
        )
        if other is not None:
            raise WrongHostError(found=who.scid, expected=other.scid)
        url = base_url(who.host)
        Origin.update(
            host=who.host,
            url=url,
            log=who.log,
            version=who.number,
            unbound=False,
            bind_next=None,
            bind_failures=0,
        ).where(Origin.id == origin.id).execute()
        if Peer.update(url=url).where(Peer.origin == origin.id).execute() == 0:
            Peer.create(
                origin=origin.id,
                url=url,
                state="distant",
                added=world.now(),
                next_attempt=world.now(),
                head_asked=world.now(),
            )
