"""Times as signed documents write them: RFC 3339, UTC, whole seconds (PROTOCOL.md §1.5).

Rule 1: nothing here asks what time it is. Rule 2: what is read was written in exactly one way.
"""

import re
from datetime import UTC, datetime

FIRST_YEAR = 2020
LAST_YEAR = 2999
_SHAPE = re.compile(
    r"2(?:0[2-9]|[1-9][0-9])[0-9]-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z\Z",
    re.ASCII,
)


def to_text(moment: datetime) -> str:
    """Write an aware time, in whole seconds; a fraction is dropped."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def are_plain(*moments: datetime) -> bool:
    """Whether times that a decoder read are such as this protocol writes."""
    for moment in moments:
        if moment.tzinfo is not UTC or moment.microsecond:
            return False
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return False
    return True


def from_text(text: str) -> datetime:
    """Read a time.

    :raises ValueError: it is written otherwise, or is no real instant of 2020–2999.
    """
    if not _SHAPE.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)
