"""When what came does not add up: the manifest, and then only what differs (PROTOCOL §8.5).

Rule 1: at most once an hour an origin. Rule 2: the manifest must first prove itself by the head
beside it. Rule 3: the result passes the same judgement as pages do: it is handed in as pages.
"""

from collections.abc import Sequence
from typing import Any

from federation.canonical import digest
from federation.errors import BadSourceError, FederationError
from federation.head import Head, read_head, root
from federation.intake import ORIGIN, Change, Held, compare, judge
from federation.limits import (
    LISTING_BYTES,
    MANIFEST_BYTES,
    MANIFEST_EVERY,
    PAGE_BYTES,
    PAGE_ITEMS,
)
from federation.page import Manifest, build_page, read_manifest, read_page
from node.feed.models import Entry, Origin
from node.peering.models import Peer
from node.peering.road import GONE, OK, Road
from node.world import World

ENVELOPE_BYTES = 8 * 1024  # of a page, its head among it
MISSING = 404


def by_manifest(
    world: World,
    peer: Peer,
    road: Road,
    held: Held,
    *,
    scope: str,
    pages: Sequence[bytes],
    reason: FederationError,
) -> Change:
    """The change that the manifest describes; ``pages`` are what was fetched already.

    :raises FederationError: ``reason``, when it is too soon to ask or does not help.
    """
    asked = peer.manifest_asked
    if asked is not None and world.now() < asked + MANIFEST_EVERY:
        raise reason
    Peer.update(manifest_asked=world.now()).where(Peer.id == peer.id).execute()
    manifest, head = _read(world, road, held, scope)
    at_hand = _held_documents(peer.origin, scope) | _received(pages)
    documents = [
        at_hand[name] if name in at_hand else _fetch(road, lid, name, reason)
        for lid, _, name in sorted(manifest.entries, key=lambda entry: entry[1])
    ]
    rebuilt = _as_pages(road.host, scope, manifest, head, documents)
    return judge(held, rebuilt, scope=scope, now=world.now(), after=0)


def _read(world: World, road: Road, held: Held, scope: str) -> tuple[Manifest, Head]:
    fetched = road.get(f"/fed/manifest/{scope}", limit=MANIFEST_BYTES)
    manifest = read_manifest(fetched.body)
    head = read_head(manifest.head, identity=held.identity, scope=scope, now=world.now())
    compare(held.head, head, source=ORIGIN)
    if (len(manifest.entries), root(manifest.entries)) != (head.count, head.root):
        raise BadSourceError(where="manifest")
    return manifest, head


def _held_documents(origin: Origin, scope: str) -> dict[str, bytes]:
    rows: Any = Entry.select(Entry.digest, Entry.document).where(
        Entry.origin == origin, Entry.scope == scope, Entry.document.is_null(is_null=False)
    )
    return {name: bytes(data) for name, data in rows.tuples()}


def _received(pages: Sequence[bytes]) -> dict[str, bytes]:
    return {digest(item): item for page in pages for item in read_page(page).items}


def _fetch(road: Road, lid: str, name: str, reason: FederationError) -> bytes:
    """One listing by itself; when it is another one by now, the next poll tries again."""
    fetched = road.get(f"/l/{lid}", limit=LISTING_BYTES, may_be=(GONE, MISSING))
    if fetched.status != OK or digest(fetched.body) != name:
        raise reason
    return fetched.body


def _as_pages(
    host: str, scope: str, manifest: Manifest, head: Head, documents: Sequence[bytes]
) -> list[bytes]:
    seqs = sorted(seq for _, seq, _ in manifest.entries)
    bounds = _bounds(documents)
    pages = []
    for start, end in zip([0, *bounds], [*bounds, len(documents)], strict=True):
        last = end == len(documents)
        pages.append(
            build_page(
                host=host,
                scope=scope,
                after=seqs[start - 1] if start else 0,
                items=documents[start:end],
                next_after=None if last else seqs[end - 1],
                head=head.data if last else None,
            )
        )
    return pages


def _bounds(documents: Sequence[bytes]) -> list[int]:
    """Where pages end: before 200 items or 1 MiB."""
    bounds, items, size = [], 0, ENVELOPE_BYTES
    for position, document in enumerate(documents):
        items, size = items + 1, size + len(document) + 1
        if items > PAGE_ITEMS or size > PAGE_BYTES:
            bounds.append(position)
            items, size = 1, ENVELOPE_BYTES + len(document) + 1
    return bounds
