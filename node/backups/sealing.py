"""A copy as one file that leaves the machine: all of it in a tar, sealed with a passphrase.

Rule 1: nothing of a copy leaves this machine unsealed.
Rule 2: what is unpacked is files with plain names inside the folder, and nothing else.
"""

import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from federation.words import word_list
from node.backups import age
from node.backups.errors import BackupError
from node.backups.making import private, sync
from node.backups.manifest import CHUNK, FILE
from node.backups.shelf import PART, Backup
from node.world import World

ENDING: Final = ".tar.age"
LEAST_CHARACTERS: Final = 15  # of a passphrase: who has the file may try for ever
SUGGESTED_WORDS: Final = 6  # of 2048: 66 bits
BLOCK: Final = tarfile.BLOCKSIZE


def seal(world: World, copy: Backup, passphrase: str) -> Iterator[bytes]:
    """The sealed file, piece by piece.

    :raises BackupError: the passphrase is too short; :raises FileNotFoundError: the copy is gone.
    """
    check(passphrase)
    return age.seal(_packed(copy), passphrase, world.random, work=age.WORK)


def check(passphrase: str) -> None:
    """:raises BackupError: the passphrase is too short."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise BackupError(f"A passphrase has at least {LEAST_CHARACTERS} characters.")


def write(pieces: Iterator[bytes], file: Path) -> None:
    """Write a sealed file; it has its name only when all of it is on the disk.

    :raises BackupError: there is such a file already; :raises OSError: it cannot be written.
    """
    part = file.with_name(file.name + PART)
    check_free(file)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(descriptor)
        part.rename(file)
        sync(file.absolute().parent)
    finally:
        part.unlink(missing_ok=True)


def check_free(file: Path) -> None:
    """:raises BackupError: a file would be written over."""
    if file.exists():
        raise BackupError(f"{file} is there already. Choose another name.")


def size_of(copy: Backup) -> int:
    """Bytes of the sealed file."""
    return age.size_of(sum(_sizes(copy)) + 2 * BLOCK)


def suggestion(random: Callable[[int], bytes]) -> str:
    """A passphrase that can be written down and typed."""
    known = word_list()
    picks = random(2 * SUGGESTED_WORDS)
    numbers = [int.from_bytes(picks[at : at + 2], "big") for at in range(0, len(picks), 2)]
    return " ".join(known[number % len(known)] for number in numbers)


def unpack(file: Path, passphrase: str, folder: Path) -> None:
    """Open a sealed file into a new folder.

    :raises BackupError: it cannot be opened; what is in the folder then is worth nothing.
    """
    private(folder)
    with file.open("rb") as sealed:
        stream = _Stream(age.open_(sealed, passphrase))
        try:
            with tarfile.open(fileobj=stream, mode="r|") as packed:  # type: ignore[call-overload]
                for member in packed:
                    _unpack_one(packed, member, folder)
        except tarfile.TarError:
            raise BackupError(age.SPOILED) from None
        stream.to_the_end()


def _packed(copy: Backup) -> Iterator[bytes]:
    for name in (*copy.manifest.files, FILE):
        path = copy.folder / name
        info = tarfile.TarInfo(name)
        info.size, info.mode = path.stat().st_size, 0o600
        info.mtime = int(copy.manifest.made.timestamp())
        yield info.tobuf(tarfile.PAX_FORMAT)
        with path.open("rb") as data:
            while chunk := data.read(CHUNK):
                yield chunk
        yield bytes(-info.size % BLOCK)
    yield bytes(2 * BLOCK)


def _sizes(copy: Backup) -> Iterator[int]:
    for name in (*copy.manifest.files, FILE):
        size = (copy.folder / name).stat().st_size
        yield len(tarfile.TarInfo(name).tobuf(tarfile.PAX_FORMAT)) + size + -size % BLOCK


def _unpack_one(packed: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    path = PurePosixPath(member.name)
    data = packed.extractfile(member) if member.isreg() else None
    if data is None or path.is_absolute() or ".." in path.parts:
        raise BackupError(age.SPOILED)
    target = folder / path
    private(target.parent)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while chunk := data.read(CHUNK):
            out.write(chunk)


class _Stream:
    """What comes in pieces, to be read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.held = bytearray()

    def read(self, count: int) -> bytes:
        """The next ``count`` bytes; fewer at the end."""
        while len(self.held) < count:
            piece = next(self.pieces, None)
            if piece is None:
                break
            self.held += piece
        found = bytes(self.held[:count])
        del self.held[:count]
        return found

    def to_the_end(self) -> None:
        """What comes after the tar must be whole as well."""
        for _ in self.pieces:
            continue
