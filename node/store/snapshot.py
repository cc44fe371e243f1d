"""The whole database as one file, made while others write; looked into; and put back.

Rule 1: a snapshot is of one moment, whatever is written meanwhile.
Rule 2: what it says of itself is read from the file, never from the database it was made of.
Rule 3: putting back is one transaction: all of the snapshot is there, or all of what was before.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from node.store import snapshot_postgresql, snapshot_sqlite
from node.store.contents import Contents, SnapshotError

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Engine:
    """How one engine does it. ``file``: what its snapshots are called."""

    file: str
    make: Callable[[str, Path], None]
    read: Callable[[Path], Contents]
    put_back: Callable[[Path, str], None]
    is_empty: Callable[[str], bool]
    check: Callable[[str], Sequence[str]]
    scratch: Callable[[str], AbstractContextManager[str]]


ENGINES: Final[Mapping[str, Engine]] = {
    SQLITE: Engine(
        "database.sqlite",
        snapshot_sqlite.make,
        snapshot_sqlite.read,
        snapshot_sqlite.put_back,
        snapshot_sqlite.is_empty,
        snapshot_sqlite.check,
        snapshot_sqlite.scratch,
    ),
    POSTGRESQL: Engine(
        "database.dump",
        snapshot_postgresql.make,
        snapshot_postgresql.read,
        snapshot_postgresql.put_back,
        snapshot_postgresql.is_empty,
        snapshot_postgresql.check,
        snapshot_postgresql.scratch,
    ),
}


def engine_of(url: str) -> str:
    """The engine that this address of a database names."""
    return SQLITE if urlsplit(url).scheme in {"", "sqlite"} else POSTGRESQL


__all__ = ["ENGINES", "POSTGRESQL", "SQLITE", "Contents", "Engine", "SnapshotError", "engine_of"]
