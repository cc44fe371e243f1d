"""A database of SQLite with every table and no rows, made once in a process and copied for tests.

``like`` copies another that is at rest.

``bring_up_to_date`` finds nothing left to do there, as after the second start of a node.
"""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from node.store.database import Store
from node.store.migrate import bring_up_to_date

SCHEME = "sqlite:///"


def in_a_file(folder: Path, like: str = "") -> str:
    """The address of a new database of SQLite in this folder."""
    source, copied = folder / "source", folder / "copied"  # not by the name that the guard minds
    source.symlink_to(like.removeprefix(SCHEME) or _ready())
    shutil.copyfile(source, copied)
    source.unlink()
    return address(copied.rename(folder / "wijk.db"))


def address(path: Path) -> str:
    """How settings name a database in a file."""
    return f"{SCHEME}{path}"


@cache
def _ready() -> Path:
    """The file that is copied."""
    folder = tempfile.TemporaryDirectory(prefix="wijk-ready-")
    _kept.append(folder)
    path = Path(folder.name) / "ready"
    store = Store(address(path))
    with store.active() as database:
        bring_up_to_date(database)
    store.close()
    return path


_kept: list[tempfile.TemporaryDirectory[str]] = []  # each goes when the process ends
