"""A node with something in every table: what tests of whole copies carry about."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import peewee as pw

from node.store.database import BytesField, InstantField, database
from node.upkeep.models import Founding
from tests.node.test_store import MODELS

ROWS = 3
LARGE = 2**61
ODD = "'\"\\\n\t %s ; -- é 漢字 \U0001f6b2 \x7f"
SORTS: Mapping[type[pw.Field], Callable[[int], Any]] = {
    pw.BooleanField: lambda number: bool(number % 2),
    InstantField: lambda number: 2_000_000_000 + number,
    BytesField: lambda number: bytes(range(256)) + bytes([number]),
    pw.BigIntegerField: lambda number: LARGE + number,
    pw.IntegerField: lambda number: number - 1,
    pw.TextField: lambda number: f"{ODD} {number}" if number < ROWS - 1 else str(number),
}


def fill() -> None:
    """Put rows in every table that has none, each value as odd as its column allows."""
    waiting = [model for model in MODELS if not model.select().exists()]
    while waiting:
        ready = [model for model in waiting if not _targets(model) & set(waiting) - {model}]
        assert ready, waiting
        for model in ready:
            for number in range(ROWS):
                model.insert(_row(model, number)).on_conflict_ignore().execute()
            waiting.remove(model)
    Founding.update(finished=Founding.begun).execute()  # or nothing opens


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.table_name: model.select().count() for model in MODELS}


def on(names: set[str]) -> set[str]:
    """These tables, and those whose rows hang on them."""
    found = set(names)
    while (
        more := {
            model._meta.table_name
            for model in MODELS
            if {target._meta.table_name for target in _targets(model)} & found
        }
        - found
    ):
        found |= more
    return found


def serials() -> Iterable[pw.Field]:
    """The keys that the database gives numbers itself."""
    return [one for model in MODELS if isinstance(one := model._meta.primary_key, pw.AutoField)]


def _targets(model: type[pw.Model]) -> set[type[pw.Model]]:
    return {field.rel_model for field in model._meta.refs}


def _row(model: type[pw.Model], number: int) -> dict[pw.Field, Any]:
    fields = model._meta.sorted_fields
    return {field: _value(field, number) for field in fields if not isinstance(field, pw.AutoField)}


def _value(field: pw.Field, number: int) -> Any:
    """The last row has as little as it may."""
    if field.null and number == ROWS - 1:
        return None
    if isinstance(field, pw.ForeignKeyField):
        rows = field.rel_model.select(field.rel_field).order_by(field.rel_field).tuples()
        keys = [key for (key,) in rows]
        return keys[number % len(keys)] if keys else None
    sort = next(sort for sort in SORTS if isinstance(field, sort))
    is_key = field.column_name.endswith("_id")  # of a row that is there
    return 1 if is_key and sort is pw.IntegerField else SORTS[sort](number)


def index() -> set[tuple[Any, ...]]:
    """Which listings the search index has."""
    return set(database.execute_sql("SELECT rowid FROM search_index").fetchall())
