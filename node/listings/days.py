"""Days and times as people type them, in the time of the ward.

Rule: nothing here asks what day it is; the caller says.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from node import config

ZONE = config.ZONE
YEARS = range(1900, 3000)  # nobody means another, and the first and last cannot be reckoned with

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb"),
            ("maart", "march", "mrt", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("augustus", "august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}))?")
_WORDS = re.compile(r"(?:[^\W\d]+ )?(\d{1,2}) ([^\W\d]+)\.?(?: (\d{4}))?")
_TIME = re.compile(r"(\d{1,2})(?:[.:h](\d{2}))?(?: ?uur| ?h)?")


def read_day(typed: str, *, today: date) -> date | None:
    """The day somebody typed: 2026-11-28, 28-11-2026, 28/11, 28 november, zaterdag 28 november.

    Without a year it is the next such day. ``None`` when it is not a day.
    """
    text = " ".join(typed.casefold().split())
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DUTCH.fullmatch(text):
        return _next(match[3], int(match[2]), int(match[1]), today)
    if (match := _WORDS.fullmatch(text)) and match[2] in MONTHS:
        return _next(match[3], MONTHS[match[2]], int(match[1]), today)
    return None


def read_time(typed: str) -> time | None:
    """The time somebody typed: 10, 10.30, 10:30, 10 uur. ``None`` when it is none."""
    match = _TIME.fullmatch(" ".join(typed.casefold().split()))
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, at: time) -> datetime:
    """This time of this day in the ward, in UTC."""
    return datetime.combine(day, at, ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last second of this day in the ward, in UTC; also when the clock changes that night."""
    return moment(day + timedelta(days=1), time()) - timedelta(seconds=1)


def local(instant: datetime) -> datetime:
    """This moment as the clocks of the ward show it."""
    return instant.astimezone(ZONE)


def day_of(instant: datetime) -> date:
    """Which day this is in the ward."""
    return instant.astimezone(ZONE).date()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _next(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _day(int(year), month, day)
    this = _day(today.year, month, day)
    if this is not None and this >= today:
        return this
    return _day(today.year + 1, month, day)
