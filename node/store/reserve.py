"""Room on the disk that is given back when the disk is full, so that an admin can throw away.

SQLite needs room to delete as well. Rule: it is made when there is plenty, by a job, and let go by
whoever finds the disk full.
"""

import os
import shutil
from pathlib import Path

from node.world import World

FILE = "reserve"
BYTES = 16 * 1024 * 1024
PLENTY = 16 * BYTES


def keep(world: World) -> bool:
    """The job: make it when there is plenty; whether it is there."""
    path = _path(world)
    if path.exists():
        return True
    if shutil.disk_usage(world.config.data).free < PLENTY:
        return False
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.posix_fallocate(file.fileno(), 0, BYTES)
    part.replace(path)
    return True


def let_go(world: World) -> None:
    """The disk is full: there is this much now."""
    _path(world).unlink(missing_ok=True)


def _path(world: World) -> Path:
    return world.config.data / FILE
