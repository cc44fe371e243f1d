"""What is asked of who answers: a message, and what goes with the kind: when, how many, how long.

Rule 1: which kind asks what is one table. Rule 2: what is typed is never thrown away; reading it
gives a wish, or a sentence for each field.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from node.agreements import room
from node.listings import cards, days
from node.listings.fields import NO_DAY, NO_NUMBER, NO_TIME, PAST, PAST_TIME, Problem, Reader
from node.listings.models import Listing
from node.translations.catalogue import N_

LONGEST: Final = 2_000  # characters of a message
LONGEST_CONDITION: Final = 300
LONGEST_LOAN: Final = 365  # days
MOST_AT_ONCE: Final = 20  # places for one answer
FURTHEST: Final = timedelta(days=366)

DAY, TIME, DAYS, NUMBER, TEXT = "day", "time", "days", "number", "text"
ASKED: Mapping[str, tuple[str, ...]] = {
    "work": (DAY, TIME),
    "learning": (DAY, TIME),
    "volunteering": (DAY, TIME),
    "sharing": (NUMBER, DAY, TIME),
    "lending": (DAY, TIME, DAYS),
    "exchange": (DAY, TIME),
    "meeting": (NUMBER,),
    "initiative": (),
}
NEEDED: Mapping[str, tuple[str, ...]] = {"lending": (DAY, DAYS)}

WHICH_DAY = Problem(N_("Hier staat nog geen dag. Schrijf bijvoorbeeld 28 november."))
HOW_LONG = Problem(N_("Hier staat nog niets. Schrijf hoeveel dagen, bijvoorbeeld 2."))
TOO_FAR = Problem(N_("Dat is verder dan een jaar. Kies een dag die eerder komt."))
NO_WORDS = Problem(N_("Hier staat nog niets. Schrijf in een paar woorden wat je wilt zeggen."))
NO_CONTACT = Problem(N_("Hier staat nog niets. Schrijf een telefoonnummer of een mailadres."))
AT_LEAST_ONE = Problem(N_("Dat is te weinig. Schrijf 1 of meer."))
DAY_FIRST = Problem(N_("Zeg er ook bij welke dag."))


@dataclass(frozen=True)
class Wish:
    """What somebody who answers would like. Times are in UTC; ``timed``: with a time of day."""

    text: str = ""
    quantity: int = 1
    starts: datetime | None = None
    timed: bool = False
    until: datetime | None = None
    occasion: int = 0


@dataclass(frozen=True)
class Reading:
    """The wish, or what is wrong, field by field."""

    wish: Wish
    problems: Mapping[str, Problem]


def asked(listing: Listing) -> tuple[str, ...]:
    """What is asked of who answers this listing, besides a message."""
    found = ASKED.get(listing.kind, ())
    if listing.starts is not None:  # its own day stands
        found = tuple(one for one in found if one not in (DAY, TIME))
    return found


def read(listing: Listing, typed: Mapping[str, str], now: datetime) -> Reading:
    """Read what somebody typed, of what this listing asks."""
    reader = _Reader(typed, now, asked(listing), NEEDED.get(listing.kind, ()))
    wish = replace(_when(listing, reader, now), quantity=reader.quantity(_most(listing)))
    return Reading(replace(wish, text=reader.text()), reader.problems)


def of_time(kind: str) -> tuple[str, ...]:
    """What says when, for this kind."""
    return (DAY, TIME, DAYS) if kind == "lending" else (DAY, TIME)


def read_time(listing_kind: str, typed: Mapping[str, str], now: datetime) -> Reading:
    """Another time for what was asked before: a day, perhaps a time, and of a loan how long."""
    fields = of_time(listing_kind)
    needed = tuple(one for one in fields if one != TIME)
    reader = _Reader(typed, now, fields, needed)
    starts, timed = reader.starts()
    wish = Wish(starts=starts, timed=timed, until=reader.until(starts, LONGEST_LOAN))
    return Reading(replace(wish, text=reader.text()), reader.problems)


def read_words(
    typed: Mapping[str, str],
    now: datetime,
    name: str = TEXT,
    longest: int = LONGEST,
    empty: Problem = NO_WORDS,
) -> str | Problem:
    """A message; it has to say something, or ``empty`` is what is wrong."""
    reader = Reader(typed, now)
    text = reader.text(name, longest, empty)
    return reader.problems.get(name, text)


def _when(listing: Listing, reader: "_Reader", now: datetime) -> Wish:
    if listing.starts is not None:
        return of_occasion(listing, now)
    starts, timed = reader.starts()
    longest = json.loads(listing.details).get("days", 0)
    longest = longest if isinstance(longest, int) and longest > 0 else LONGEST_LOAN
    return Wish(starts=starts, timed=timed, until=reader.until(starts, longest))


def of_occasion(listing: Listing, now: datetime) -> Wish:
    """When a meeting is: the next time it is held."""
    repeat = json.loads(listing.details).get("repeat")
    at = cards.next_date(listing.starts, repeat, now, listing.ends)
    if at is None:
        return Wish(starts=listing.starts, timed=True)
    return Wish(starts=at, timed=True, occasion=int(at.timestamp()) if repeat else 0)


def _most(listing: Listing) -> int:
    most = room.places(listing)
    return min(MOST_AT_ONCE, most) if most is not None else MOST_AT_ONCE


class _Reader:
    """Reads one field after the other and notes what is wrong."""

    def __init__(
        self,
        typed: Mapping[str, str],
        now: datetime,
        fields: tuple[str, ...],
        needed: tuple[str, ...],
    ) -> None:
        self.typed, self.now, self.fields, self.needed = typed, now, fields, needed
        self.problems: dict[str, Problem] = {}

    def text(self) -> str:
        """What was said with it."""
        reader = Reader(self.typed, self.now)
        text = reader.text(TEXT, LONGEST)
        self.problems |= reader.problems
        return text

    def quantity(self, most: int) -> int:
        """For how many; one where it is not asked."""
        said = self._said(NUMBER)
        if not said:
            return 1
        number = _whole(said)
        if number is None:
            self.problems[NUMBER] = NO_NUMBER
        elif number < 1:
            self.problems[NUMBER] = AT_LEAST_ONE
        elif number > most:
            self.problems[NUMBER] = at_most(most)
        else:
            return number
        return 1

    def starts(self) -> tuple[datetime | None, bool]:
        """From when, and whether a time was said."""
        day, at = self._day(), self._time()
        if day is None:
            if at is not None and DAY not in self.problems:
                self.problems[DAY] = DAY_FIRST
            return None, False
        if at is None:
            return days.moment(day, time()), False
        starts = days.moment(day, at)
        if starts <= self.now and DAY not in self.problems:
            self.problems[TIME] = PAST_TIME
        return starts, True

    def until(self, starts: datetime | None, longest: int) -> datetime | None:
        """By when a loan is back."""
        said = self._said(DAYS)
        if not said:
            return None
        number = _whole(said)
        if number is None:
            self.problems[DAYS] = NO_NUMBER
        elif number < 1:
            self.problems[DAYS] = AT_LEAST_ONE
        elif number > longest:
            self.problems[DAYS] = at_most(longest)
        elif starts is not None:
            return days.end_of(days.day_of(starts) + timedelta(days=number))
        return None

    def _day(self) -> date | None:
        said = self._said(DAY)
        if not said:
            return None
        today = days.day_of(self.now)
        day = days.read_day(said, today=today)
        if day is None:
            self.problems[DAY] = NO_DAY
        elif day < today:
            self.problems[DAY] = PAST
        elif day > today + FURTHEST:
            self.problems[DAY] = TOO_FAR
        else:
            return day
        return None

    def _time(self) -> time | None:
        said = self._said(TIME)
        if not said:
            return None
        found = days.read_time(said)
        if found is None:
            self.problems[TIME] = NO_TIME
        return found

    def _said(self, name: str) -> str:
        said = self.typed.get(name, "").strip() if name in self.fields else ""
        if not said and name in self.needed:
            self.problems[name] = WHICH_DAY if name == DAY else HOW_LONG
        return said


def at_most(most: int) -> Problem:
    """How many there are."""
    return Problem(N_("Dat zijn er te veel. Er kunnen er hoogstens %(most)s."), {"most": most})


def _whole(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None
