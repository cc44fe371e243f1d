"""When what came does not add up: the manifest, and then only what differs (PROTOCOL §8.5).

Rule 1: at most once an hour an origin. Rule 2: what the manifest is worth and what is wanted,
``federation.repair`` says; here it is fetched. Rule 3: what is at hand is not fetched again.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from federation import repair
from federation.canonical import digest
from federation.errors import FederationError
from federation.intake import ORIGIN, RELAY, Change, Held
from federation.limits import LISTING_BYTES, MANIFEST_BYTES, MANIFEST_EVERY
from federation.page import Page
from node.feed.models import Entry
from node.peering.models import Peer
from node.peering.road import GONE, OK, Road
from node.world import World

MISSING = 404


def by_manifest(
    world: World,
    peer: Peer,
    road: Road,
    held: Held,
    *,
    scope: str,
    pages: Sequence[Page],
    reason: FederationError,
) -> Change:
    """The change that the manifest describes; ``pages`` are what was fetched already.

    :raises FederationError: ``reason``, when it is too soon to ask or does not help.
    """
    asked = peer.manifest_asked
    if asked is not None and world.now() < asked + MANIFEST_EVERY:
        raise reason
    Peer.update(manifest_asked=world.now()).where(Peer.id == peer.id).execute()
    manifest = road.get(road.manifest(scope), limit=MANIFEST_BYTES).body
    source = RELAY if road.origin else ORIGIN
    if not peer.origin.refill:
        held = replace(held, missing=held.missing - _left_out(peer.origin_id, scope))
    plan = repair.plan(held, manifest, scope=scope, now=world.now(), source=source)
    at_hand = _held_back(peer.origin_id, scope) | _received(pages)
    documents = {
        lid: at_hand[name] if name in at_hand else _fetch(road, lid, name, reason)
        for lid, _, name in plan.wanted
    }
    there = {lid: data for lid, data in documents.items() if data is not None}
    return repair.judge(held, plan, there, now=world.now(), source=source)


def _left_out(origin_id: int, scope: str) -> set[str]:
    """What we did not want, and still do not: it is no reason to fetch it."""
    rows: Any = Entry.select(Entry.lid).where(
        Entry.origin == origin_id,
        Entry.scope == scope,
        Entry.code.is_null(is_null=False),
        Entry.document.is_null(),
    )
    return {lid for (lid,) in rows.tuples()}


def _held_back(origin_id: int, scope: str) -> dict[str, bytes]:
    """What we hold and do not show, by digest: it is looked at anew, not fetched anew (§8.8)."""
    rows: Any = Entry.select(Entry.digest, Entry.document).where(
        Entry.origin == origin_id,
        Entry.scope == scope,
        Entry.code.is_null(is_null=False),
        Entry.document.is_null(is_null=False),  # what was left out has a code and no text
    )
    rows = rows.where(Entry.document.is_null(is_null=False))
    return {name: bytes(data) for name, data in rows.tuples()}


def _received(pages: Sequence[Page]) -> dict[str, bytes]:
    return {digest(item): item for page in pages for item in page.items}


def _fetch(road: Road, lid: str, name: str, reason: FederationError) -> bytes | None:
    """One listing by itself; when it is another one by now, the next poll tries again.

    What a relay leaves out stays a debt (§9.1).
    """
    fetched = road.get(road.listing(lid), limit=LISTING_BYTES, may_be=(GONE, MISSING))
    if road.origin and fetched.status != OK:
        return None
    if fetched.status != OK or digest(fetched.body) != name:
        raise reason
    return fetched.body
