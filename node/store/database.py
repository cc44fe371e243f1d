"""The database of the node that is at work right now.

Rule 1: models name no database; they follow the context, so two nodes fit in one process.
Rule 2: what was acknowledged is on the disk (``synchronous=FULL``, ``synchronous_commit=on``), and
a write begins by saying so (``IMMEDIATE``): a read that turns into a write is refused by SQLite
under load.
Rule 3: nobody opens the SQLite file by other means; closing it would drop SQLite's locks.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

import peewee as pw
from playhouse.pool import PooledDatabase

from node.store.address import Address, without_password
from node.store.halting import HaltingPostgresql, HaltingSqlite

log = logging.getLogger(__name__)

BUSY_SECONDS = 10  # a writer waits this long for another; a batch of 500 rows takes 0.1 s
IN_PASSING_MS = 50  # and what can be left undone this long
PRIMARY = 0xFF  # the part of SQLite's codes that says what happened; the rest says where
LOCK_NOT_AVAILABLE, DISK_FULL = "55P03", "53100"  # PostgreSQL
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, "XX001", "XX002"}  # the last two its
CACHE_KIB = 8 * 1024  # per connection
LASTING = "-c synchronous_commit=on"  # PostgreSQL's, whatever the server has for others
CONNECTIONS = 80  # a process has one for each thread, and of threads for pages up to 64
WAL_LIMIT_BYTES = 64 * 1024 * 1024  # the log is cut back to this once it has been copied

HIGHEST_ROW = 2**31 - 1  # number of a row, on either engine; a larger one is an error to PostgreSQL

DATABASE_ERRORS = (pw.OperationalError, pw.InterfaceError)
"""What comes of a database that is gone, full, or held by another for too long."""

_current: ContextVar[pw.Database | None] = ContextVar("database", default=None)


class CurrentDatabase(pw.DatabaseProxy):
    """Stands for whichever database is active in this context."""

    __slots__ = ()

    def __init__(self) -> None:
        object.__setattr__(self, "_callbacks", [])

    @property
    def obj(self) -> pw.Database | None:
        """The active database, for peewee."""
        return _current.get()

    def execute(self, query: Any, **options: Any) -> Any:
        """Run a query of peewee's, and remember that something was written."""
        if isinstance(query, pw.Insert | pw.Update | pw.Delete):
            wrote()
        return self.obj.execute(query, **options)  # type: ignore[union-attr]


database = CurrentDatabase()
_writes: WeakKeyDictionary[pw.Database, int] = WeakKeyDictionary()


def wrote() -> None:
    """Something was written to the current database by this process."""
    if database.obj is not None:
        _writes[database.obj] = writes() + 1


def writes() -> int:
    """A number that is another one once this process wrote to the current database."""
    return _writes.get(database.obj, 0) if database.obj is not None else 0


class Row(pw.Model):
    """What every table's model is made from."""

    class Meta:
        database = database
        legacy_table_names = False


class BytesField(pw.Field):
    """Bytes, the same on both engines and through both drivers."""

    field_type = "BLOB"

    def python_value(self, value: Any) -> bytes | None:
        """Whatever the driver gives, as ``bytes``."""
        return None if value is None else bytes(value)


def seconds(moment: datetime) -> int:
    """A moment as it is kept. Naive times are a mistake of ours and are refused."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(moment.timestamp())


class InstantField(pw.BigIntegerField):
    """A moment in UTC, kept as whole Unix seconds: one form, sortable, on every engine."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """The seconds."""
        return value if value is None or isinstance(value, int) else seconds(value)

    def python_value(self, value: int | None) -> datetime | None:
        """An aware time in UTC."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


@contextmanager
def in_passing() -> Iterator[None]:
    """What is written in here is left undone when another one is writing for long.

    For notes of what somebody looked at: a page does not wait for them, and the next one brings
    them again. On a full disk reading goes on without them, and the log says so.
    """
    sqlite = isinstance(database.obj, pw.SqliteDatabase)
    if sqlite:
        database.execute_sql(f"PRAGMA busy_timeout = {IN_PASSING_MS}")
    try:
        yield
    except pw.OperationalError as error:
        if not _is_held_by_another(error) and not is_full(error):
            raise
    finally:
        if sqlite:
            database.execute_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _is_held_by_another(error: pw.OperationalError) -> bool:
    """Whether a write did not get its turn."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, LOCK_NOT_AVAILABLE}


def is_full(error: Exception) -> bool:
    """Whether nothing could be written because the disk is full; the log says so."""
    full = _code(error) in {sqlite3.SQLITE_FULL, DISK_FULL}
    if full:
        log.error("the disk is full: %s", error)
    return full


def is_damaged(error: Exception) -> bool:
    """Whether what was read is not what the database can have written."""
    return _code(error) in DAMAGED


def _code(error: Exception) -> int | str | None:
    """What the engine says happened."""
    cause = error.__context__
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    return getattr(cause, "sqlstate", None) if code is None else code & PRIMARY


class Store:
    """One node's database. ``with store.active():`` makes it the current one."""

    def __init__(self, url: str) -> None:
        self.sqlite = urlsplit(url).scheme in {"", "sqlite"}
        self.database: pw.Database = _sqlite(url) if self.sqlite else _postgresql(url)

    @contextmanager
    def active(self) -> Iterator[pw.Database]:
        """Make this the current database and see that this thread is connected to it."""
        token = _current.set(self.database)
        try:
            self.database.connect(reuse_if_open=True)
            yield self.database
        finally:
            if not self.sqlite and not self.database.in_transaction():
                self.database.close()  # back to the pool; SQLite's stays open for the thread
            _current.reset(token)

    def close(self) -> None:
        """Close this thread's connection, and the pool's: as before a fork, or at the end."""
        if not self.database.is_closed():
            self.database.close()
        if isinstance(self.database, PooledDatabase):
            self.database.close_all()


def is_missing(url: str) -> bool:
    """Whether this names a file that is not there; opening it would make an empty one."""
    return urlsplit(url).scheme in {"", "sqlite"} and not Path(_file(url)).exists()


def _file(url: str) -> str:
    return unquote(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else url


def _sqlite(url: str) -> pw.Database:
    path = _file(url)
    return HaltingSqlite(
        path,
        lock_type="IMMEDIATE",
        pragmas=(
            ("busy_timeout", BUSY_SECONDS * 1000),  # first: changing to WAL may have to wait
            ("journal_mode", "wal"),
            ("synchronous", "full"),
            ("foreign_keys", 1),
            ("trusted_schema", 0),
            ("journal_size_limit", WAL_LIMIT_BYTES),
            ("cache_size", -CACHE_KIB),
        ),
        timeout=BUSY_SECONDS,
    )


def _postgresql(url: str) -> pw.Database:
    plain, password = without_password(url)
    said = Address.of(url).option("options") or ""  # who has a standby may ask for more here
    pool: pw.Database = HaltingPostgresql(
        plain,  # PostgreSQL's own library takes it apart
        prefer_psycopg3=True,
        max_connections=CONNECTIONS,
        password=password or None,
        options=f"{LASTING} {said}".strip(),
    )
    return pool
