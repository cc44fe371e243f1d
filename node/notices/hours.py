"""When a mail goes: quiet hours, and the hour of the letters that gather.

Rule: hours are those of the ward; nothing here asks what time it is, the caller says.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self

from node.config import ZONE

LETTERS_AT: Final = time(8)
LETTERS_ON: Final = 4  # Friday: what there is to do is before the weekend
DAY = timedelta(days=1)
_WRITTEN = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Quiet:
    """From the hour ``begins`` until the hour ``ends``, over midnight or not."""

    begins: int
    ends: int

    @classmethod
    def read(cls, written: str) -> Self | None:
        """What :meth:`written` wrote; ``None`` when there are no quiet hours."""
        match = _WRITTEN.fullmatch(written)
        found = cls(int(match[1]), int(match[2])) if match else None
        return found if found and found.holds_hours() else None

    def holds_hours(self) -> bool:
        """Whether these are two different hours of a day."""
        return self.begins != self.ends and {self.begins, self.ends} <= set(range(24))

    def written(self) -> str:
        """As one text."""
        return f"{self.begins}-{self.ends}"

    def has(self, hour: int) -> bool:
        """Whether this hour of the day is one of them."""
        return (hour - self.begins) % 24 < (self.ends - self.begins) % 24


USUAL: Final = Quiet(22, 7)


def after(quiet: Quiet | None, moment: datetime) -> datetime:
    """This moment, or the end of the quiet hours that it falls in."""
    local = moment.astimezone(ZONE)
    if quiet is None or not quiet.has(local.hour):
        return moment
    ends = _at(local, time(quiet.ends))
    return ends if ends > moment else _at(local + DAY, time(quiet.ends))


def next_daily(moment: datetime) -> datetime:
    """The first hour of letters after this moment."""
    local = moment.astimezone(ZONE)
    today = _at(local, LETTERS_AT)
    return today if today > moment else _at(local + DAY, LETTERS_AT)


def next_weekly(moment: datetime) -> datetime:
    """The first hour of weekly letters after this moment."""
    found = next_daily(moment)
    away = (LETTERS_ON - found.astimezone(ZONE).weekday()) % 7
    return _at(found.astimezone(ZONE) + away * DAY, LETTERS_AT)


def _at(local: datetime, hour: time) -> datetime:
    return datetime.combine(local.date(), hour, ZONE).astimezone(UTC)
