"""Many rows at once, as one statement over the engine's own connection.

Rule 1: the names come from a model, never from input; values are always parameters.
Rule 2: values come as the engine keeps them: moments as whole seconds (``database.seconds``).
The ORM's own ways cost four to ten times as much a row, which a first pull of a feed would feel.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import peewee as pw

from node.store.database import database, wrote
from node.store.halting import halting

Fields = Sequence[pw.Field]


def insert(model: type[pw.Model], fields: Fields, rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows``, each the values of ``fields``; the caller holds the transaction."""
    _execute(_insertion(model, fields), rows)


def add(model: type[pw.Model], fields: Fields, keys: Fields, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, but leave those whose ``keys`` (which must be unique) are there already."""
    _execute(f"{_insertion(model, fields)} ON CONFLICT ({_names(keys)}) DO NOTHING", rows)


def put(model: type[pw.Model], fields: Fields, keys: Fields, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, or set ``fields`` where ``keys`` (which must be unique) are there already.

    Each row has the values of both, in that order.
    """
    sets = ", ".join(f"{_name(field)} = excluded.{_name(field)}" for field in fields)
    found = f" ON CONFLICT ({_names(keys)}) DO UPDATE SET {sets}"
    _execute(_insertion(model, [*fields, *keys]) + found, rows)


def update(
    model: type[pw.Model], fields: Fields, keys: Fields, rows: Iterable[Sequence[Any]]
) -> None:
    """Set ``fields`` where ``keys`` match: each row has the values of both, in that order."""
    sets = ", ".join(f"{_name(field)} = {_mark()}" for field in fields)
    where = " AND ".join(f"{_name(field)} = {_mark()}" for field in keys)
    sql = f"UPDATE {_table(model)} SET {sets} WHERE {where}"  # noqa: S608
    _execute(sql, rows)


def select(
    model: type[pw.Model],
    fields: Fields,
    among: tuple[pw.Field, Collection[str] | Collection[int]],
    where: Mapping[pw.Field, Any] | None = None,
) -> list[tuple[Any, ...]]:
    """``fields`` of the rows whose one field is among these values, and others equal to these.

    The values are one parameter, however many they are.
    """
    field, values = among
    if not values:
        return []
    equal = "".join(f" AND {_name(other)} = {_mark()}" for other in where or {})
    if _is_sqlite():
        listed, value = "IN (SELECT value FROM json_each(?))", json.dumps(list(values))
    else:
        listed, value = "= ANY(%s)", list(values)  # type: ignore[assignment]  # an array there
    names = _names(fields)
    sql = f"SELECT {names} FROM {_table(model)} WHERE {_name(field)} {listed}{equal}"  # noqa: S608
    cursor = database.connection().cursor()
    cursor.execute(sql, [value, *(where or {}).values()])
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    cursor.close()
    return rows


def _execute(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return
    with halting():
        cursor = database.connection().cursor()
        cursor.executemany(sql, chain((first,), rest))  # each is gone before the next is made
        cursor.close()
    wrote()


def _insertion(model: type[pw.Model], fields: Fields) -> str:
    marks = ", ".join([_mark()] * len(fields))
    return f"INSERT INTO {_table(model)} ({_names(fields)}) VALUES ({marks})"  # noqa: S608


def _table(model: type[pw.Model]) -> str:
    return f'"{model._meta.table_name}"'  # noqa: SLF001  # peewee's documented name for it


def _names(fields: Fields) -> str:
    return ", ".join(map(_name, fields))


def _name(field: pw.Field) -> str:
    return f'"{field.column_name}"'


def _mark() -> str:
    return "?" if _is_sqlite() else "%s"


def _is_sqlite() -> bool:
    return isinstance(database.obj, pw.SqliteDatabase)
