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
from functools import reduce
from operator import and_, itemgetter
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import peewee as pw

from node.listings.asked import Asked, Given
from node.listings.preparing import prepared
from node.listings.query import TOLD, Query
from node.shown.viewer import Viewer
from node.store.database import database, writes
from node.store.statements import kept
from node.world import World

SLICE = 500  # of the newest that match, when they are wanted in another order
KEPT: Final = timedelta(seconds=10)
MOST_KEPT = 96  # slices of one node; each about 8 kB

Told = tuple[Any, ...]
Key = tuple[Viewer, Query]


@dataclass(frozen=True)
class Newest:
    """Ids in the order asked for, with their standing in it.

    ``by``: how many there are of which the same is told (:data:`node.listings.query.TOLD`).
    ``all``: there are no more than these. ``asked``: the query, ready to be asked.
    """

    ids: Sequence[int]
    standings: Sequence[int]
    by: Mapping[Told, int]
    all: bool
    asked: Asked

    def after(self, standing: int, number: int, *, newest_first: bool) -> int:
        """How many come before what stands after this listing, in this order."""
        if newest_first:
            return bisect_right(self.ids, -number, key=lambda one: -one)
        return bisect_right(range(len(self.ids)), (standing, number), key=self._place)

    def _place(self, at: int) -> tuple[int, int]:
        return self.standings[at], self.ids[at]


@dataclass(frozen=True)
class Slices:
    """The newest of a query, of the same with its facets left open, and of the same from wherever
    it is and whenever it begins.
    """

    narrow: Newest
    wide: Newest
    around: Newest


class _Kept:
    """What was found for each question of one database, the last used last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: OrderedDict[Key, tuple[datetime, int, Newest]] = OrderedDict()

    def get(self, key: Key, now: datetime, written: int) -> Newest | None:
        """What was found not too long ago, if nothing was written since."""
        with self._lock:
            found = self._found.get(key)
            if found is None or found[1] != written or not found[0] <= now < found[0] + KEPT:
                return None
            self._found.move_to_end(key)
            return found[2]

    def put(self, key: Key, now: datetime, written: int, found: Newest) -> None:
        """Keep this, and let go of what was not asked for longest."""
        with self._lock:
            self._found[key] = now, written, found
            self._found.move_to_end(key)
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)


_kept: WeakKeyDictionary[pw.Database, _Kept] = WeakKeyDictionary()


def of(world: World, viewer: Viewer, query: Query) -> Slices:
    """The newest of this query and of those that leave something open; at most two questions to
    the database.
    """
    now, written = world.now(), writes()
    here = database.obj
    if here is None:
        raise LookupError("no database is active")
    kept = _kept.setdefault(here, _Kept())
    whole = query.whole
    opened = (one for one in (whole.wide, whole.around) if one != whole)
    wanted = [*dict.fromkeys(opened), whole]
    held = {one: kept.get((viewer, one), now, written) for one in wanted}
    found = {one: newest for one, newest in held.items() if newest is not None}
    missing = [one for one in wanted if one not in found]
    if missing:
        for one, newest in _asked_for(world, viewer, missing, whole).items():
            found[one] = newest
            kept.put((viewer, one), now, written, newest)
    return Slices(found[whole], found[whole.wide], found[whole.around])


def _asked_for(
    world: World, viewer: Viewer, queries: Sequence[Query], whole: Query
) -> dict[Query, Newest]:
    """Each of these, with one question; if the ``whole`` is among them, it is the last.

    If one that leaves something open is all there is, what is looked for as a whole is in it.
    """
    asked = prepared(world, viewer, queries)
    given: Given = {}
    for part, one in enumerate(asked):
        given |= one.given(part)
    blanks = tuple(one.blank(part) for part, one in enumerate(asked))
    rows: list[list[Told]] = [[] for _ in queries]
    for number, *line in sorted(
        _together(SLICE, blanks, whole in queries).ask(**given), reverse=True
    ):
        rows[number].append(tuple(line))
    found = {}
    for query, one, lines in zip(queries, asked, rows, strict=True):
        if query == whole:
            listed = next((other for other in rows[:-1] if len(other) <= SLICE), None)
            narrow = lines if listed is None else [line for line in listed if query.fits(line[2:])]
            found[query] = _newest(narrow, query, one)
        else:
            found[query] = _newest(lines, query, one)
    return found


@kept
def _together(most: int, parts: tuple[Asked, ...], last_if_cut: bool) -> Any:  # noqa: FBT001
    """All of these, each with its number; the last, if so, only where all others were cut off."""
    first, *_ = parts
    if len(parts) == 1:
        alone = first.newest(most + 1).alias("alone")
        return pw.Select([alone], [pw.SQL("0"), pw.SQL("alone.*")])
    opened = parts[:-1] if last_if_cut else parts
    tables = [
        part.newest(most + 1).cte(f"part{number}", materialized=True)
        for number, part in enumerate(opened)
    ]
    found: Any = None
    for number, table in enumerate(tables):
        rows = pw.Select([table], [pw.SQL(str(number)), pw.SQL(f"part{number}.*")])
        found = rows if found is None else found.union_all(rows)
    if last_if_cut:
        # In its limit: as a condition it would be asked for after the index was searched.
        cut = [pw.Select([table], [pw.fn.COUNT(pw.SQL("*"))]) > most for table in tables]
        limit = pw.Case(None, [(reduce(and_, cut), most + 1)], 0)
        rows = parts[-1].newest(0).limit(limit).alias("whole")
        found = found.union_all(pw.Select([rows], [pw.SQL(str(len(opened))), pw.SQL("whole.*")]))
    return found.with_cte(*tables)


def _newest(rows: Sequence[Told], query: Query, asked: Asked) -> Newest:
    """Of rows that come with the newest first."""
    listed = rows if query.sort == "new" else sorted(rows, key=itemgetter(1, 0))
    return Newest(
        ids=array("q", map(itemgetter(0), listed)),
        standings=array("q", map(itemgetter(1), listed)),
        by=Counter(map(itemgetter(*range(2, 2 + len(TOLD))), listed)),
        all=len(listed) <= SLICE,
        asked=asked,
    )
