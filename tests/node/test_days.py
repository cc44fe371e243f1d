"""Days and times as people type them."""

from datetime import UTC, date, datetime, time

import pytest

from node.listings import days

TODAY = date(2031, 5, 10)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2031-05-28", date(2031, 5, 28)),
        ("28-5-2031", date(2031, 5, 28)),
        ("28/05", date(2031, 5, 28)),
        ("28 mei", date(2031, 5, 28)),
        ("  Woensdag  28 MEI 2031 ", date(2031, 5, 28)),
        ("10 mei", date(2031, 5, 10)),
        ("9 mei", date(2032, 5, 9)),
        ("29 feb", date(2032, 2, 29)),
        ("3 okt.", date(2031, 10, 3)),
        ("March 3", None),
        ("30-2-2031", None),
        ("morgen", None),
        ("", None),
        ("28 mei 31", None),
        ("99-99", None),
    ],
)
def test_a_typed_day(typed: str, day: date | None) -> None:
    assert days.read_day(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("19.30", time(19, 30)),
        ("9:05", time(9, 5)),
        ("10", time(10)),
        ("10 uur", time(10)),
        ("10.30 uur", time(10, 30)),
        ("24.00", None),
        ("9.75", None),
        ("straks", None),
        ("", None),
    ],
)
def test_a_typed_time(typed: str, at: time | None) -> None:
    assert days.read_time(typed) == at


def test_LI_16_a_day_ends_at_midnight_of_the_ward_also_when_the_clock_changes() -> None:
    assert days.end_of(date(2031, 3, 30)) == datetime(2031, 3, 30, 21, 59, 59, tzinfo=UTC)
    assert days.end_of(date(2031, 3, 29)) == datetime(2031, 3, 29, 22, 59, 59, tzinfo=UTC)
    assert days.end_of(date(2031, 10, 26)) == datetime(2031, 10, 26, 22, 59, 59, tzinfo=UTC)


def test_a_moment_is_in_the_time_of_the_ward() -> None:
    assert days.moment(date(2031, 7, 1), time(19, 30)) == datetime(2031, 7, 1, 17, 30, tzinfo=UTC)
    assert days.day_of(datetime(2031, 6, 30, 22, 30, tzinfo=UTC)) == date(2031, 7, 1)
