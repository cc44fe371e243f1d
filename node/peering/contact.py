"""What is noted about a neighbour after each contact; the admin's page and command read it.

Rule: a refusal is noted as its code and its facts; what people see of the neighbour stays as it is.
"""

import json
from datetime import datetime
from typing import Any

from federation import evidence
from federation.errors import DidRewrittenError, EquivocationError, FederationError
from node.feed.models import Feed, Origin
from node.peering import held, timing
from node.peering.models import Peer, Proof
from node.world import World


def went_well(world: World, peer: Peer) -> None:
    """All that was wrong is over; look again after the usual time."""
    Peer.update(
        next_attempt=timing.next_look(world, relayed=peer.state == "distant", calm=peer.calm),
        failures=0,
        failing_since=None,
        last_contact=world.now(),
        last_error=None,
        last_error_facts="{}",
        coming=None,
        coming_of=None,
    ).where(Peer.id == peer.id).execute()


def learn(world: World, peer: Peer, *, news: bool) -> None:
    """Whether its hints are to be relied upon; ``peer`` is as it was before this pull.

    A hint that came meanwhile may be of what came too late for this one.
    """
    now = Peer.get_or_none(Peer.id == peer.id)
    if now is None:  # an admin ended it meanwhile
        return
    if now.heeded != peer.heeded:
        Peer.update(next_attempt=min(now.next_attempt, timing.soon(world))).where(
            Peer.id == peer.id
        ).execute()
    hinted = peer.heeded is not None and (
        peer.last_contact is None or peer.heeded >= peer.last_contact
    )
    calm = timing.calmer(world, peer.calm, heeded=now.heeded, hinted=hinted if news else None)
    if calm != peer.calm and peer.state == "active":
        look = timing.next_look(world, calm=calm)
        if calm < peer.calm:
            look = min(look, now.next_attempt)
        Peer.update(calm=calm, next_attempt=look).where(
            Peer.id == peer.id, Peer.heeded == peer.heeded
        ).execute()


def goes_on(world: World, peer: Peer) -> None:
    """It answers, and there is more to come than one turn is for."""
    Peer.update(next_attempt=timing.go_on(world), last_contact=world.now()).where(
        Peer.id == peer.id
    ).execute()


def refused(
    world: World, peer: Peer, error: FederationError, retry_after: datetime | None = None
) -> None:
    """Nothing came of it: why, since when, and when to try again."""
    failures = peer.failures + 1
    Peer.update(
        next_attempt=timing.next_try(world, failures, retry_after),
        failures=failures,
        failing_since=peer.failing_since or world.now(),
        last_error=error.code,
        last_error_facts=json.dumps(facts(error), ensure_ascii=False),
    ).where(Peer.id == peer.id).execute()
    if isinstance(error, EquivocationError):
        quarantine(world, peer.origin_id)
        _keep_proof(world, peer, error)


def _keep_proof(world: World, peer: Peer, error: EquivocationError) -> None:
    """Both documents and the log, as anyone can check them; once for one lie."""
    if not (error.ours and error.theirs):
        return
    log = bytes(Origin.get_by_id(peer.origin_id).log)
    document = evidence.build(held.identity(log), error.ours, error.theirs)
    known = [bytes(row.document) for row in list(Proof.select().where(Proof.origin == peer.origin))]
    if document not in known:
        Proof.create(origin=peer.origin_id, document=document, at=world.now())


def quarantine(world: World, origin_id: int) -> None:
    """Show nothing of this origin until its word is clear again (§8.6)."""
    Origin.update(quarantined=world.now()).where(
        Origin.id == origin_id, Origin.quarantined.is_null()
    ).execute()


def seen(origin_id: int) -> None:
    """Its head was looked at since we were restored: what we hold may be shown again (§13)."""
    Origin.update(unchecked=None).where(Origin.id == origin_id).execute()


def mark_unconfirmed(world: World, origin_id: int, feed: Feed) -> None:
    """Note since when nobody confirmed what we hold, once its head has ended (§8.3)."""
    if feed.ends <= world.now():
        Origin.update(unconfirmed=feed.ends).where(
            Origin.id == origin_id, Origin.unconfirmed.is_null()
        ).execute()


def facts(error: FederationError) -> dict[str, Any]:
    """The fields of a refusal as JSON can hold them."""
    return {name: _plain(value) for name, value in vars(error).items()}


def standing(peer: Peer) -> FederationError:
    """The refusal that put this peer's origin in quarantine, with its facts while those are the
    last that was noted.
    """
    noted = json.loads(peer.last_error_facts)
    if peer.last_error == DidRewrittenError.code:
        return DidRewrittenError(**noted)
    return EquivocationError(
        seq=noted.get("seq", 0),
        ours=noted.get("ours", "").encode(),
        theirs=noted.get("theirs", "").encode(),
    )


def _plain(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
