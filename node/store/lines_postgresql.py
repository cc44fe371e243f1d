"""The rows of a database of PostgreSQL, read as of one moment and written as one transaction.

Rule: its foreign keys are taken away while rows come in and made again after, which looks at each
row; its own numbers (serials) go on after the highest that came in.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from node.store.contents import SnapshotError
from node.store.lines import HISTORY, MANY, Table, is_kept
from node.store.snapshot_postgresql import connect

if TYPE_CHECKING:
    import psycopg

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s
"""
KEY = """
SELECT attribute.attname FROM pg_index index
JOIN pg_attribute attribute ON attribute.attrelid = index.indrelid
  AND attribute.attnum = ANY(index.indkey)
WHERE index.indisprimary AND index.indrelid = format('public.%%I', %s::text)::regclass
ORDER BY array_position(index.indkey::int[], attribute.attnum::int)
"""
TEXTS = COLUMNS + " AND data_type IN ('text', 'character varying')"
FOREIGN = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY oid
"""
SERIALS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_default LIKE 'nextval(%'
"""


class PostgresqlRows:
    """See :class:`node.store.lines.Rows`."""

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._held = connection

    def tables(self) -> Sequence[Table]:
        """Every table whose rows are kept."""
        return [self._table(name) for name in sorted(filter(is_kept, self._one_column(TABLES)))]

    def migrations(self) -> Sequence[str]:
        """The migrations that have run."""
        return self._one_column(f'SELECT name FROM "{HISTORY}" ORDER BY name COLLATE "C"')  # noqa: S608

    def rows(self, table: Table) -> Iterator[Sequence[Any]]:
        """Each row, in the order of the key: text by its bytes, whatever order people like here."""
        texts = self._one_column(TEXTS, table.name)
        order = [f'"{n}" COLLATE "C"' if n in texts else f'"{n}"' for n in table.key]
        sql = f'SELECT {_names(table.columns)} FROM "{table.name}" ORDER BY {", ".join(order)}'  # noqa: S608
        with self._held.cursor(name="rows") as cursor:
            cursor.itersize = MANY
            cursor.execute(sql.encode())
            yield from cursor

    def fill(self, table: Table, rows: Iterator[Sequence[Any]]) -> None:
        """Put rows in."""
        sql = f'COPY "{table.name}" ({_names(table.columns)}) FROM STDIN'
        with _sentences(), self._held.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def _table(self, name: str) -> Table:
        columns = tuple(sorted(self._one_column(COLUMNS, name)))
        return Table(name, columns, tuple(self._one_column(KEY, name)) or columns)

    def _one_column(self, sql: str, *values: str) -> list[str]:
        found = self._held.execute(sql.encode(), values or None)
        return [str(row[0]) for row in found.fetchall()]


@contextmanager
def reading(url: str) -> Iterator[PostgresqlRows]:
    """The rows as they are now, whatever is written meanwhile.

    :raises SnapshotError: they cannot be read.
    """
    with _opened(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield PostgresqlRows(connection)
        connection.rollback()


@contextmanager
def writing(url: str) -> Iterator[PostgresqlRows]:
    """All tables empty, and filled at the end of this; or as they were.

    :raises SnapshotError: they are as they were.
    """
    with _opened(url) as connection:
        foreign = connection.execute(FOREIGN).fetchall()
        for table, name, _ in foreign:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
        held = PostgresqlRows(connection)
        tables = _names([table.name for table in held.tables()])
        connection.execute(f"TRUNCATE {tables}".encode())
        yield held
        for table, name, definition in foreign:
            sql = f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
            connection.execute(sql.encode())
        _set_serials(connection)
        connection.commit()


def _set_serials(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    for table, column in connection.execute(SERIALS).fetchall():
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), max(\"{column}\"))"  # noqa: S608
            f' FROM "{table}"'.encode()
        )


@contextmanager
def _opened(url: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    with _sentences(), connect(url) as connection:
        yield connection


@contextmanager
def _sentences() -> Iterator[None]:
    """:raises SnapshotError: what the database says."""
    import psycopg  # noqa: PLC0415  # only who has PostgreSQL has it

    try:
        yield
    except psycopg.Error as error:
        raise SnapshotError(f"PostgreSQL: {str(error).partition(chr(10))[0]}.") from None


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
