"""Number, sign, and show: a change of our feed and the head that covers it, in one transaction.

Rule 1: whoever publishes opens :func:`publishing`; all of it becomes true, or nothing.
Rule 2: what we sign was judged by the same functions that judge a neighbour's (PROTOCOL §5.3).
Rule 3: no number that a reader has seen is given again, and none below one that was seen (§6.2).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from federation import head as heads
from federation import listing as listings
from federation.drafting import Draft, compose
from federation.limits import CLOCK_TOLERANCE
from node.feed import counter
from node.feed.errors import ClockBehindError
from node.feed.identity import Own, own, ward
from node.feed.models import Counter, Entry, Feed
from node.store.database import database
from node.world import World

SCOPES = ("public", "adjacent")
FRESH_FOR = timedelta(hours=20)  # a head is signed anew at least every 24 h (§6.3)
REMOVALS_KEPT = timedelta(days=60)  # §7.1


class Press:
    """Takes what is to be published within one transaction; :meth:`finish` signs the heads."""

    def __init__(self, world: World, counter_row: Counter) -> None:
        self.world = world
        self.own: Own = own(world)
        self.counter = counter_row
        self.highest: dict[str, int] = {}

    def put(self, scope: str, drafted: Callable[[int], Draft]) -> listings.Listing:
        """Publish one listing. ``drafted`` makes its values for the number it gets."""
        seq = self._draw(scope)
        signed = listings.sign(
            compose(drafted(seq)),
            key=self.own.sign,
            method=self.own.method,
            now=self.world.now(),
        )
        self._store(scope, signed.lid, seq, signed.digest, signed.data)
        return signed

    def remove(self, scope: str, lid: str) -> int | None:
        """Publish that a listing is gone; nothing when this scope never had it."""
        if not self._has(scope, lid):
            return None
        seq = self._draw(scope)
        self._store(scope, lid, seq, None, None)
        return seq

    def finish(self) -> None:
        """Sign the head of every scope that changed."""
        counter.save(self.counter)
        for scope, seq in self.highest.items():
            sign_head(self.world, self.own, scope, seq)

    def _draw(self, scope: str) -> int:
        self.highest[scope] = counter.draw(self.world, self.counter)
        return self.highest[scope]

    def _has(self, scope: str, lid: str) -> bool:
        query = Entry.select(Entry.id).where(
            Entry.origin == self.own.origin_id,
            Entry.scope == scope,
            Entry.lid == lid,
            Entry.digest.is_null(is_null=False),
        )
        return bool(query.exists())

    def _store(
        self, scope: str, lid: str, seq: int, document_digest: str | None, data: bytes | None
    ) -> None:
        values = {
            Entry.seq: seq,
            Entry.digest: document_digest,
            Entry.document: data,
            Entry.at: self.world.now(),
        }
        Entry.insert(
            {Entry.origin: self.own.origin_id, Entry.scope: scope, Entry.lid: lid, **values}
        ).on_conflict(
            conflict_target=[Entry.origin, Entry.scope, Entry.lid], update=values
        ).execute()


@contextmanager
def publishing(world: World) -> Iterator[Press]:
    """One transaction in which a :class:`Press` publishes; heads are signed at its end."""
    with database.atomic():
        press = Press(world, counter.lock())
        _check_clock(world, press.own)
        yield press
        press.finish()


def _check_clock(world: World, us: Own) -> None:
    """A node whose clock is behind its last signature does not sign (§14)."""
    published = [feed.published for feed in list(Feed.select().where(Feed.origin == us.origin_id))]
    if published and max(published) > world.now() + CLOCK_TOLERANCE:
        raise ClockBehindError(now=world.now(), last=max(published))


def sign_head(world: World, us: Own, scope: str, seq: int) -> None:
    """Sign and keep the head of our feed as it now is; inside the caller's transaction."""
    live: Any = Entry.select(Entry.lid, Entry.seq, Entry.digest).where(
        Entry.origin == us.origin_id, Entry.scope == scope, Entry.digest.is_null(is_null=False)
    )
    entries: list[heads.Entry] = list(database.execute(live))  # plain rows: there may be thousands
    held = Feed.get_or_none(origin=us.origin_id, scope=scope)
    our_ward = ward()
    now = world.now()
    head = heads.sign_head(
        key=us.sign,
        method=us.method,
        identity=us.identity,
        scope=scope,
        seq=seq,
        count=len(entries),
        root=heads.root(entries),
        min_seq=held.min_seq if held else 0,
        name=our_ward.name,
        wards=json.loads(our_ward.codes),
        now=now,
    )
    keep_head(us.origin_id, head)


def keep_head(origin_id: int, head: heads.Head) -> None:
    """Store a head as the newest of this origin and scope."""
    values = {
        Feed.version: head.version,
        Feed.seq: head.seq,
        Feed.count: head.count,
        Feed.root: head.root,
        Feed.min_seq: head.min_seq,
        Feed.published: head.published,
        Feed.ends: head.end,
        Feed.head: head.data,
        Feed.etag: head.etag,
    }
    Feed.insert({Feed.origin: origin_id, Feed.scope: head.scope, **values}).on_conflict(
        conflict_target=[Feed.origin, Feed.scope], update=values
    ).execute()


def freshen_heads(world: World) -> int:
    """Sign anew each head that is missing or older than :data:`FRESH_FOR`; returns how many."""
    old = world.now() - FRESH_FOR
    with database.atomic():
        counter.lock()
        us = own(world)
        fresh = {
            feed.scope: feed for feed in list(Feed.select().where(Feed.origin == us.origin_id))
        }
        stale = [s for s in SCOPES if s not in fresh or fresh[s].published <= old]
        for scope in stale:
            sign_head(world, us, scope, fresh[scope].seq if scope in fresh else 0)
    return len(stale)


def forget_removals(world: World) -> int:
    """Drop removals older than :data:`REMOVALS_KEPT`, and say so in the head (``minSeq``, §6.3)."""
    old = world.now() - REMOVALS_KEPT
    forgotten = 0
    with database.atomic():
        counter.lock()
        us = own(world)
        for scope in SCOPES:
            gone = list(
                Entry.select(Entry.id, Entry.seq).where(
                    Entry.origin == us.origin_id,
                    Entry.scope == scope,
                    Entry.digest.is_null(),
                    Entry.at < old,
                )
            )
            if not gone:
                continue
            forgotten += len(gone)
            highest = max(entry.seq for entry in gone)
            Entry.delete().where(Entry.id.in_([entry.id for entry in gone])).execute()
            feed = Feed.get(origin=us.origin_id, scope=scope)
            Feed.update(min_seq=highest + 1).where(Feed.id == feed.id).execute()
            sign_head(world, us, scope, feed.seq)
    return forgotten
