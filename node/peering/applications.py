"""Nodes that ask to be peers, waiting for our admin (PROTOCOL §11.1).

Rule 1: nothing of an application is believed before its signature was checked with the log that we
fetched at its host ourselves. Rule 2: an admin who opens one sees what :func:`introduce` found.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from federation import activities
from federation.activities import Activity
from federation.errors import FederationError, NotForUsError
from federation.hosts import base_url, canonical_host
from federation.httpsig import Request, check_request
from node.peering import errands, handshake, inbox, standing
from node.peering.add import Introduction, follow, introduce, remember
from node.peering.errors import PeerError, UnknownOriginError
from node.peering.models import Knock, Peer
from node.translations.logged import logged
from node.world import World

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """An application that nobody decided about."""

    host: str
    url: str
    received: datetime
    last_error: str | None


@dataclass(frozen=True)
class Opened:
    """An application whose signature is right: who asks, and what it asks."""

    met: Introduction
    activity: Activity


def waiting() -> list[Waiting]:
    """All of them, the oldest first."""
    rows = Knock.select().order_by(Knock.received, Knock.id)
    return [
        Waiting(row.host, base_url(row.host), row.received, row.last_error) for row in list(rows)
    ]


def open_one(world: World, name: str) -> Opened:
    """Fetch the log of the node that asks, and check what it posted.

    :raises UnknownOriginError: nothing by it is waiting.
    :raises FederationError: it is not what it says, or cannot be reached.
    """
    row = _row(name)
    met = introduce(world, base_url(row.host))
    request = Request(
        "POST",
        base_url(world.config.host_name) + inbox.PATH,
        json.loads(row.headers),
        row.body.encode(),
    )
    check_request(
        request,
        identity_of=lambda scid: met.identity if scid == met.scid else None,
        seen=lambda _scid, _nonce, _until: False,
        now=row.received,
    )
    activity = activities.read(
        row.body.encode(), sender=met.identity.host, ours=world.config.host_name
    )
    if activity.type != activities.FOLLOW:
        raise NotForUsError
    return Opened(met, activity)


def accept(world: World, opened: Opened, *, both_ways: bool = True) -> Peer:
    """Our admin says yes to what was opened; ``both_ways``: we follow it too.

    Nothing is fetched again: whoever answers at that host by now may be another than the one whose
    words were compared.

    :raises FederationError: another identity is bound to this host, or its log was rewritten.
    """
    if both_ways:
        follow(world, opened.met)
    origin = remember(world, opened.met)
    return handshake.welcome(world, origin, opened.activity)


def refuse(world: World, name: str) -> None:
    """Our admin says no; the other side is told when what it posted can be read.

    :raises UnknownOriginError: nothing by it is waiting.
    """
    row = _row(name)
    theirs = errands.recalled(row.body, sender=row.host, ours=world.config.host_name)
    handshake.turn_down(world, row.host, theirs)


def look_due(world: World) -> int:
    """Read what came with an invitation of ours, or from whom we follow; how many were let in.

    Who asked first goes first; at one host only one of us stands at a time.
    """
    due = list(Knock.select().where(Knock.due <= world.now()).order_by(Knock.received, Knock.id))
    return sum(_look(world, row) for row in due)


def _look(world: World, row: Knock) -> bool:
    """Read this one, if its turn is still to be had."""
    with standing.at(world, row.host) as free:
        if not free:
            return False
        if not Knock.update(due=None).where(Knock.id == row.id, Knock.due == row.due).execute():
            return False  # another process was first
        try:
            return _let_in(world, row.host)
        except (FederationError, PeerError) as error:
            log.info("application of %s: %s", row.host, logged(error))
            code = getattr(error, "code", type(error).__name__)
            Knock.update(last_error=code).where(Knock.id == row.id).execute()
    return False


def _let_in(world: World, host: str) -> bool:
    opened = open_one(world, host)
    origin = remember(world, opened.met)
    peer = Peer.get_or_none(origin=origin)
    if peer is not None and peer.accepted is not None:
        handshake.welcome(world, origin, opened.activity)
        return True
    if not inbox.invited(world, origin, opened.activity):
        return False
    follow(world, opened.met)
    handshake.welcome(world, origin, opened.activity)
    return True


def _row(name: str) -> Knock:
    found: Knock | None = Knock.get_or_none(host=canonical_host(name))
    if found is None:
        raise UnknownOriginError(name)
    return found
