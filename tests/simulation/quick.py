"""The same questions to the database, written and read faster: four fifths of a simulated day went
into spelling out columns.

Rule: only how peewee goes about plain columns is shortened; the SQL and the rows stay the same,
which a test compares. It is for the length of a simulation alone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import is_
from typing import Any

import peewee as pw

Known = dict[Any, Any]

_column: Callable[[Any, Any], Any] = pw.Column.__sql__
_field: Callable[[Any, Any], Any] = pw.Field.__sql__
_selection: Callable[..., Any] = pw.ModelSelect.__sql_selection__
_initialize: Callable[[Any], None] = pw.ModelObjectCursorWrapper.initialize
_LEARNED = ("columns", "fields", "converters", "no_convert", "convert", "ncols", "unique_columns")


@contextmanager
def sql() -> Iterator[None]:
    """Inside, columns take the short way."""
    known: tuple[Known, Known] = {}, {}
    pw.Column.__sql__, pw.Field.__sql__ = _quick_column, _quick_field
    pw.ModelSelect.__sql_selection__ = _method(_quick_selection, known[0])
    pw.ModelObjectCursorWrapper.initialize = _method(_quick_initialize, known[1])
    try:
        yield
    finally:
        pw.Column.__sql__, pw.Field.__sql__ = _column, _field
        pw.ModelSelect.__sql_selection__ = _selection
        pw.ModelObjectCursorWrapper.initialize = _initialize


def _method(function: Callable[..., Any], known: Known) -> Any:
    def method(self: Any, *arguments: Any) -> Any:
        return function(self, known, *arguments)

    return method


def _quick_field(self: Any, ctx: Any) -> Any:
    table = self.model._meta.table
    if ctx.state.scope == pw.SCOPE_VALUES or table._alias:
        return _field(self, ctx)
    ctx._sql.append(f'"{ctx.alias_manager[table]}"."{self.column_name}"')
    return ctx


def _quick_column(self: Any, ctx: Any) -> Any:
    if ctx.state.scope == pw.SCOPE_VALUES or type(self.source) is not pw.Table:
        return _column(self, ctx)
    if self.source._alias:
        return _column(self, ctx)
    ctx._sql.append(f'"{ctx.alias_manager[self.source]}"."{self.name}"')
    return ctx


def _quick_selection(self: Any, known: Known, ctx: Any, is_subquery: bool = False) -> Any:  # noqa: FBT002  # as peewee calls it
    if is_subquery or not _are_all_of(self.model, self._returning):
        return _selection(self, ctx, is_subquery)
    if self.model not in known:
        meta = self.model._meta
        known[self.model] = meta.table, [f'"."{one.column_name}"' for one in meta.sorted_fields]
    table, columns = known[self.model]
    start = f'"{ctx.alias_manager[table]}'
    ctx._sql.append(", ".join([start + column for column in columns]))
    return ctx


def _quick_initialize(self: Any, known: Known) -> None:
    if not _are_all_of(self.model, self.select):
        _initialize(self)
        return
    if self.model not in known:
        _initialize(self)
        known[self.model] = {name: getattr(self, name) for name in _LEARNED}
    vars(self).update(known[self.model])


def _are_all_of(model: Any, names: Sequence[Any]) -> bool:
    """Whether these are all columns of a model, as its tables have them."""
    fields = model._meta.sorted_fields
    return len(fields) == len(names) and all(map(is_, fields, names))
