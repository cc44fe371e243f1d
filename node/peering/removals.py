"""What other nodes took back, kept for whoever reads our copy of their feeds (PROTOCOL §9.1).

Rule 1: of a listing that is gone its id and the number of its removal are left, nothing else, and
those for sixty days. Rule 2: what we no longer know we say: whoever asks from a number before it
takes the manifest (``cursor_expired``), so no removal is ever passed over.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import peewee as pw

from federation.limits import REMOVALS_KEPT
from node.feed.models import Entry, Feed, Origin
from node.store import bulk
from node.store.database import database, seconds
from node.world import World

MOST = 2000  # of one feed; who takes back more in sixty days makes its readers take the manifest
CHUNK = 400  # of one statement with many values: SQLite's oldest limit is 999
LEFT = (Entry.seq, Entry.digest, Entry.document, Entry.code, Entry.at)
KEY = (Entry.origin, Entry.scope, Entry.lid)


def note(
    world: World, origin_id: int, scope: str, *, removed: Sequence[str], numbers: Mapping[str, int]
) -> bool:
    """Let go of what is gone; inside the caller's transaction.

    ``numbers``: of those whose removal was told. Returns whether all were.
    """
    told = [lid for lid in removed if lid in numbers]
    nothing = (None, None, None, seconds(world.now()), origin_id, scope)
    bulk.update(Entry, LEFT, KEY, [(numbers[lid], *nothing, lid) for lid in told])
    untold = [lid for lid in removed if lid not in numbers]
    for start in range(0, len(untold), CHUNK):
        some = Entry.lid.in_(untold[start : start + CHUNK])
        _of(origin_id, scope, some, Entry.delete())
    if told:
        _keep_most(origin_id, scope)
    return not untold


def clear(origin_id: int, scope: str) -> None:
    """Forget all removals of a feed: its numbers begin anew."""
    _of(origin_id, scope, Entry.digest.is_null(), Entry.delete())


def forget_old(world: World) -> int:
    """Forget what was removed too long ago; returns how many removals."""
    old = world.now() - REMOVALS_KEPT
    with database.atomic():
        rows: Any = (
            Entry.select(Entry.origin, Entry.scope, pw.fn.MAX(Entry.seq))
            .join(Origin)
            .where(~Origin.own, Entry.digest.is_null(), Entry.at < old)
            .group_by(Entry.origin, Entry.scope)
        )
        return sum(_forget(origin, scope, seq) for origin, scope, seq in list(rows.tuples()))


def floor(origin_id: int, scope: str, seq: int) -> None:
    """From now on nobody is answered who asks from a number before ``seq``."""
    Feed.update(removed=seq).where(
        Feed.origin == origin_id, Feed.scope == scope, Feed.removed < seq
    ).execute()


def _keep_most(origin_id: int, scope: str) -> None:
    rows: Any = (
        Entry.select(Entry.seq)
        .where(Entry.origin == origin_id, Entry.scope == scope, Entry.digest.is_null())
        .order_by(Entry.seq.desc())
        .offset(MOST)
        .limit(1)
    )
    for (seq,) in list(rows.tuples()):
        _forget(origin_id, scope, seq)


def _forget(origin_id: int, scope: str, seq: int) -> int:
    floor(origin_id, scope, seq + 1)
    return _of(origin_id, scope, Entry.digest.is_null() & (Entry.seq <= seq), Entry.delete())


def _of(origin_id: int, scope: str, which: pw.Expression, query: Any) -> int:
    done: int = query.where(Entry.origin == origin_id, Entry.scope == scope, which).execute()
    return done
