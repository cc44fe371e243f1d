"""Whom a new listing fits: what looking that up costs, beside a tenth as many who seek something
else; and how much is asked of the database for it.

The same few are found each time. Where the cost is theirs alone, ten times as many others change
nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import peewee as pw
import pytest

from node.feed.identity import own_origin
from node.listings import shelf
from node.listings.models import Listing
from node.matching import news, seeking
from node.matching.models import Match, SavedSearch, Seeker, Wanted
from node.matching.sought import Sought
from node.residents import accounts
from node.residents.models import Resident
from node.residents.talents import TALENTS
from node.store import bulk
from node.store.database import database
from node.world import World, new_uuid7
from tests.benchmarks.race import Row
from tests.benchmarks.wards import ward
from tests.node.agreeing import place
from tests.node.conftest import PASSWORD

PROFILES, EACH = 10_000, 5  # kept searches of each
FEWER, QUICK = 10, 40  # one of so many
FITTING = 20  # who seek what is placed, however many others there are
LOOKS, BRIEF = 40, 4
WORDS = 4_000
AT_ONCE = 500
MOST_QUESTIONS = 10
TITLE = "Fietslessen voor beginners"
LESSON = {"kind": "learning", "terms": "gift", "title": TITLE, "detail_days": ""}
OTHERS = [one for one in TALENTS if one != "cycling-lessons"]
BOUND = "1.50"


def measure(folder: Path, quick: bool) -> list[Row]:
    """Ten thousand profiles and fifty thousand kept searches (or two hundred and fifty)."""
    profiles = PROFILES // QUICK if quick else PROFILES
    few, _ = _cost(folder / "few", profiles // FEWER, quick=quick)
    many, asked = _cost(folder / "many", profiles, quick=quick)
    seekers = f"{profiles:,} profiles, {profiles * EACH:,} kept searches"
    ours, against = f"{many * 1000:.2f} ms", f"{few * 1000:.2f} ms with a tenth"
    return [
        Row(f"match, {seekers}", ours, against, f"{many / few:.2f}", "-", "whom it fits", BOUND),
        Row(
            "questions for one new listing",
            f"{asked}",
            f"{MOST_QUESTIONS}",
            f"{asked / MOST_QUESTIONS:.2f}",
            "-",
            "the promise",
            "1.00",
        ),
    ]


def _cost(folder: Path, profiles: int, *, quick: bool) -> tuple[float, int]:
    """Seconds of work for a listing, and questions for one of our own."""
    with ward(folder) as world:
        _settle(world, profiles)
        alice = accounts.create(world, name="Alice", password=PASSWORD)
        news.match_due(world)
        place(world, alice, **LESSON)
        with counted() as asked:
            looked = news.match_due(world)
        took = [_look(world, number) for number in range(BRIEF if quick else LOOKS)]
        found = Match.select().count()
        if looked != 1 or found != FITTING * (1 + len(took)):
            raise AssertionError(f"{looked} listings, {found} found")
        return median(took), len(asked)


def _look(world: World, number: int) -> float:
    now = world.now() - timedelta(seconds=number)
    placed = shelf.Placed(
        lid=new_uuid7(world),
        reach="everyone",
        seq=1_000 + number,
        kind="learning",
        purpose="offer",
        terms="gift",
        title=TITLE,
        text=f"Op zaterdag in het park, groep {number}.",
        language="nl",
        by="Een bewoner",
        published=now,
        updated=now,
        ends=now + timedelta(days=90),
    )
    with database.atomic():
        shelf.put(own_origin().id, [placed])
    begin = process_time()
    if news.match_due(world) != 1:
        raise AssertionError(Listing.select().count())
    return process_time() - begin


def _settle(world: World, profiles: int) -> None:
    """People who each told two talents and keep searches; the first few seek lessons."""
    created, now = world.now() - timedelta(days=30), world.now()
    with database.atomic():
        for start in range(0, profiles, AT_ONCE):
            rows = range(start, min(start + AT_ONCE, profiles))
            Resident.insert_many([_one(number, created) for number in rows]).execute()
        ids = [row.id for row in list(Resident.select(Resident.id).order_by(Resident.id))]
        bulk.insert(
            SavedSearch,
            [
                SavedSearch.resident,
                SavedSearch.name,
                SavedSearch.choices,
                SavedSearch.alert,
                SavedSearch.created,
                SavedSearch.looked,
            ],
            (
                (one, "Zo", "{}", "now", int(now.timestamp()), int(now.timestamp()))
                for one in ids
                for _ in range(EACH)
            ),
        )
        _seek(ids)
    database.execute_sql("ANALYZE")


def _one(number: int, created: datetime) -> dict[str, object]:
    name = f"Bewoner {number}"
    return {
        "name": name,
        "name_key": name.lower(),
        "shown_name": name,
        "outside_name": "Bewoner",
        "created": created,
    }


def _seek(ids: list[int]) -> None:
    searches = [row.id for row in list(SavedSearch.select(SavedSearch.id).order_by("id"))]
    lines = [*_of_profiles(ids), *_of_searches(ids, searches)]
    asked = sorted({line.sought.text: line.sought.key for *_, line in lines}.items())
    bulk.put(Wanted, [Wanted.key], [Wanted.asked], [(key, text) for text, key in asked])
    numbers: dict[str, int] = {row.asked: row.id for row in list(Wanted.select())}
    bulk.insert(
        Seeker,
        [Seeker.resident, Seeker.search, Seeker.wanted, Seeker.reason, Seeker.what],
        (
            (person, search, numbers[line.sought.text], line.reason, line.what)
            for person, search, line in lines
        ),
    )


def _of_profiles(ids: list[int]) -> Iterator[tuple[int, None, seeking.Line]]:
    for number, person in enumerate(ids):
        for step in (0, 7):
            talent = OTHERS[(number + step) % len(OTHERS)]
            sought = Sought(talent=talent, purpose="offer")
            yield person, None, seeking.Line(sought, seeking.WISH, talent)


def _of_searches(ids: list[int], searches: list[int]) -> Iterator[tuple[int, int, seeking.Line]]:
    for number, search in enumerate(searches):
        words: tuple[str, ...] = ("fietslessen",)
        if number >= FITTING * EACH or number % EACH:
            words = (f"ding{number % WORDS}", f"zoekwoord{number * 7 % WORDS}")
        yield ids[number // EACH], search, seeking.Line(Sought(words=words), seeking.SEARCH)


@contextmanager
def counted() -> Iterator[list[str]]:
    """What was asked of the database meanwhile, in bulk too, but for the ends of transactions."""
    found: list[str] = []
    real, select, write = pw.Database.execute_sql, bulk.select, bulk._execute

    def noted(self: pw.Database, sql: str, *more: Any, **named: Any) -> Any:
        if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")):
            found.append(sql)
        return real(self, sql, *more, **named)

    def selects(*args: Any, **named: Any) -> Any:
        found.append("select")
        return select(*args, **named)

    def writes(sql: str, rows: Any) -> None:
        found.append(sql)
        write(sql, rows)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pw.Database, "execute_sql", noted)
        patched.setattr(bulk, "select", selects)
        patched.setattr(bulk, "_execute", writes)
        yield found
