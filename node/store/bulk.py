"""Many rows at once, as one statement over the engine's own connection.

Rule: the names come from a model, never from input; values are always parameters.
The ORM's own ways cost four to ten times as much a row, which a first pull of a feed would feel.
"""

from collections.abc import Sequence
from typing import Any

import peewee as pw

from node.store.database import database


def insert(model: type[pw.Model], rows: Sequence[dict[pw.Field, Any]]) -> None:
    """Insert ``rows``, all with the same fields; the caller holds the transaction."""
    if not rows:
        return
    fields = list(rows[0])
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    marks = ", ".join([_mark()] * len(fields))
    sql = f'INSERT INTO "{_table(model)}" ({columns}) VALUES ({marks})'  # noqa: S608
    _execute(sql, [[field.db_value(row[field]) for field in fields] for row in rows])


def update(
    model: type[pw.Model], keys: Sequence[pw.Field], rows: Sequence[dict[pw.Field, Any]]
) -> None:
    """Set each row's other fields where its ``keys`` match; the caller holds the transaction."""
    if not rows:
        return
    named = {field.name for field in keys}  # `in` would ask the fields to make SQL of themselves
    fields = [field for field in rows[0] if field.name not in named]
    order = [*fields, *keys]
    sets = ", ".join(f'"{field.column_name}" = {_mark()}' for field in fields)
    where = " AND ".join(f'"{field.column_name}" = {_mark()}' for field in keys)
    sql = f'UPDATE "{_table(model)}" SET {sets} WHERE {where}'  # noqa: S608
    _execute(sql, [[field.db_value(row[field]) for field in order] for row in rows])


def _execute(sql: str, lines: list[list[Any]]) -> None:
    cursor = database.connection().cursor()
    cursor.executemany(sql, lines)
    cursor.close()


def _table(model: type[pw.Model]) -> str:
    name: str = model._meta.table_name  # noqa: SLF001  # peewee's documented name for it
    return name


def _mark() -> str:
    return "?" if isinstance(database.obj, pw.SqliteDatabase) else "%s"
