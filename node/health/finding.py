"""What a check found: how it is, why, and what to do.

Rule: sentences are of the catalogues; whoever shows them fills in the values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from node.health.looking import Look

GOOD, WARN, BAD = "good", "warn", "bad"
WORST_FIRST: Final = (BAD, WARN, GOOD)


@dataclass(frozen=True)
class Finding:
    """``why`` and ``do`` are sentences with ``values`` in them; what is good has no ``do``."""

    state: str
    why: str
    do: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def good(why: str, /, **values: Any) -> Finding:
    """Nothing is to be done."""
    return Finding(GOOD, why, "", values)


def warn(why: str, do: str, /, **values: Any) -> Finding:
    """It works, and will not for ever."""
    return Finding(WARN, why, do, values)


def bad(why: str, do: str, /, **values: Any) -> Finding:
    """It does not work."""
    return Finding(BAD, why, do, values)


__all__ = ["BAD", "GOOD", "WARN", "WORST_FIRST", "Finding", "Look", "bad", "good", "warn"]
