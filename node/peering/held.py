"""What we hold of a neighbour, as the judgement of a pull wants it.

Rule: a log was judged when it was taken in, so it is only read here; its time is no question.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from federation import did
from federation.head import Head, read_head
from federation.intake import Held
from node.feed.models import Entry, Feed, Origin

ALWAYS = datetime(2999, 12, 31, tzinfo=UTC)
LOGS_KEPT = 256  # of 1–10 kB each: more neighbours than a ward will have


@lru_cache(LOGS_KEPT)
def identity(log: bytes) -> did.Identity:
    """The identity behind a log that we hold."""
    return did.read_log(log, now=ALWAYS)


def alone(origin_id: int) -> Origin:
    """An origin's row as it is now, ours until the transaction ends: whoever changes what we hold
    of it, or decides about it, does so after each other on engines with many writers too.
    """
    Origin.update(host=Origin.host).where(Origin.id == origin_id).execute()
    found: Origin = Origin.get_by_id(origin_id)
    return found


def feed_of(origin: Origin, scope: str) -> Feed | None:
    """Where we are in a feed of this origin."""
    found: Feed | None = Feed.get_or_none(origin=origin, scope=scope)
    return found


def cursor(feed: Feed | None, who: did.Identity) -> int:
    """From which number on we ask: a new DID version begins anew (§6.4)."""
    return feed.seq if feed is not None and feed.version == who.number else 0


def set_of(origin: Origin, scope: str, feed: Feed | None, who: did.Identity) -> Held:
    """All live listings that we hold, by number and digest.

    What is held back counts as missing too: it is looked at anew when it comes again.
    """
    live: Any = Entry.select(
        Entry.lid, Entry.seq, Entry.digest, Entry.document.is_null(), Entry.code
    ).where(Entry.origin == origin, Entry.scope == scope, Entry.digest.is_null(is_null=False))
    rows = list(live.tuples())
    return Held(
        identity=who,
        head=set_head(feed, scope, who),
        entries={lid: (seq, digest) for lid, seq, digest, _, _ in rows},
        missing=frozenset(lid for lid, _, _, absent, code in rows if absent or code),
    )


def set_head(feed: Feed | None, scope: str, who: did.Identity) -> Head | None:
    """The head that we hold, if any."""
    if feed is None:
        return None
    return read_head(bytes(feed.head), identity=who, scope=scope, now=ALWAYS, newest=False)
