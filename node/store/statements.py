"""Questions that are put into words once, and asked again with other values.

Rule 1: what is kept is the text of a question and never what was found, so an answer is of now.
Rule 2: whatever differs from one asking to the next is a :class:`Blank`; all else a question is
made of is an argument of what builds it, and other arguments are another question.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, wraps
from typing import Any, Final, Self

import peewee as pw

from node.store.database import database

MOST_KEPT: Final = 256  # questions that one function builds; each about 10 kB


@dataclass(frozen=True)
class Gap:
    """Where a value goes among those of a question; ``more`` is added to it."""

    name: str
    more: int = 0


class Blank(pw.Value):
    """A whole number, a moment or a text that is only known when a question is asked.

    Two blanks are the same if they are one object, so that a question with them can be a key.
    """

    __eq__ = object.__eq__  # type: ignore[assignment]
    __hash__ = object.__hash__

    def __init__(self, name: str, more: int = 0) -> None:
        super().__init__(Gap(name, more), converter=False, unpack=False)

    def __add__(self, more: timedelta) -> Self:  # type: ignore[override]
        return type(self)(self.value.name, self.value.more + int(more.total_seconds()))

    def __sub__(self, less: timedelta) -> Self:  # type: ignore[override]
        return self + -less


@dataclass(frozen=True)
class Statement:
    """A question in the words of the current engine."""

    sql: str
    values: tuple[Any, ...]

    def ask(self, **given: int | str | None) -> list[tuple[Any, ...]]:
        """All rows that answer it, as the engine gives them."""
        values = [_filled(one, given) if isinstance(one, Gap) else one for one in self.values]
        return list(database.execute_sql(self.sql, values).fetchall())


def _filled(gap: Gap, given: Mapping[str, int | str | None]) -> int | str:
    value = given[gap.name]
    if value is None:
        raise LookupError(gap.name)
    return value + gap.more if isinstance(value, int) else value


def worded(query: Any) -> Statement:
    """A query of peewee's, put into words."""
    here = database.obj
    if here is None:
        raise LookupError("no database is active")
    sql, values = here.get_sql_context().sql(query).query()
    return Statement(sql, tuple(values))


def kept(build: Callable[..., Any]) -> Callable[..., Statement]:
    """What ``build`` makes of these arguments, in words: put so once, for each engine."""

    @lru_cache(MOST_KEPT)
    def once(_engine: type, *args: Hashable) -> Statement:
        return worded(build(*args))

    @wraps(build)
    def statement(*args: Hashable) -> Statement:
        engine: Any = type(database.obj)
        return once(engine, *args)

    return statement
