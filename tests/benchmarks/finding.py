"""Finding among a million listings: against a hundred thousand, and against the raw SQL.

Raw is the very statements that finding asks, run again without an ORM, and without the rows being
made into what pages show. Each question is asked twice: once when nothing is kept, once after.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import peewee as pw

from node.listings import search
from node.shown.viewer import ANYONE
from node.store.database import database, wrote
from node.store.geo import Circle
from node.world import World
from tests.benchmarks.crowding import KINDS, MIDDLE, crowd
from tests.benchmarks.race import Row
from tests.benchmarks.wards import ward

MANY, FEW = 1_000_000, 100_000
QUICK = 200  # of which one of so many
DEPTHS = 10
METRES = (500, 1_000, 3_000)
MOST_OF_FEW, MOST_OF_RAW = "3.00", "2.00"
Times = tuple[list[float], list[float]]


def measure(folder: Path, quick: bool) -> list[Row]:
    """One million takes some minutes to fill (five thousand when quick)."""
    times: dict[int, dict[str, Times]] = {}
    counts = [count // QUICK if quick else count for count in (FEW, MANY)]
    for count in counts:
        with ward(folder / str(count)) as world:
            crowd(world, count)
            times[count] = {
                "newest first of a kind": _timed(world, _newest()),
                "a kind near here": _timed(world, _near()),
            }
    few, many = counts
    rows = []
    for name in times[many]:
        ours, raw = (sorted(one) for one in times[many][name])
        before = sorted(times[few][name][0])
        label = f"{name}, {many:,} listings"
        rows.append(_row(label, _p95(ours), _p95(before), f"with {few:,}", MOST_OF_FEW))
        rows.append(_row(label, _p95(ours), _p95(raw), "the same SQL, raw", MOST_OF_RAW))
        rows.append(_row(f"{label}, p50", median(ours), median(raw), "the same SQL, raw", "-"))
    return rows


def _newest() -> list[search.Query]:
    """Every kind, from the newest on and from further down."""
    [[top, low]] = database.execute_sql("SELECT MAX(id), MIN(id) FROM listing").fetchall()
    deep = [None, *(top - (top - low) * part // DEPTHS for part in range(1, DEPTHS))]
    return [search.Query(kind=kind, before=before) for before in deep for kind in KINDS]


def _near() -> list[search.Query]:
    found = [(kind, Circle(MIDDLE, metres)) for metres in METRES for kind in KINDS]
    return [search.Query(kind=kind, circle=circle) for kind, circle in found]


def _timed(world: World, queries: Sequence[search.Query]) -> Times:
    """Seconds of finding, and of its statements alone; a first look makes the disk no matter."""
    ours, raw = [], []
    for query in queries:
        search.find(world, ANYONE, query)
        wrote()
        for _ in range(2):
            with _noted() as statements:
                begin = process_time()
                search.find(world, ANYONE, query)
                ours.append(process_time() - begin)
            raw.append(_again(statements))
    return ours, raw


@contextmanager
def _noted() -> Any:
    """What is asked of the database in here."""
    found: list[tuple[str, Any]] = []
    here = database.obj
    assert isinstance(here, pw.Database)
    usual = here.execute_sql

    def note(sql: str, params: Any = None) -> Any:
        found.append((sql, params))
        return usual(sql, params)

    here.execute_sql = note  # type: ignore[method-assign]
    try:
        yield found
    finally:
        del here.execute_sql


def _again(statements: Sequence[tuple[str, Any]]) -> float:
    cursor = database.connection().cursor()
    begin = process_time()
    for sql, params in statements:
        cursor.execute(sql, params or ()).fetchall()
    return process_time() - begin


def _p95(seconds: Sequence[float]) -> float:
    return seconds[len(seconds) * 95 // 100]


def _row(name: str, ours: float, theirs: float, against: str, bound: str) -> Row:
    return Row(
        name=name,
        ours=f"{ours * 1000:.2f} ms",
        against=f"{theirs * 1000:.2f} ms {against}",
        ratio=f"{ours / theirs:.2f}",
        noise="-",
        limited_by="what the index gives in order",
        bound=bound,
    )
