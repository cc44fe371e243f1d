"""Number, sign, and show: a change of our feed and the head that covers it, in one transaction.

Rule 1: whoever publishes opens :func:`publishing`; all of it becomes true, or nothing.
Rule 2: what we sign was judged by the same functions that judge a neighbour's (PROTOCOL §5.3).
Rule 3: no number that a reader has seen is given again, and none below one that was seen (§6.2).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from federation import head as heads
from federation import listing as listings
from federation import resigning
from federation.drafting import Draft, compose
from federation.errors import FederationError
from federation.limits import CLOCK_TOLERANCE
from node.feed import counter, gate, mark
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
        self.heads: dict[str, heads.Head] = {}

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

    def resign(self, scope: str, document: bytes, former: str) -> listings.Listing:
        """Publish a listing anew as it is, under the key and the host of now (§4.4, §4.5).

        :raises FederationError: it would not be taken as it is; no number was lost on it.
        """
        last, highest = self.counter.last, dict(self.highest)
        seq = self._draw(scope)
        try:
            signed = resigning.resigned(
                document,
                seq=seq,
                key=self.own.sign,
                method=self.own.method,
                hosts=(former, self.own.identity.host),
                now=self.world.now(),
            )
        except FederationError:
            self.counter.last, self.highest = last, highest
            raise
        self._store(scope, signed.lid, seq, signed.digest, signed.data)
        return signed

    def keep(self, scope: str, signed: listings.Listing) -> None:
        """Take back a listing that we signed before, under the number it has (§13)."""
        self._store(scope, signed.lid, signed.seq, signed.digest, signed.data)

    def know(self, scope: str, lid: str, seq: int) -> None:
        """Others have this lid of ours and we do not: :meth:`remove` has what to remove."""
        self._store(scope, lid, seq, "", None)

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
            self.heads[scope] = sign_head(self.world, self.own, scope, seq)

    @property
    def mark(self) -> mark.Mark:
        """What must be remembered once this is committed (§13)."""
        return mark_of(self.own, self.counter, self.heads)

    def touch(self, scope: str) -> None:
        """Give the head of a scope a number of its own: what it says now comes after all before."""
        self._draw(scope)

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
    """One transaction in which a :class:`Press` publishes; heads are signed at its end.

    Inside a larger transaction the mark is left to the job that keeps it.

    :raises PublishError: this node may not sign now.
    """
    within = bool(database.in_transaction())
    with database.atomic():
        row = counter.lock()
        gate.check_standing(row)
        press = Press(world, row)
        gate.check(world, row, press.own)
        yield press
        press.finish()
    if press.heads and not within:
        mark.rise(world, press.mark)


def mark_of(us: Own, row: Counter, signed: Mapping[str, heads.Head]) -> mark.Mark:
    """The mark after these heads were signed."""
    scopes = {
        scope: mark.Last(head.seq, int(head.published.timestamp()))
        for scope, head in signed.items()
    }
    return mark.Mark(us.identity.number, int(row.last), scopes)


def sign_head(world: World, us: Own, scope: str, seq: int) -> heads.Head:
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
    return head


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
    """Sign anew each head that is missing, older than :data:`FRESH_FOR`, or of a time to come.

    Returns how many; none while this node may not sign.
    """
    with database.atomic():
        row = counter.lock()
        us = own(world)
        if gate.is_closed(world, row, us):
            return 0
        fresh = {
            feed.scope: feed for feed in list(Feed.select().where(Feed.origin == us.origin_id))
        }
        signed = {
            scope: sign_head(world, us, scope, _seq_for(world, row, fresh.get(scope)))
            for scope in SCOPES
            if _is_stale(world, fresh.get(scope))
        }
        if signed.keys() == set(SCOPES):
            row.excused = None
        counter.save(row)
    if signed:
        mark.rise(world, mark_of(us, row, signed))
    return len(signed)


def confirm_clock(world: World) -> datetime | None:
    """Somebody says that the clock is right: sign on, with rising numbers (§14).

    Returns the moment of the last signature when that was in the way, else nothing.
    """
    last = gate.excuse_clock(world)
    if last is not None:
        freshen_heads(world)
    return last


def _is_stale(world: World, feed: Feed | None) -> bool:
    return feed is None or feed.published <= world.now() - FRESH_FOR or _is_ahead(world, feed)


def _is_ahead(world: World, feed: Feed) -> bool:
    """Whether neighbours refuse this head: it was signed by a clock that was ahead (§8.3)."""
    ahead: bool = feed.published > world.now() + CLOCK_TOLERANCE
    return ahead


def _seq_for(world: World, row: Counter, feed: Feed | None) -> int:
    """Its own number; a new one in place of a head of a time to come, so that it is the newer."""
    if feed is None:
        return 0
    return counter.draw(world, row) if _is_ahead(world, feed) else int(feed.seq)


def forget_removals(world: World) -> int:
    """Drop removals older than :data:`REMOVALS_KEPT`, and say so in the head (``minSeq``, §6.3)."""
    old = world.now() - REMOVALS_KEPT
    forgotten = 0
    with database.atomic():
        row = counter.lock()
        us = own(world)
        if gate.is_closed(world, row, us):
            return 0
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
