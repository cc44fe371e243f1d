"""A nudge between direct neighbours: "I have something new" (PROTOCOL §10).

Rule 1: one attempt, unsigned, gathered and a little late: a hint may get lost, a pull follows
anyway. Rule 2: what a hint leads to is a pull from the address that we hold; no address in it is
ever used before that host itself has answered (§4.8). Rule 3: at most one a minute is heeded.
"""

import logging
from datetime import timedelta
from typing import Any

from federation import hint
from federation.did import Identity
from federation.errors import FederationError, NotAPeerError
from federation.hosts import base_url
from federation.limits import HINT_BYTES
from node.feed.identity import own_origin
from node.feed.models import Feed, Origin
from node.peering import held, standing, timing
from node.peering.models import Peer
from node.peering.signing import ACTIVITY
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)

PATH = "/fed/hint"
SCOPE = "public"
HEED_EVERY = timedelta(minutes=1)


def send_due(world: World) -> int:
    """Tell each peer whose turn has come; returns how many were told."""
    feed = held.feed_of(own_origin(), SCOPE)
    if feed is None or world.post is None:
        return 0
    told = 0
    for peer in _behind(feed):
        if peer.hint_due is None:
            Peer.update(hint_due=timing.next_hint(world)).where(Peer.id == peer.id).execute()
        elif peer.hint_due <= world.now():
            with standing.at(world, peer.origin.host) as free:
                told += free and _claim(peer, feed) and _send(world, peer, feed)
    return told


def heed(world: World, body: bytes) -> None:
    """Take a hint: a pull is due within a minute, from the address that we hold.

    :raises FederationError: it is no reason to do anything.
    """
    found = hint.read(body)
    peer = (
        Peer.select(Peer, Origin)
        .join(Origin)
        .where(Origin.scid == found.scid, Peer.state == "active", Origin.level != "blocked")
        .get_or_none()
    )
    if peer is None:
        raise NotAPeerError
    if peer.heeded is not None and world.now() < peer.heeded + HEED_EVERY:
        return
    known = held.identity(bytes(peer.origin.log))
    who = found.continued(known, now=world.now())
    if not found.lines and not _is_newer(world, peer.origin, who, found):
        return
    due: dict[str, Any] = {
        "heeded": world.now(),
        "next_attempt": min(peer.next_attempt, timing.soon(world)),
    }
    if who.host != known.host or who.number != known.number:
        due["log_from"] = who.host
    Peer.update(due).where(Peer.id == peer.id).execute()


def _is_newer(world: World, origin: Origin, who: Identity, found: hint.Hint) -> bool:
    """Whether its head says more than what is here: anybody may repeat what everybody has.

    :raises FederationError: it is no head, or an older one.
    """
    ours = held.set_head(held.feed_of(origin, SCOPE), SCOPE, who)
    theirs = found.judge(who, ours, scope=SCOPE, now=world.now())
    return ours is None or theirs.order > ours.order


def _behind(feed: Feed) -> list[Peer]:
    version = own_origin().version
    return list(
        Peer.select(Peer, Origin)
        .join(Origin)
        .where(Peer.state.in_(("active", "guest")), Peer.accepted.is_null(is_null=False))
        .where((Peer.hinted_seq < feed.seq) | (Peer.hinted_version < version))
        .where(Origin.level != "blocked")
        .order_by(Peer.failures, Peer.hint_due)
    )


def _claim(peer: Peer, feed: Feed) -> bool:
    """Whatever comes of it, this is the one attempt."""
    taken: int = (
        Peer.update(hinted_seq=feed.seq, hinted_version=own_origin().version, hint_due=None)
        .where(Peer.id == peer.id, Peer.hint_due == peer.hint_due)
        .execute()
    )
    return bool(taken)


def _send(world: World, peer: Peer, feed: Feed) -> bool:
    body = hint.build(head=bytes(feed.head), lines=_lines(peer))
    if world.post is None or len(body) > HINT_BYTES:
        return False
    url = base_url(peer.origin.host) + PATH
    try:
        world.post(url, body=body, content_type=ACTIVITY, headers={})
    except FederationError as error:
        log.info("hint to %s: %s", peer.url, logged(error))
        return False
    return True


def _lines(peer: Peer) -> list[bytes]:
    """The lines of our log since the last hint; none at the first: they fetched it themselves."""
    if peer.hinted_version == 0:
        return []
    return bytes(own_origin().log).splitlines()[peer.hinted_version :]
