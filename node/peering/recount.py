"""Once a week: is what we hold of a feed still what its head says? (PROTOCOL §9.5)

Rule 1: one feed a round, read in pieces; nothing is locked meanwhile. Rule 2: what differs is not
mended here: its feed is read anew from the start, and that is judged as always.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from federation.canonical import digest
from federation.head import root
from node.feed.models import Entry, Feed, Origin
from node.peering.models import Peer
from node.store.database import database
from node.world import World

log = logging.getLogger(__name__)

EVERY = timedelta(days=7)
PIECE = 500  # listings in memory at once


def recount_one(world: World) -> bool:
    """Look at the feed whose turn it is; whether something in it differed."""
    feed = _next(world)
    if feed is None or not _claim(world, feed):
        return False
    entries, spoiled = list[tuple[str, int, str]](), list[int]()
    for row in _entries(feed):
        entries.append((row.lid, row.seq, str(row.digest)))
        if row.document is not None and digest(bytes(row.document)) != row.digest:
            spoiled.append(row.id)
    same = len(entries) == feed.count and root(entries) == feed.root
    if (same and not spoiled) or _moved(feed):
        return False
    log.error("what we hold of %s (%s) is not what it signed", feed.origin.host, feed.scope)
    _begin_anew(world, feed, spoiled)
    return True


def _next(world: World) -> Feed | None:
    found: Feed | None = (
        Feed.select(Feed, Origin)
        .join(Origin)
        .where(~Origin.own, ~Origin.refill)
        .where(Feed.recounted.is_null() | (Feed.recounted <= world.now() - EVERY))
        .order_by(Feed.id)
        .first()
    )
    return found


def _claim(world: World, feed: Feed) -> bool:
    """Take this turn, unless another process has it."""
    was = feed.recounted
    same = Feed.recounted.is_null() if was is None else Feed.recounted == was
    taken: int = Feed.update(recounted=world.now()).where(Feed.id == feed.id, same).execute()
    return bool(taken)


def _entries(feed: Feed) -> Iterator[Entry]:
    """All that live, in the order of their ids."""
    last = 0
    while True:
        live: Any = Entry.select().where(
            Entry.origin == feed.origin_id,
            Entry.scope == feed.scope,
            Entry.digest.is_null(is_null=False),
            Entry.id > last,
        )
        rows = list(live.order_by(Entry.id).limit(PIECE))
        yield from rows
        if len(rows) < PIECE:
            return
        last = rows[-1].id


def _moved(feed: Feed) -> bool:
    """Whether a pull changed it while we were counting: then there is nothing to say about it."""
    now = Feed.get_or_none(Feed.id == feed.id)
    return now is None or now.etag != feed.etag


def _begin_anew(world: World, feed: Feed, spoiled: list[int]) -> None:
    with database.atomic():
        for number in spoiled:  # no longer those bytes: fetched again like any text that is missing
            Entry.update(document=None).where(Entry.id == number).execute()
        Origin.update(refill=True).where(Origin.id == feed.origin_id).execute()
        Peer.update(next_attempt=world.now()).where(
            Peer.origin == feed.origin_id, Peer.failures == 0
        ).execute()
