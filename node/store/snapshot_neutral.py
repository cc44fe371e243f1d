"""Snapshots that any engine reads: a folder with a file for each table, and a line for each row.

Rule 1: what is written here is the same, to the byte, for the same rows on either engine.
Rule 2: it is put into an empty database only, whose tables are made as they were at the time; newer
migrations run after that, as in every older database.
Rule 3: nothing is held in memory but some rows at a time.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Final

from node.store import lines, lines_postgresql, lines_sqlite, migrate
from node.store.contents import Contents, SnapshotError
from node.store.database import DATABASE_ERRORS, Store
from node.store.lines import HISTORY, Rows, Table
from node.store.migrate import SchemaError

ENDING: Final = ".jsonl"
TOLD: Final = ("origin", "counter")  # tables of which rows are read


def make(url: str, target: Path) -> None:
    """Write a snapshot of the database at ``url`` into the new folder ``target``.

    :raises SnapshotError: nothing useful was written.
    """
    target.mkdir(mode=0o700)
    with _reading(url) as held:
        names = (b'{"name":"%s"}\n' % name.encode() for name in held.migrations())
        _write(target / f"{HISTORY}{ENDING}", names)
        for table in held.tables():
            _write(target / f"{table.name}{ENDING}", lines.lines(held, table))


def read(path: Path) -> Contents:
    """What is in a snapshot: each line is read and counted."""
    try:
        counts = {file.stem: _count(file) for file in sorted(path.glob(f"*{ENDING}"))}
        names = _migrations(path)
        own = [row for row in _rows(path, "origin") if row["own"]]
        return Contents(
            counts={name: count for name, count in counts.items() if name != HISTORY},
            migrations=names,
            scid=str(own[0]["scid"]) if own else "",
            version=int(str(own[0]["version"])) if own else 0,
            last=max((int(str(row["last"])) for row in _rows(path, "counter")), default=0),
            problems=() if names else ("there is no list of migrations in it",),
        )
    except (SnapshotError, OSError, KeyError, ValueError) as error:
        return Contents(problems=(str(error),))


def put_back(path: Path, url: str) -> None:
    """Fill the empty database at ``url`` with the snapshot.

    :raises SnapshotError: there is nothing of it there, but perhaps tables without rows.
    """
    _make_tables(url, _migrations(path))
    with _writing(url) as target:
        tables = target.tables()
        missing = {table.name for table in tables} ^ {
            file.stem for file in path.glob(f"*{ENDING}") if file.stem != HISTORY
        }
        if missing:
            raise SnapshotError(f"The table {min(missing)} is missing, or is one too many.")
        written = {table.name: _fill(target, table, path) for table in tables}
        for table in tables:
            if _digest(lines.lines(target, table)) != written[table.name]:
                raise SnapshotError(f"The table {table.name} is not what it was.")


def _reading(url: str) -> AbstractContextManager[Rows]:
    return lines_sqlite.reading(url) if _is_sqlite(url) else lines_postgresql.reading(url)


def _writing(url: str) -> AbstractContextManager[Rows]:
    return lines_sqlite.writing(url) if _is_sqlite(url) else lines_postgresql.writing(url)


def _is_sqlite(url: str) -> bool:
    return not url.startswith("postgresql:")


def _make_tables(url: str, names: Sequence[str]) -> None:
    store = Store(url)
    try:
        with store.active() as database:
            migrate.make_tables(database, names)
    except (SchemaError, *DATABASE_ERRORS) as error:
        raise SnapshotError(str(error).partition("\n")[0]) from None
    finally:
        store.close()


def _fill(target: Rows, table: Table, folder: Path) -> str:
    """Put a table's rows in; the hash of what was read."""
    seen = sha256()

    def rows() -> Iterator[Sequence[object]]:
        with (folder / f"{table.name}{ENDING}").open("rb") as file:
            for line in file:
                seen.update(line)
                yield lines.values(line, table)

    try:
        target.fill(table, rows())
    except SnapshotError as error:
        raise SnapshotError(f"The table {table.name}: {error}") from None
    return seen.hexdigest()


def _digest(written: Iterator[bytes]) -> str:
    seen = sha256()
    for line in written:
        seen.update(line)
    return seen.hexdigest()


def _write(path: Path, written: Iterator[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.writelines(written)


def _count(file: Path) -> int:
    count = 0
    with file.open("rb") as held:
        for line in held:
            count += 1
            try:
                lines.read(line)
            except SnapshotError as error:
                raise SnapshotError(f"{file.name}, line {count}: {error}") from None
    return count


def _rows(folder: Path, table: str) -> Iterator[Mapping[str, object]]:
    with (folder / f"{table}{ENDING}").open("rb") as held:
        yield from map(lines.read, held)


def _migrations(path: Path) -> tuple[str, ...]:
    return tuple(str(row["name"]) for row in _rows(path, HISTORY))
