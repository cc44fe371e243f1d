"""A week of a ward: what each person was mailed, beside what there was to tell and what they chose.

Short here; with ``--long`` two hundred residents. ``python -m tests.node.week DIR`` keeps the
mails.
"""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from node.listings.days import local
from node.matching.models import Match
from node.notices.kinds import KINDS
from node.notices.sorts import DAILY, NONE, NOW, SORTS, WEEKLY
from node.world import World
from tests.node import week as weeks
from tests.node.week import BRIEF, END, MONDAY, USUAL, WHOLE, Sent, Week, sort_of

TOLD = ("answers", "messages", "reminders", "listings")
FRIDAY = MONDAY + timedelta(days=4, hours=2)  # eight in the morning


def way_of(week: Week, number: int, sort: str) -> str:
    """How this sort comes to this resident."""
    way, found = week.chose(number), SORTS[sort]
    return way if way != USUAL and way in found.ways else found.usual


def planned(way: str, at: datetime) -> datetime:
    """When something that is told at this moment is to go, apart from quiet hours."""
    eight = local(at).replace(hour=8, minute=0, second=0, microsecond=0)
    day = eight if eight > at else eight + timedelta(days=1)
    if way == WEEKLY:
        return day + timedelta(days=(4 - day.weekday()) % 7)
    return day if way == DAILY else at


def of_sort(sent: Sent, sort: str) -> int:
    """How much of this sort a letter tells."""
    return sum(sort_of(one) == sort for one in sent.templates if one in KINDS)


def check(week: Week) -> Counter[str]:
    """Hold each person's letters beside what they chose; returns how many went each way."""
    ways: Counter[str] = Counter()
    for number, person in enumerate(week.residents):
        got, quiet = week.of(person), week.quiet(number)
        for one in got:
            hour = local(one.letter.date).hour
            assert quiet is None or not quiet.has(hour), (one.told.template, hour)
        for sort in TOLD:
            way = way_of(week, number, sort)
            there = [one for one in week.due if one.resident == person.id]
            there = [one for one in there if sort_of(one.template) == sort]
            told = sum(of_sort(one, sort) for one in got)
            due = [one for one in there if planned(way, one.at) < END]
            assert told == (0 if way == NONE else len(due)), (person.name, sort, way)
            ways[way] += told
        check_gathered(week, number, got)
        digests = [one for one in got if one.told.template == "digest"]
        assert len(digests) == (0 if week.chose(number) == NONE else 1), person.name
        assert all(one.letter.date >= FRIDAY for one in digests)
    return ways


def check_gathered(week: Week, number: int, got: list[Sent]) -> None:
    """Who wants one letter a day, or a week, gets one, in the morning."""
    way, days = week.chose(number), Counter[tuple[str, object]]()
    if way not in (DAILY, WEEKLY):
        return
    for one in got:
        together = [name for name in one.templates if sort_of(name) in {"answers", "messages"}]
        when = local(one.letter.date)
        if together:
            days["letter", when.date()] += 1
            assert when.hour in {8, 9}, (one.told.template, when)
            assert way == DAILY or when.weekday() == 4
    assert all(count == 1 for count in days.values())


def check_found(week: Week) -> int:
    """What was found for somebody is told once, and to nobody who wants none."""
    lines = 0
    for number, person in enumerate(week.residents):
        letters = [one for one in week.of(person) if one.told.template in {"alert", "fitting"}]
        found = Match.select().where(Match.resident == person.id)
        told = [line["path"] for one in letters for line in one.told.values["lines"]]  # type: ignore[union-attr,index,call-overload]
        assert len(set(told)) == len(told) <= found.count()
        assert not (week.chose(number) == NONE and letters)
        lines += len(told)
    return lines


def test_B3_B4_each_hears_of_the_week_as_they_chose(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    size = WHOLE if request.config.getoption("--long") else BRIEF
    week = weeks.live(world, size)
    ways = check(week)
    assert all(ways[way] for way in (NOW, DAILY, WEEKLY)), ways
    assert check_found(week) > 0
    weeks.keep(week, tmp_path / "mail")
    kept = sorted((tmp_path / "mail").glob("*.txt"))
    assert len(kept) == len(week.sent) > size.people
    assert "Deze mail komt van de wijksite van Elm." in kept[0].read_text("utf-8")
