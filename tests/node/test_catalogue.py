"""How each language writes days, times, distances and numbers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from node.config import ZONE
from node.translations import catalogue
from node.translations.catalogue import NO_BREAK

MOMENT = datetime(2031, 5, 3, 8, 0, tzinfo=UTC)  # ten in the morning in the ward


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "zaterdag 3 mei, 10.00 uur, 1.250 van zaterdag 3 mei"),
        ("en", "Saturday 3 May, 10:00, 1,250 van Saturday 3 May"),
    ],
)
def test_days_and_numbers_in_a_sentence_are_written_as_the_language_does(
    language: str, told: str
) -> None:
    words = catalogue.load(ZONE)[language]
    values = {"at": MOMENT, "number": 1_250, "day": date(2031, 5, 3)}
    said = words.say("%(at)s, %(number)s van %(day)s", values)
    assert said.replace(NO_BREAK, " ") == told


def test_what_belongs_together_does_not_part_at_the_end_of_a_line() -> None:
    words = catalogue.load(ZONE)["nl"]
    assert words.day(MOMENT) == f"zaterdag 3{NO_BREAK}mei"
    assert words.clock(time(9, 5)) == f"9.05{NO_BREAK}uur"
    assert words.distance(1_400) == f"1,4{NO_BREAK}kilometer"
    assert words.distance(600) == f"600{NO_BREAK}meter"


def test_a_sentence_that_a_language_does_not_have_is_said_in_dutch() -> None:
    assert catalogue.load(ZONE)["en"].say("Dit staat in geen catalogus.") == (
        "Dit staat in geen catalogus."
    )


@pytest.mark.parametrize(
    ("span", "dutch", "english"),
    [
        (timedelta(days=1), "1 dag", "1 day"),
        (timedelta(days=365), "1 jaar", "1 year"),
        (timedelta(days=400), "400 dagen", "400 days"),
        (timedelta(hours=36), "36 uur", "36 hours"),
        (timedelta(minutes=5), "5 minuten", "5 minutes"),
        (timedelta(seconds=61), "61 seconden", "61 seconds"),
    ],
)
def test_how_long_is_told_in_the_largest_whole_unit(
    span: timedelta, dutch: str, english: str
) -> None:
    for language, told in (("nl", dutch), ("en", english)):
        words = catalogue.load(ZONE)[language]
        assert words.say("%(time)s", {"time": span}).replace(NO_BREAK, " ") == told
