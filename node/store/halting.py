"""A disk that cannot be written ends the process: going on would be on what nobody may count on.

After a write or a sync that failed, what the machine holds in memory and what is on the disk may
differ, and asking again can seem to succeed. Who is started anew begins with what is on the disk.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import peewee as pw
from playhouse.pool import PooledPostgresqlDatabase

log = logging.getLogger(__name__)

IO_ERROR = 74  # EX_IOERR of sysexits.h
FATAL = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    "58030",  # PostgreSQL: io_error
}


@contextmanager
def halting() -> Iterator[None]:
    """End this process when the database says that it could not write. A full disk is no such."""
    try:
        yield
    except Exception as error:
        if {_code(error), _code(error.__context__)} & FATAL:
            halt(f"the database could not be written ({error})")
        raise


def _code(error: object) -> object:
    """What the driver says of it; peewee's own errors have the driver's behind them."""
    return getattr(error, "sqlite_errorcode", None) or getattr(error, "sqlstate", None)


def halt(why: str) -> NoReturn:
    """End here, without undoing anything."""
    log.critical("%s: this process ends", why)
    logging.shutdown()
    os._exit(IO_ERROR)


class Halting:
    """Both ways by which something is written."""

    def execute_sql(self, *arguments: Any, **named: Any) -> Any:
        """Run a statement."""
        with halting():
            return super().execute_sql(*arguments, **named)  # type: ignore[misc]

    def commit(self) -> Any:
        """End a transaction."""
        with halting():
            return super().commit()  # type: ignore[misc]


class UndoneSqlite(pw.SqliteDatabase):
    """SQLite that on a full disk may have undone a whole change by itself. What is asked to undo
    then is no error: the first one says what happened.
    """

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        if self._is_changing():
            super().rollback()

    def execute_sql(self, sql: str, *arguments: Any, **named: Any) -> Any:
        """Run a statement."""
        if sql.startswith("ROLLBACK TO") and not self._is_changing():
            return None
        return super().execute_sql(sql, *arguments, **named)  # type: ignore[no-untyped-call]

    def _is_changing(self) -> bool:
        connection: Any = self.connection()  # type: ignore[no-untyped-call]
        return bool(connection.in_transaction)


class HaltingSqlite(Halting, UndoneSqlite):
    """SQLite that ends us when it cannot write."""


class PlanningPostgresql(pw.PostgresqlDatabase):
    """PostgreSQL that plans each question for the values it comes with: for a word that all have
    it goes another way than for one that few have, and after five askings it would take one way.
    """

    def _connect(self) -> Any:
        connection = super()._connect()  # type: ignore[misc]  # peewee's own, without types
        connection.execute("SET plan_cache_mode TO force_custom_plan")
        return connection


class HaltingPostgresql(Halting, PooledPostgresqlDatabase, PlanningPostgresql):  # type: ignore[misc]
    """PostgreSQL that ends us when it cannot write."""
