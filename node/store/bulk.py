"""Many rows at once, as one statement over the engine's own connection.

Rule: the names come from a model, never from input; values are always parameters.
The ORM's own ways cost four to ten times as much a row, which a first pull of a feed would feel.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee as pw

from node.store.database import InstantField, database, wrote


def insert(
    model: type[pw.Model], fields: Sequence[pw.Field], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert ``rows``, each the values of ``fields``; the caller holds the transaction."""
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    marks = ", ".join([_mark()] * len(fields))
    sql = f'INSERT INTO "{_table(model)}" ({columns}) VALUES ({marks})'  # noqa: S608
    _execute(sql, fields, rows)


def update(
    model: type[pw.Model],
    fields: Sequence[pw.Field],
    keys: Sequence[pw.Field],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Set ``fields`` where ``keys`` match: each row has the values of both, in that order."""
    sets = ", ".join(f'"{field.column_name}" = {_mark()}' for field in fields)
    where = " AND ".join(f'"{field.column_name}" = {_mark()}' for field in keys)
    sql = f'UPDATE "{_table(model)}" SET {sets} WHERE {where}'  # noqa: S608
    _execute(sql, [*fields, *keys], rows)


def _execute(sql: str, fields: Sequence[pw.Field], rows: Iterable[Sequence[Any]]) -> None:
    moments = [at for at, field in enumerate(fields) if isinstance(field, InstantField)]
    lines = [list(row) for row in rows]
    if not lines:
        return
    for line in lines:
        for at in moments:
            line[at] = fields[at].db_value(line[at])
    cursor = database.connection().cursor()
    cursor.executemany(sql, lines)
    cursor.close()
    wrote()


def _table(model: type[pw.Model]) -> str:
    name: str = model._meta.table_name  # noqa: SLF001  # peewee's documented name for it
    return name


def _mark() -> str:
    return "?" if isinstance(database.obj, pw.SqliteDatabase) else "%s"
