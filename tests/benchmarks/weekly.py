"""The digest of a whole ward: what it costs, beside that of half as many readers and listings.

Where the cost is that of the readers and that of the listings, added up, twice as many of both
cost twice as much; a cost of each with each would be four times as much.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import peewee as pw

from node.matching import weekly
from node.notices import hours
from node.notices.models import Notice
from node.residents.models import Resident
from node.store.database import database
from node.world import World
from tests.benchmarks.crowding import crowd
from tests.benchmarks.race import Row
from tests.benchmarks.wards import ward
from tests.mailbox import Mailbox

READERS, LISTINGS = 10_000, 50_000
QUICK = 100  # of which one of so many
AT_ONCE = 500
TWICE = "2.50"


def measure(folder: Path, quick: bool) -> list[Row]:
    """Ten thousand readers over fifty thousand listings (a hundred over five hundred)."""
    part = QUICK if quick else 1
    readers, listings = READERS // part, LISTINGS // part
    half, _ = _cost(folder / "half", readers // 2, listings // 2)
    whole, each = _cost(folder / "whole", readers, listings)
    asked = "questions a reader, with those for all of them"
    label = f"digest, {readers:,} readers, {listings:,} listings"
    return [
        Row(label, f"{whole:.2f} s", f"{half:.2f} s", f"{whole / half:.2f}", "-", "half", TWICE),
        Row(asked, f"{each:.3f}", "3", f"{each / 3:.3f}", "-", "the promise", "1.05"),
    ]


def _cost(folder: Path, readers: int, listings: int) -> tuple[float, float]:
    """Seconds of work, and questions for each reader, of one week's letters."""
    with ward(folder) as made:
        friday = hours.next_weekly(made.now())
        world = replace(made, clock=lambda: friday + timedelta(minutes=1), mail=Mailbox())
        crowd(world, listings)
        _settle(made, readers)
        with _counted() as asked:
            begin = process_time()
            sent = weekly.send_due(world)
            took = process_time() - begin
        _check(world, sent, readers)
        return took, len(asked) / readers


def _settle(world: World, readers: int) -> None:
    """So many residents with a mailbox."""
    rows = [
        {
            "name": f"Bewoner {number}",
            "name_key": f"bewoner {number}",
            "email": f"bewoner{number}@elm.test",
            "email_key": f"bewoner{number}@elm.test",
            "shown_name": f"Bewoner {number}",
            "outside_name": "Bewoner",
            "created": world.now() - timedelta(days=30),
        }
        for number in range(readers)
    ]
    with database.atomic():
        for start in range(0, readers, AT_ONCE):
            Resident.insert_many(rows[start : start + AT_ONCE]).execute()


def _check(world: World, sent: int, readers: int) -> None:
    told = Notice.select(pw.fn.COUNT(Notice.resident.distinct())).where(
        Notice.template == weekly.SORT
    )
    if not sent == readers == told.scalar() or weekly.send_due(world):
        raise AssertionError(f"{sent} letters, {told.scalar()} readers of {readers}")


@contextmanager
def _counted() -> Iterator[list[str]]:
    """What was asked of the database meanwhile, but for the ends of transactions."""
    found: list[str] = []
    real = pw.Database.execute_sql

    def noted(self: pw.Database, sql: str, *more: object, **named: object) -> object:
        if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")):
            found.append(sql)
        return real(self, sql, *more, **named)

    pw.Database.execute_sql = noted
    try:
        yield found
    finally:
        pw.Database.execute_sql = real
