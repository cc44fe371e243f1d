"""The high-water mark: the highest number given, outside the database and outside backups (§13).

Rule 1: it is written after each commit that gave a number, and synced before anybody hears of it;
in place and of one size, so a full disk cannot stop it, and in two halves, so a power cut cannot
spoil it.
Rule 2: when it cannot be written the process stops: it would forget what it has given.
Rule 3: it only rises; a new DID version alone begins anew (§6.4).
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn
from zlib import crc32

from node.feed.models import Counter, Feed, Origin
from node.store.halting import halt
from node.store.keeping import sync_folder
from node.world import World

HALF_BYTES = 512  # a disk writes a sector whole or not at all


@dataclass(frozen=True)
class Last:
    """The newest head of one scope: its number and when it was signed (Unix seconds)."""

    seq: int
    published: int


@dataclass(frozen=True)
class Mark:
    """The highest number given under a DID version, and the last head of each scope."""

    version: int
    last: int
    scopes: Mapping[str, Last] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int]:
        """Marks are ordered as heads are (§6.4)."""
        return self.version, self.last

    @property
    def published(self) -> datetime | None:
        """When we last signed a head."""
        moments = [last.published for last in self.scopes.values()]
        return datetime.fromtimestamp(max(moments), UTC) if moments else None

    def risen(self, other: "Mark") -> "Mark":
        """The higher of both, in each of their parts."""
        if self.version != other.version:
            return max(self, other, key=lambda mark: mark.version)
        scopes = {
            name: max(
                (mark.scopes[name] for mark in (self, other) if name in mark.scopes),
                key=lambda last: (last.seq, last.published),
            )
            for name in sorted({*self.scopes, *other.scopes})
        }
        return Mark(self.version, max(self.last, other.last), scopes)


Half = tuple[int, Mark | None]  # which turn of writing it was, and what was written


def read(world: World) -> Mark | None:
    """What was noted last; nothing when there is no mark or none that can be read."""
    try:
        with world.config.mark.open("rb") as file:
            halves = file.read(2 * HALF_BYTES)
    except FileNotFoundError:
        return None
    return _newest(_halves(halves))[1]


def of_database(world: World) -> Mark | None:  # noqa: ARG001  # a node has one; which, its world says
    """The mark that the database would have; nothing when it has not published."""
    row = Counter.get_or_none()
    us = Origin.get_or_none(Origin.own)
    feeds = list(Feed.select().where(Feed.origin == us.id)) if us else []
    if row is None or us is None or not feeds:
        return None
    scopes = {feed.scope: Last(feed.seq, int(feed.published.timestamp())) for feed in feeds}
    return Mark(us.version, row.last, scopes)


def rise(world: World, mark: Mark) -> None:
    """Note ``mark``, which is committed, unless a higher one stands; or end the process.

    Never inside a transaction: what is rolled back was not given.
    """
    try:
        with _held(world) as descriptor:
            halves = _halves(os.pread(descriptor, 2 * HALF_BYTES, 0))
            turn, held = _newest(halves)
            higher = held.risen(mark) if held else mark
            if higher != held:
                _write(descriptor, turn + 1, higher)
    except OSError as error:
        _stop(error)


def keep(world: World) -> None:
    """Raise the mark to what the database has: for what was published inside a larger change."""
    ours = of_database(world)
    held = read(world)
    if ours is not None and held is not None and held.risen(ours) != held:
        rise(world, ours)


@contextmanager
def _held(world: World) -> Iterator[int]:
    """The file, which is ours alone until the end: two processes publish."""
    path = world.config.mark
    fresh = not path.exists()
    if fresh:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
    if fresh:
        _sync_folder(world)


def _sync_folder(world: World) -> None:
    for folder in (world.config.mark.parent, world.config.data):
        sync_folder(folder)


def _halves(data: bytes) -> list[Half]:
    return [_parsed(data[start : start + HALF_BYTES]) for start in (0, HALF_BYTES)]


def _newest(halves: list[Half]) -> Half:
    return max(halves, key=lambda half: half[0])


def _parsed(half: bytes) -> Half:
    """The turn and the mark of a half, when its checksum says that it was written whole."""
    checksum, _, text = half.rstrip(b"\n ").partition(b" ")
    if not text or checksum != f"{crc32(text):08x}".encode():
        return 0, None
    raw: dict[str, Any] = json.loads(text)
    scopes = {name: Last(*values) for name, values in raw["scopes"].items()}
    return raw["turn"], Mark(raw["version"], raw["last"], scopes)


def _write(descriptor: int, turn: int, mark: Mark) -> None:
    """Never over the newest: each turn is the other half's."""
    scopes = {name: [last.seq, last.published] for name, last in mark.scopes.items()}
    values = {"turn": turn, "version": mark.version, "last": mark.last, "scopes": scopes}
    text = json.dumps(values).encode()
    half = f"{crc32(text):08x} ".encode() + text
    os.pwrite(descriptor, half.ljust(HALF_BYTES - 1) + b"\n", turn % 2 * HALF_BYTES)
    os.fsync(descriptor)


def _stop(error: OSError) -> NoReturn:
    """End here: nothing more may be given that nobody remembers (Rule 2)."""
    halt(f"the high-water mark cannot be written ({error.strerror})")
