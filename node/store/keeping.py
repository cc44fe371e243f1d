"""Files beside the database that must be there, whole, when the power comes back.

Rule 1: whoever returns from here has it on the disk: the bytes, and the name in its folder.
Rule 2: a disk that cannot be written ends the process, as it does for the database (``halting``).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EIO
from pathlib import Path

from node.store.halting import halt


def keep(path: Path, data: bytes) -> None:
    """Write a file: all of it or nothing of it."""
    with _halting(path):
        _make_folder(path.parent)
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)


def append(path: Path, line: bytes) -> None:
    """Add to a file that nobody else may read, which is made if it is not there."""
    with _halting(path):
        fresh = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line)
            file.flush()
            os.fsync(descriptor)
        if fresh:
            sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The names in a folder, too, are something that is written."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def _halting(path: Path) -> Iterator[None]:
    """End this process when the disk fails. A full one is no such: that is said to whoever asks."""
    try:
        yield
    except OSError as error:
        if error.errno == EIO:
            halt(f"{path} cannot be written ({error.strerror})")
        raise
