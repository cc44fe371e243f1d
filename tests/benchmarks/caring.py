"""The pages of those who look after the ward with very much on them, beside the same page empty."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from federation.kinds import KINDS
from node.feed.identity import own_origin
from node.insight import counting
from node.insight.counting import MONTHS
from node.insight.models import MonthCount
from node.insight.statistics import WHAT
from node.moderation.models import LogEnd
from node.store.database import database, seconds
from node.world import World
from tests.benchmarks.race import Row, race, row
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

OPEN, LINES = 10_000, 1_000_000
QUICK = 100  # of which one of so many
ROUNDS = 15
AT_ONCE = 100  # rows in one statement: SQLite's oldest limit is 999 values
CASES = "subject, open_key, origin_id, lid, title, text, called, state, opened"
LOG = "number, at, action, sealed, link, said, salt"


def measure(folder: Path, quick: bool) -> list[Row]:
    """Ten thousand open cases and a million lines of the log (a hundred, ten thousand)."""
    part, rounds = (QUICK, 3) if quick else (1, ROUNDS)
    opened, lines = OPEN // part, LINES // part
    made = Neighbourhood(folder)
    try:
        empty, full = made.ward("elm"), made.ward("oak")
        _fill(full, opened, lines)
        pages = [(f"queue, {opened:,} open", "/beheer/meldingen")]
        pages += [(f"log, {lines:,} lines", "/beheer/logboek")]
        pages += [(f"numbers of {MONTHS} months", "/cijfers")]
        return [
            row(
                name,
                race(_opens(full, path), _opens(empty, path), rounds=rounds),
                against="empty",
                limited_by="what stands on it",
                bound="3.00",
            )
            for name, path in pages
        ]
    finally:
        made.close()


def fill_months(world: World, months: int, number: int = 9) -> None:
    """The same number of everything in each of so many months before this one."""
    names = [one.name for one in counting.before(world.now(), months)]
    rows = [
        {"month": name, "kind": kind, "what": what, "count": number}
        for name in names
        for kind in (counting.ALL_KINDS, *KINDS)
        for what in WHAT
    ]
    for start in range(0, len(rows), AT_ONCE):
        MonthCount.insert_many(rows[start : start + AT_ONCE]).execute()


def _opens(ward: Ward, path: str) -> Callable[[], object]:
    moderator = Visitor(ward, "Mo Deraat", role="moderator")
    return lambda: moderator.get(path)  # reading it is not what is timed


def _fill(ward: Ward, opened: int, lines: int) -> None:
    with ward.at_work() as world, database.atomic():
        origin, now = own_origin().id, seconds(world.now())
        _put("moderation_case", CASES, opened, lambda n: _case(origin, now, n))
        said = '{"who": "Mo", "about": "Ladder", "text": ""}'
        _put("log_entry", LOG, lines, lambda n: (n + 1, now + n, "warn", "s", "l", said, "x"))
        LogEnd.update(count=lines, link="l").execute()
        fill_months(world, MONTHS)


def _case(origin: int, now: int, number: int) -> Sequence[Any]:
    key, title = f"many {number}", f"Oproep {number}"
    return ("listing", key, origin, f"lid {number}", title, "", "", "open", now + number)


def _put(table: str, names: str, count: int, made: Callable[[int], Sequence[Any]]) -> None:
    marks = f"({', '.join('?' * len(names.split(', ')))})"
    for start in range(0, count, AT_ONCE):
        rows = [made(number) for number in range(start, min(start + AT_ONCE, count))]
        database.execute_sql(
            f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(rows))}",
            [value for one in rows for value in one],
        )
