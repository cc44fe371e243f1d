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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import peewee as pw

from node.listings.asked import Asked
from node.listings.preparing import prepared
from node.listings.query import Query
from node.shown.viewer import Viewer
from node.store.database import database, writes
from node.store.statements import kept
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

    ``asked``: the query, ready to be asked.
    """

    narrow: Newest
    wide: Newest
    asked: Asked


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
        wide = kept.get((viewer, query.wide), now, written)
        if wide is None and not query.is_wide:
            found, wide = _both_of(world, viewer, query.whole)
            kept.put((viewer, query.wide), now, written, wide)
        else:
            found = _one_of(world, viewer, query.whole, wide)
        kept.put((viewer, query.whole), now, written, found)
    return found


def _one_of(world: World, viewer: Viewer, query: Query, wide: Pair | None) -> Pair:
    """The pair of a query that is wide itself, or of which the ``wide`` one is known."""
    [asked] = prepared(world, viewer, [query])
    found = _newest(_alone(SLICE, asked.blank()).ask(**asked.given()), query)
    return Pair(found, found if wide is None else wide.narrow, asked)


def _both_of(world: World, viewer: Viewer, query: Query) -> tuple[Pair, Pair]:
    """The pair of a query and that of its wide one, with one question.

    Where the wide one is all there is, the narrow one is in it.
    """
    wide, asked = prepared(world, viewer, [query.wide, query])
    question = _both(SLICE, wide.blank(0), asked.blank(1))
    rows = sorted(question.ask(**(wide.given(0) | asked.given(1))), reverse=True)
    found = _newest([row[1:] for row in rows if not row[0]], query)
    if found.all:
        narrow = [row[1:] for row in rows if query.fits(row[3:])]
    else:
        narrow = [row[1:] for row in rows if row[0]]
    return Pair(_newest(narrow, query), found, asked), Pair(found, found, wide)


@kept
def _alone(most: int, asked: Asked) -> Any:
    """One of them."""
    return asked.newest(most + 1)


@kept
def _both(most: int, wide: Asked, narrow: Asked) -> Any:
    """The wide one, and the narrow one if the wide one was cut off; each with its number."""
    first = wide.newest(most + 1).cte("wide", materialized=True)
    every: Any = pw.Select([first], [pw.SQL("0"), pw.SQL("wide.*")])
    # In its limit: as a condition it would be asked for after the index was searched.
    held = pw.Select([first], [pw.fn.COUNT(pw.SQL("*"))])
    part = narrow.newest(0).limit(pw.Case(None, [(held > most, most + 1)], 0)).alias("narrow")
    every = every.union_all(pw.Select([part], [pw.SQL("1"), pw.SQL("narrow.*")]))
    return every.with_cte(first)


def _newest(rows: Sequence[Sequence[Any]], query: Query) -> Newest:
    """Of rows that come with the newest first."""
    listed = rows if query.sort == "new" else sorted(rows, key=itemgetter(1, 0))
    return Newest(
        ids=array("q", map(itemgetter(0), listed)),
        standings=array("q", map(itemgetter(1), listed)),
        by=Counter(map(itemgetter(2, 3, 4, 5), listed)),
        all=len(listed) <= SLICE,
    )
