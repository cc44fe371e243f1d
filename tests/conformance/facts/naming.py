"""How a vector gets its name, and small changes that many facts are made of."""

import re
from collections.abc import Callable
from typing import Any

Change = Callable[[dict[str, Any]], object]
LONGEST = 70  # letters of a name; the fact itself stands in the file


def named(group: str, fact: str) -> str:
    """``group`` and the words of the fact."""
    words = re.sub(r"[^a-z0-9]+", "-", fact.lower()).strip("-")
    return f"{group}-{words}"[:LONGEST].rstrip("-")


def put(*path: str | int, value: Any) -> Change:
    """Set the member at the end of a path."""
    *way, last = path

    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in way:
            inner = inner[step]
        inner[last] = value

    return change


def drop(*path: str | int) -> Change:
    """Take away the member at the end of a path."""
    *way, last = path

    def change(document: dict[str, Any]) -> None:
        inner: Any = document
        for step in way:
            inner = inner[step]
        del inner[last]

    return change
