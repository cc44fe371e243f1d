"""What neighbours read from us: our own log, heads, pages and manifest (PROTOCOL §7).

Rule 1: bytes go out as they were stored; nothing is signed while somebody waits.
Rule 2: a page and the head beside it are of one moment: both come from one statement, or from two
between which the head did not change.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from federation.canonical import digest
from federation.errors import CursorExpiredError
from federation.limits import PAGE_BYTES, PAGE_ITEMS
from federation.page import Stub, Tombstone, build_manifest, build_page
from node.feed.identity import own_origin, ward
from node.feed.models import Entry, Feed, Origin
from node.world import World

SCOPES = ("public", "adjacent")
ENVELOPE_BYTES = 8 * 1024  # of a page: addresses, names of members, and the head (at most 4 KiB)


@dataclass(frozen=True)
class Stored:
    """Bytes as they are kept, and the tag that changes when they do."""

    data: bytes
    etag: str


@dataclass(frozen=True)
class State:
    """Where a feed of ours stands."""

    feed_id: int
    etag: str
    head: bytes
    min_seq: int


@dataclass(frozen=True)
class Profile:
    """What this node tells anybody about itself."""

    name: str
    summary: str
    codes: tuple[str, ...]
    language: str
    listings: int


def log() -> Stored:
    """Our identity log."""
    data = bytes(own_origin().log)
    return Stored(data, digest(data))


def state(scope: str) -> State | None:
    """The newest head of a feed of ours; one question to the database."""
    feed = Feed.select(Feed).join(Origin).where(Origin.own, Feed.scope == scope).get_or_none()
    if feed is None:
        return None
    return State(feed.id, feed.etag, bytes(feed.head), feed.min_seq)


def page(
    world: World, scope: str, held: State, after: int, *, origin: str | None = None
) -> Stored | None:
    """The page of a feed after number ``after``; nothing when the feed moved on meanwhile.

    With ``origin`` it is our copy of the feed of that SCID.
    ``after`` 0 lists no removals: who has nothing need not hear what is gone.

    :raises CursorExpiredError: removals after that number were forgotten.
    """
    if 0 < after < held.min_seq:
        raise CursorExpiredError(after=after, minimum=held.min_seq)
    rows = _rows(held, scope, after)
    if any(row.etag != held.etag for row in rows):
        return None
    items, last = _fitting(world, rows)
    host = world.config.host_name
    data = build_page(
        host=host,
        scope=scope,
        after=after,
        items=items,
        next_after=last,
        head=held.head if last is None else None,
        origin=origin,
    )
    return Stored(data, held.etag)


def manifest(held: State) -> Stored | None:
    """All that is live by number and digest; nothing when the feed moved on meanwhile."""
    joined = (Entry.origin == Feed.origin) & (Entry.scope == Feed.scope)
    query: Any = (
        Feed.select(Feed.etag, Entry.lid, Entry.seq, Entry.digest)
        .join(Entry, pw.JOIN.LEFT_OUTER, on=joined & Entry.digest.is_null(is_null=False))
        .where(Feed.id == held.feed_id)
    )
    rows = list(query.tuples())
    if any(etag != held.etag for etag, *_ in rows):
        return None
    entries = [(lid, seq, name) for _, lid, seq, name in rows if lid is not None]
    return Stored(build_manifest(entries=entries, head=held.head), held.etag)


def document(lid: str, *, adjacent: bool = False) -> Stored | None:
    """The signed bytes of a public listing of ours; for a peer also of an ``adjacent`` one."""
    row = (
        Entry.select(Entry.document, Entry.digest)
        .join(Origin)
        .where(Origin.own, Entry.lid == lid)
        .where(Entry.scope.in_(SCOPES) if adjacent else Entry.scope == "public")
        .where(Entry.document.is_null(is_null=False))
        .order_by(Entry.seq.desc())
        .first()
    )
    return None if row is None else Stored(bytes(row.document), str(row.digest))


def was_withdrawn(lid: str) -> bool:
    """Whether our public feed still tells of the removal of this listing."""
    found: bool = (
        Entry.select(Entry.id)
        .join(Origin)
        .where(Origin.own, Entry.scope == "public", Entry.lid == lid, Entry.digest.is_null())
        .exists()
    )
    return found


def profile() -> Profile:
    """Our own words about ourselves, and how many listings anybody may see."""
    ours = ward()
    count = Feed.select(Feed.count).join(Origin).where(Origin.own, Feed.scope == "public")
    return Profile(
        name=ours.name,
        summary=ours.summary,
        codes=tuple(json.loads(ours.codes)),
        language=ours.language,
        listings=count.scalar() or 0,
    )


@dataclass(frozen=True)
class _Row:
    """The feed's tag at the moment of reading, and one entry, or none."""

    etag: str
    lid: str | None
    seq: int
    digest: str | None
    document: bytes | None


def _rows(held: State, scope: str, after: int) -> list[_Row]:
    joined = (Entry.origin == Feed.origin) & (Entry.scope == scope) & (Entry.seq > after)
    if after == 0:
        joined &= Entry.digest.is_null(is_null=False)
    query: Any = (
        Feed.select(Feed.etag, Entry.lid, Entry.seq, Entry.digest, Entry.document)
        .join(Entry, pw.JOIN.LEFT_OUTER, on=joined)
        .where(Feed.id == held.feed_id)
        .order_by(Entry.seq)
        .limit(PAGE_ITEMS + 1)
    )
    return [_Row(*values) for values in query.tuples()]


def _fitting(world: World, rows: Sequence[_Row]) -> tuple[list[bytes], int | None]:
    """As many items as one page holds, and the number to go on from if those are not all."""
    items: list[bytes] = []
    size, last = ENVELOPE_BYTES, 0
    for row in rows:
        if row.lid is None:
            break
        item = _item(world, row)
        size += len(item) + 1
        if len(items) == PAGE_ITEMS or size > PAGE_BYTES:
            return items, last
        items.append(item)
        last = row.seq
    return items, None


def _item(world: World, row: _Row) -> bytes:
    if row.document is not None:
        return bytes(row.document)
    if row.digest is not None:
        return Stub(str(row.lid), row.seq, row.digest).to_json()
    return Tombstone(str(row.lid), row.seq).to_json(world.config.host_name)
