"""The newest that somebody may see of what they look for: ids and counts, kept for a moment.

Rule 1: what is kept is for the same viewer and the same question, so a count tells nobody of what
they may not see.
Rule 2: this says which listings to ask for and how many there are; what is shown is asked for
anew, and whoever asks for it asks again if it may be seen.
Rule 3: whatever this process writes makes all of it void; what others write, :data:`KEPT`.
"""

from array import array
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import peewee as pw

from node.listings import asked
from node.listings.asked import Asked, Query
from node.shown.viewer import Viewer
from node.store.database import database, writes
from node.world import World

SLICE = 1_000  # of the newest that match, when they are wanted in another order
KEPT: Final = timedelta(seconds=10)
MOST_KEPT = 64  # questions of one node; each about 10 kB

Facets = tuple[str, ...]
Key = tuple[Viewer, Query]


@dataclass(frozen=True)
class Newest:
    """Ids in the order asked for, with their standing in it.

    ``by``: how many there are of each kind, purpose, terms and language together. ``all``: there
    are no more than these.
    """

    ids: Sequence[int]
    standings: Sequence[int]
    by: Mapping[Facets, int]
    all: bool

    def after(self, standing: int, number: int, *, newest_first: bool) -> int:
        """How many come before what stands after this listing, in this order."""
        if newest_first:
            return bisect_right(self.ids, -number, key=lambda one: -one)
        return bisect_right(range(len(self.ids)), (standing, number), key=self._place)

    def _place(self, at: int) -> tuple[int, int]:
        return self.standings[at], self.ids[at]


@dataclass(frozen=True)
class Pair:
    """The newest of a query, and of the same with its facets left open.

    ``beginnings``: which of its words may begin a longer one.
    """

    narrow: Newest
    wide: Newest
    beginnings: Collection[str]


class _Kept:
    """What was found for each question of one database, the last used last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[Key, tuple[datetime, int, Pair]] = OrderedDict()

    def get(self, key: Key, now: datetime, written: int) -> Pair | None:
        """What was found not too long ago, if nothing was written since."""
        with self._lock:
            found = self._found.get(key)
            if found is None or found[1] != written or not found[0] <= now < found[0] + KEPT:
                return None
            self._found.move_to_end(key)
            return found[2]

    def put(self, key: Key, now: datetime, written: int, pair: Pair) -> None:
        """Keep this, and let go of what was not asked for longest."""
        with self._lock:
            self._found[key] = now, written, pair
            self._found.move_to_end(key)
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)


_kept: WeakKeyDictionary[pw.Database, _Kept] = WeakKeyDictionary()


def of(world: World, viewer: Viewer, query: Query) -> Pair:
    """The newest of this query and of the wide one; at most two questions to the database."""
    now, written = world.now(), writes()
    here = database.obj
    if here is None:
        raise LookupError("no database is active")
    kept = _kept.setdefault(here, _Kept())
    found = kept.get((viewer, query.whole), now, written)
    if found is None:
        found = _pair(world, viewer, query.whole)
        kept.put((viewer, query.whole), now, written, found)
    return found


def _pair(world: World, viewer: Viewer, query: Query) -> Pair:
    """Both, with one question: where the wide one is all there is, the narrow one is in it."""
    beginnings = asked.beginnings([query])[0]
    wide, narrow = (
        Asked(world, viewer, one, beginnings).newest(SLICE + 1) for one in (query.wide, query)
    )
    rows: list[list[Sequence[Any]]] = [[], []]
    for part, *row in list(database.execute(_both(wide, None if query.is_wide else narrow))):
        rows[part].append(row)
    newest_first = query.sort == "new"
    found = _newest(rows[0], newest_first)
    if query.is_wide:
        return Pair(found, found, beginnings)
    within = [row for row in rows[0] if query.fits(row[2:])] if found.all else rows[1]
    return Pair(_newest(within, newest_first), found, beginnings)


def _both(wide: Any, narrow: Any | None) -> Any:
    """The wide one, and the narrow one if the wide one was cut off; each with its number."""
    first = wide.cte("wide", materialized=True)
    every: Any = pw.Select([first], [pw.SQL("0"), pw.SQL("wide.*")])
    if narrow is not None:
        cut_off = pw.Select([first], [pw.fn.COUNT(pw.SQL("*"))]) > SLICE
        part = narrow.alias("narrow")
        rest = pw.Select([part], [pw.SQL("1"), pw.SQL("narrow.*")]).where(cut_off)
        every = every.union_all(rest)
    return every.with_cte(first)


def _newest(rows: Iterable[Sequence[Any]], newest_first: bool) -> Newest:  # noqa: FBT001
    listed = sorted(rows, key=lambda row: -row[0] if newest_first else (row[1], row[0]))
    return Newest(
        ids=array("q", [row[0] for row in listed]),
        standings=array("q", [0 if newest_first else row[1] for row in listed]),
        by=Counter(tuple(row[2:]) for row in listed),
        all=len(listed) <= SLICE,
    )
