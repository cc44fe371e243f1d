"""Single values that somebody wants to know of the database, asked together in one question.

Rule: each room says what a value of its own is; what goes together is for whoever asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import peewee as pw

from node.store.database import database

T = TypeVar("T")


@dataclass(frozen=True)
class Value(Generic[T]):
    """The first column of the first row that ``query`` gives. ``read``: what it means; it gets
    ``None`` where there is no row.
    """

    query: Any
    read: Callable[[Any], T]


def one(value: Value[T]) -> T:
    """This value alone."""
    found: T = together({"": value})[""]
    return found


def together(wanted: Mapping[str, Value[Any]]) -> dict[str, Any]:
    """All of these, each under its name; one question if there are any."""
    if not wanted:
        return {}
    columns = [value.query.alias(f"c{number}") for number, value in enumerate(wanted.values())]
    [row] = list(database.execute(pw.Select(columns=columns)))
    return {
        name: value.read(found) for (name, value), found in zip(wanted.items(), row, strict=True)
    }
