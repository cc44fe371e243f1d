"""What a snapshot of the database has in it, as far as can be counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class SnapshotError(Exception):
    """A sentence: why no snapshot was made, or none put back."""


@dataclass(frozen=True)
class Contents:
    """Rows of each table, the migrations that have run, the numbers given; what is wrong with it.

    ``scid``, ``version`` and ``last``: who we are, by which line, and the highest number given.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    migrations: tuple[str, ...] = ()
    scid: str = ""
    version: int = 0
    last: int = 0
    problems: tuple[str, ...] = ()
