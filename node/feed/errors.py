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
