"""The rows of a database of SQLite, read as of one moment and written as one transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from node.store.contents import SnapshotError
from node.store.lines import HISTORY, Table, is_kept
from node.store.snapshot_sqlite import BUSY_SECONDS, path_of


class SqliteRows:
    """See :class:`node.store.lines.Rows`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._held = connection

    def tables(self) -> Sequence[Table]:
        """Every table whose rows are kept."""
        found = self._held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [self._table(name) for name in sorted(n for (n,) in found if is_kept(n))]

    def migrations(self) -> Sequence[str]:
        """The migrations that have run."""
        found = self._held.execute(f'SELECT name FROM "{HISTORY}" ORDER BY name')  # noqa: S608
        return [name for (name,) in found]

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Each row, in the order of the key."""
        yield from self._held.execute(
            f'SELECT {_names(table.columns)} FROM "{table.name}"'  # noqa: S608
            f" ORDER BY {_names(table.key)}"
        )

    def fill(self, table: Table, rows: Iterator[Sequence[Any]]) -> None:
        """Put rows in."""
        marks = ", ".join("?" * len(table.columns))
        names = _names(table.columns)
        with _sentences():
            self._held.executemany(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608
                rows,
            )

    def _table(self, name: str) -> Table:
        found = self._held.execute(f'PRAGMA table_info("{name}")').fetchall()
        columns = tuple(sorted(str(row[1]) for row in found))
        key = tuple(str(row[1]) for row in sorted(found, key=lambda row: row[5]) if row[5])
        return Table(name, columns, key or columns)


@contextmanager
def reading(url: str) -> Iterator[SqliteRows]:
    """The rows as they are now, whatever is written meanwhile.

    :raises SnapshotError: they cannot be read.
    """
    with _opened(url) as connection:
        connection.execute("BEGIN")
        yield SqliteRows(connection)
        connection.execute("ROLLBACK")


@contextmanager
def writing(url: str) -> Iterator[SqliteRows]:
    """All tables empty, and filled at the end of this; or as they were.

    :raises SnapshotError: they are as they were.
    """
    with _opened(url) as connection:
        connection.execute("PRAGMA synchronous = full")
        connection.execute("PRAGMA foreign_keys = off")  # until all are there
        connection.execute("BEGIN IMMEDIATE")
        held = SqliteRows(connection)
        for table in held.tables():
            connection.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
        yield held
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            raise SnapshotError(f"Row {row} of {table} belongs to no {parent}.")
        connection.execute("COMMIT")


@contextmanager
def _opened(url: str) -> Iterator[sqlite3.Connection]:
    path = path_of(url)
    with _sentences():
        made = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        with closing(made) as connection:
            yield connection


@contextmanager
def _sentences() -> Iterator[None]:
    """:raises SnapshotError: what the database says."""
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:
        raise SnapshotError(f"SQLite: {error}.") from None


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
