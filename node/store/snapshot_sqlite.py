"""Snapshots of SQLite: ``VACUUM INTO``, which sees one moment and holds up no writer.

Rule: the live file is opened by SQLite alone, never by other means.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from node.store.contents import Contents, SnapshotError

BUSY_SECONDS = 60.0
MOST_PROBLEMS = 5  # more would not tell more
# What SQLite says of damage may have the damage in it, such as a name that is no text any more.
DAMAGED = (sqlite3.Error, UnicodeDecodeError)


def make(url: str, target: Path) -> None:
    """Write a snapshot of the database at ``url`` into the new file ``target``.

    :raises SnapshotError: nothing useful was written.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_open(path_of(url))) as source:
            source.execute("VACUUM INTO ?", (str(target),))
    except DAMAGED as error:
        raise SnapshotError(f"The database could not be copied: {error}.") from None


def read(path: Path) -> Contents:
    """What is in a snapshot, and what is wrong with it."""
    try:
        with closing(_open_as_it_is(path)) as held:
            problems = _problems(held)
            counts = {name: _one(held, f'SELECT count(*) FROM "{name}"') for name in _tables(held)}  # noqa: S608
            names = held.execute("SELECT name FROM schema_migration ORDER BY name").fetchall()
            return Contents(
                counts=counts,
                migrations=tuple(name for (name,) in names),
                scid=_text(held, "SELECT scid FROM origin WHERE own"),
                version=_one(held, "SELECT version FROM origin WHERE own"),
                last=_one(held, "SELECT last FROM counter"),
                problems=problems,
            )
    except DAMAGED as error:
        return Contents(problems=(str(error),))


def put_back(path: Path, url: str) -> None:
    """Make the database at ``url`` what the snapshot is.

    :raises SnapshotError: it is as it was before.
    """
    try:
        with closing(_open_as_it_is(path)) as held, closing(_open(path_of(url))) as target:
            target.execute("PRAGMA journal_mode = wal")
            target.execute("PRAGMA synchronous = full")
            held.backup(target)
    except DAMAGED as error:
        raise SnapshotError(f"The database could not be put back: {error}.") from None


def is_empty(url: str) -> bool:
    """Whether there is nothing in the database at ``url`` yet.

    :raises SnapshotError: what is there is no database.
    """
    path = path_of(url)
    if not path.exists():
        return True
    try:
        with closing(_open(path)) as held:
            return not _tables(held)
    except DAMAGED as error:
        raise SnapshotError(f"SQLite: {error}") from None


def clear(url: str) -> None:
    """Away with the database at ``url``, which was empty before us and is nobody's yet."""
    path = path_of(url)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


def check(url: str) -> Sequence[str]:
    """What is wrong with the database at ``url``, as it is now."""
    try:
        with closing(_open(path_of(url))) as held:
            return _problems(held)
    except DAMAGED as error:
        return (str(error),)


@contextmanager
def scratch(_url: str) -> Iterator[str]:
    """A place for a trial: the usual file of whichever folder."""
    yield ""


def path_of(url: str) -> Path:
    """The file that an address names."""
    return Path(unquote(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else url)


def _open(path: Path) -> sqlite3.Connection:
    return _forgiving(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None))


def _open_as_it_is(path: Path) -> sqlite3.Connection:
    """A file that nobody writes, without leaving anything beside it."""
    return _forgiving(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True))


def _forgiving(held: sqlite3.Connection) -> sqlite3.Connection:
    """The same, for what it gives as an answer."""
    held.text_factory = lambda data: data.decode("utf-8", "replace")
    return held


def _problems(held: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(_found(held))[:MOST_PROBLEMS]


def _found(held: sqlite3.Connection) -> Iterator[str]:
    for (line,) in held.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})"):
        if line != "ok":  # one row may be many lines, under a heading of which database
            yield from (one for one in str(line).splitlines() if not one.startswith("***"))
    for table, row, parent, _ in held.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} belongs to no {parent}"
    held.text_factory = str  # strictly: what is no text any more is found by reading it
    for name in _tables(held):
        try:
            for _ in held.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                pass
        except DAMAGED as error:
            yield f"a row of {name} cannot be read: {error}"


def _tables(held: sqlite3.Connection) -> list[str]:
    found = held.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [str(name) for (name,) in found.fetchall()]


def _one(held: sqlite3.Connection, sql: str) -> int:
    row: tuple[Any, ...] | None = held.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _text(held: sqlite3.Connection, sql: str) -> str:
    row: tuple[Any, ...] | None = held.execute(sql).fetchone()
    return str(row[0]) if row else ""
