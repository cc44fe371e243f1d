"""Our own public feed as files that anyone can check years later (PROTOCOL §16).

Rule 1: what is written is what neighbours read, of one moment: log, head, pages.
Rule 2: with digests only, no text leaves; the head and its root still prove what was live.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from federation.limits import PAGE_BYTES, PAGE_ITEMS
from federation.page import Stub, build_page
from node.feed import counter
from node.feed.identity import own_origin
from node.feed.models import Entry, Feed
from node.store.database import database
from node.world import World

SCOPE = "public"
ENVELOPE_BYTES = 8 * 1024  # of a page: addresses, names of members, and the head

Item = tuple[int, bytes]


class ArchiveError(Exception):
    """A sentence: why nothing was written."""


def write(world: World, folder: Path, *, digests: bool = False) -> int:
    """Write ``did.jsonl``, ``head.json`` and ``pages/N.json``; returns how many listings.

    :raises ArchiveError: when there is something in the folder already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ArchiveError(f"{folder} is not empty; nothing was written.")
    with database.atomic():
        counter.lock()  # nothing is published meanwhile
        origin = own_origin()
        head = Feed.get(origin=origin, scope=SCOPE).head
        items = _items(origin.id, digests=digests)
    pages = list(_pages(world, items, bytes(head)))
    (folder / "pages").mkdir(parents=True)
    (folder / "did.jsonl").write_bytes(bytes(origin.log))
    (folder / "head.json").write_bytes(bytes(head))
    for number, page in enumerate(pages, start=1):
        (folder / "pages" / f"{number}.json").write_bytes(page)
    return len(items)


def _items(origin_id: int, *, digests: bool) -> list[Item]:
    live: Any = (
        Entry.select(Entry.lid, Entry.seq, Entry.digest, Entry.document)
        .where(
            Entry.origin == origin_id,
            Entry.scope == SCOPE,
            Entry.digest.is_null(is_null=False),
        )
        .order_by(Entry.seq)
    )
    return [
        (seq, Stub(lid, seq, digest).to_json() if digests else bytes(document))
        for lid, seq, digest, document in live.tuples()
    ]


def _pages(world: World, items: list[Item], head: bytes) -> Iterator[bytes]:
    """The pages in their order; the last has the head."""
    after, start = 0, 0
    while True:
        end = _fitting(items, start)
        last = end == len(items)
        reached = items[end - 1][0] if end > start else after
        yield build_page(
            host=world.config.host_name,
            scope=SCOPE,
            after=after,
            items=[data for _, data in items[start:end]],
            next_after=None if last else reached,
            head=head if last else None,
        )
        if last:
            return
        after, start = reached, end


def _fitting(items: list[Item], start: int) -> int:
    """Where the page that begins at ``start`` ends."""
    size = ENVELOPE_BYTES
    for position in range(start, min(start + PAGE_ITEMS, len(items))):
        size += len(items[position][1]) + 1
        if size > PAGE_BYTES:
            return position
    return min(start + PAGE_ITEMS, len(items))
