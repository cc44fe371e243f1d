"""A ward's database as it was at some moment, and putting it back: on both engines.

Only the database: keys, pictures and what stands beside it are as they are now, as after a disk
whose database alone was lost.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.neighbourhood import Ward


@dataclass(frozen=True)
class Backup:
    """Where the copy is: a file, or the name of a database."""

    place: str


def back_up(ward: Ward, name: str) -> Backup:
    """A copy of the database of now."""
    ward.store.close()
    if ward.store.sqlite:
        target = ward.world.config.data / f"{name}.backup"
        _copy(_file(ward), target)
        return Backup(str(target))
    _execute(ward, f"CREATE DATABASE {name} TEMPLATE {_database(ward)}")
    return Backup(name)


def put_back(ward: Ward, backup: Backup) -> None:
    """The database is again what it was then; the node is to be started after this."""
    ward.store.close()
    if ward.store.sqlite:
        _copy(Path(backup.place), _file(ward))
        return
    name = _database(ward)
    _execute(ward, f"DROP DATABASE {name} WITH (FORCE)")
    _execute(ward, f"CREATE DATABASE {name} TEMPLATE {backup.place}")


def throw_away(ward: Ward, backup: Backup) -> None:
    """The copy is not needed any more."""
    if ward.store.sqlite:
        Path(backup.place).unlink()
    else:
        _execute(ward, f"DROP DATABASE {backup.place} WITH (FORCE)")


def _file(ward: Ward) -> Path:
    return ward.world.config.data / "wijk.db"


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as held, sqlite3.connect(target) as copy:
        held.backup(copy)
    held.close()
    copy.close()


def _database(ward: Ward) -> str:
    return urlsplit(ward.world.config.database_url).path.lstrip("/")


def _execute(ward: Ward, statement: str) -> None:
    parts = urlsplit(ward.world.config.database_url)
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(statement.encode())
