"""What was counted, as anybody may know it.

Rule 1: a number under five is "fewer than five", and so is none: nobody can tell the two apart.
Rule 2: nor from the others: the number of all kinds together is whole only when what is hidden in
it is five or more, or nothing; else it is what can be seen, and "at least".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from federation.kinds import KINDS
from node.insight.counting import (
    AGREEMENTS,
    ALL_KINDS,
    ANSWERS,
    LISTINGS,
    MONTHS,
    PEOPLE,
    Month,
    before,
)
from node.insight.models import MonthCount
from node.store.database import database

FEWER: Final = 5
Held = dict[tuple[str, str, str], int]  # by month, kind and what
WHAT: Final = (LISTINGS, ANSWERS, AGREEMENTS, PEOPLE)


@dataclass(frozen=True)
class Number:
    """What may be known: this many, or ``least`` this many; ``None``: fewer than five."""

    count: int | None
    least: bool = False

    @property
    def cell(self) -> str:
        """As programs read it: 12, >=12 or <5."""
        if self.count is None:
            return f"<{FEWER}"
        return f">={self.count}" if self.least else str(self.count)


@dataclass(frozen=True)
class MonthLine:
    """One month of one kind, or of all together. ``month``: its first moment."""

    name: str
    month: datetime
    numbers: dict[str, Number]


def lines(now: datetime, kind: str = ALL_KINDS) -> list[MonthLine]:
    """Of each month in the last three years, since the first in which something was counted."""
    months, held = _counted(now)
    return [
        MonthLine(
            month.name,
            month.begins,
            {what: _number(held, month.name, kind, what) for what in WHAT},
        )
        for month in months
    ]


def everything(now: datetime) -> Iterable[tuple[str, str, str, Number]]:
    """All of it: month, kind, what, number; the oldest first."""
    months, held = _counted(now)
    for month in months:
        for kind in (ALL_KINDS, *KINDS):
            for what in WHAT:
                yield month.name, kind, what, _number(held, month.name, kind, what)


def known(count: int) -> Number:
    """What may be known of this many."""
    return Number(count if count >= FEWER else None)


def together(counts: Sequence[int]) -> Number:
    """What may be known of all of these as one, beside each of them (Rule 2)."""
    hidden = sum(count for count in counts if count < FEWER)
    shown = sum(count for count in counts if count >= FEWER)
    if hidden == 0 or hidden >= FEWER:
        return known(shown + hidden)
    return Number(shown, least=True) if shown else Number(None)


def _counted(now: datetime) -> tuple[Sequence[Month], Held]:
    """The months of which numbers are told, and all that was counted in them. Also those without
    any number: a month that is left out would be one in which there was nothing (Rule 1).
    """
    months = list(before(now, MONTHS))
    rows: Any = MonthCount.select(
        MonthCount.month, MonthCount.kind, MonthCount.what, MonthCount.count
    ).where(MonthCount.month.between(months[0].name, months[-1].name))
    counted = database.execute(rows).fetchall()  # over a thousand, and nothing to translate in them
    held = {(month, kind, what): count for month, kind, what, count in counted}
    first = min((month for month, _, _ in held), default="9999")
    return [month for month in months if month.name >= first], held


def _number(held: Held, month: str, kind: str, what: str) -> Number:
    if kind == ALL_KINDS and what != PEOPLE:
        of_kinds = [held.get((month, one, what), 0) for one in KINDS]
        return together(of_kinds)
    return known(held.get((month, kind, what), 0))
