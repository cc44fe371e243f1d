"""Who is asking: the node whose key signed a request (PROTOCOL §11.2).

Rule 1: a signature that is wrong is refused before anything else is looked at; one by a node that
we do not know is nobody's. Rule 2: our own address comes from the settings, never from the request.
Rule 3: a key that we do not know makes us read that peer's log once more, and nobody else's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.did import Identity
from federation.errors import BlockedError, DidUnknownVersionError, NotAPeerError
from federation.hosts import base_url
from federation.httpsig import Request, check_request, is_signed
from node.feed.models import Origin
from node.peering import held
from node.peering.models import Nonce, Peer
from node.world import World

LOG_EVERY = timedelta(minutes=5)  # whatever keys somebody names
_SCID = re.compile(r"did:webvh:(Qm[1-9A-HJ-NP-Za-km-z]{44}):")


@dataclass(frozen=True)
class Caller:
    """A node that we know, and whose signature was right."""

    origin_id: int
    scid: str
    host: str
    peer_id: int | None
    accepted: bool


def identify(
    world: World,
    *,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes = b"",
) -> Caller | None:
    """The node that signed this request; nothing when nobody did, or nobody whom we know.

    ``target`` is the path and query as they came. ``headers`` have lower-case names.

    :raises FederationError: the signature is wrong, or its node is blocked here.
    """
    if not is_signed(headers):
        return None
    request = Request(method, base_url(world.config.host_name) + target, headers, body)
    try:
        signed = check_request(request, identity_of=_identity_of, seen=seen_before, now=world.now())
    except NotAPeerError:
        return None
    except DidUnknownVersionError as error:
        _ask_log(world, error.version)
        raise
    return _caller(signed.identity.scid)


def seen_before(scid: str, nonce: str, until: datetime) -> bool:
    """Remember a nonce; whether it was here already."""
    adding = Nonce.insert(scid=scid, nonce=nonce, until=until).on_conflict_ignore()
    added: int = adding.as_rowcount().execute()
    return added == 0


def forget_nonces(world: World) -> int:
    """Drop the nonces of requests that would not count any more."""
    dropped: int = Nonce.delete().where(Nonce.until <= world.now()).execute()
    return dropped


def _identity_of(scid: str) -> Identity | None:
    row = Origin.get_or_none(Origin.scid == scid, ~Origin.own, ~Origin.unbound)
    return None if row is None else held.identity(bytes(row.log))


def _caller(scid: str) -> Caller:
    origin = Origin.get(scid=scid)
    if origin.level == "blocked":
        raise BlockedError
    peer = Peer.get_or_none(origin=origin)
    return Caller(
        origin_id=origin.id,
        scid=scid,
        host=origin.host,
        peer_id=None if peer is None else peer.id,
        accepted=peer is not None and peer.accepted is not None,
    )


def _ask_log(world: World, keyid: str) -> None:
    """One fetch of that peer's log is due."""
    match = _SCID.match(keyid)
    origin = Origin.get_or_none(scid=match[1]) if match else None
    if origin is None:
        return
    Peer.update(log_from=origin.host).where(
        Peer.origin == origin,
        Peer.log_from == "",
        Peer.state != "paused",
        Peer.log_asked.is_null() | (Peer.log_asked <= world.now() - LOG_EVERY),
    ).execute()
