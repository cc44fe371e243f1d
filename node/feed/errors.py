"""Why nothing could be published."""

from dataclasses import dataclass
from datetime import datetime


class PublishError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class ClockBehindError(PublishError):
    """Our clock is behind our last signature (PROTOCOL §14): signing now would confuse readers."""

    now: datetime
    last: datetime


@dataclass(eq=False)
class RestoringError(PublishError):
    """The database is older than what we have signed (§13): first the neighbours are asked."""

    since: datetime


@dataclass(eq=False)
class TwoCopiesError(PublishError):
    """A neighbour has a number of ours that we never gave (§13): another copy of us is alive."""

    since: datetime


@dataclass(eq=False)
class StoppedError(PublishError):
    """This identity was retired for good (§4.10)."""


@dataclass(eq=False)
class NoKeyError(PublishError):
    """The identity log names no key of ours for ``role``: only a recovery sheet helps (§4.4)."""

    role: str
