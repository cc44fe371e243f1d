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

from node.store import snapshot_neutral, snapshot_postgresql, snapshot_sqlite
from node.store.contents import Contents, SnapshotError

SQLITE, POSTGRESQL, NEUTRAL = "sqlite", "postgresql", "neutral"


@dataclass(frozen=True)
class Form:
    """A form that snapshots have. ``file``: what they are called (a file, or a folder)."""

    file: str
    make: Callable[[str, Path], None]
    read: Callable[[Path], Contents]
    put_back: Callable[[Path, str], None]


@dataclass(frozen=True)
class Engine(Form):
    """An engine, and the form of its own snapshots."""

    is_empty: Callable[[str], bool]
    clear: Callable[[str], None]
    check: Callable[[str], Sequence[str]]
    scratch: Callable[[str], AbstractContextManager[str]]


ENGINES: Final[Mapping[str, Engine]] = {
    SQLITE: Engine(
        "database.sqlite",
        snapshot_sqlite.make,
        snapshot_sqlite.read,
        snapshot_sqlite.put_back,
        snapshot_sqlite.is_empty,
        snapshot_sqlite.clear,
        snapshot_sqlite.check,
        snapshot_sqlite.scratch,
    ),
    POSTGRESQL: Engine(
        "database.dump",
        snapshot_postgresql.make,
        snapshot_postgresql.read,
        snapshot_postgresql.put_back,
        snapshot_postgresql.is_empty,
        snapshot_postgresql.clear,
        snapshot_postgresql.check,
        snapshot_postgresql.scratch,
    ),
}

FORMS: Final[Mapping[str, Form]] = {
    **ENGINES,
    NEUTRAL: Form(
        "tables", snapshot_neutral.make, snapshot_neutral.read, snapshot_neutral.put_back
    ),
}
"""The neutral one is read by every engine, into an empty database."""


def engine_of(url: str) -> str:
    """The engine that this address of a database names."""
    return SQLITE if urlsplit(url).scheme in {"", "sqlite"} else POSTGRESQL


__all__ = [
    "ENGINES",
    "FORMS",
    "NEUTRAL",
    "POSTGRESQL",
    "SQLITE",
    "Contents",
    "Engine",
    "Form",
    "SnapshotError",
    "engine_of",
]
