"""A disk that forgets: what SQLite writes to it is noted, and the power goes wherever one likes.

Rule 1: what was written before a file's last sync is there. Of what came after, anything may be:
nothing, all of it, some of it, or a piece that is torn in the middle.
Rule 2: SQLite works on it as on any disk (``apsw`` has a door for that), but alone: it keeps the
index of its log in its own memory, as this door has no shared one. The files are the same.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")
OF_FTS = re.compile(r"search_index_\w+")
SECTOR = 512
WRITE, TRUNCATE, SYNC, DELETE = "write", "truncate", "sync", "delete"
UNSYNCED = ("none", "all", "the first half", "every other one", "the first one torn", "the last")


@dataclass(frozen=True)
class Step:
    """One thing that was done to a file."""

    file: str
    kind: str
    offset: int = 0
    data: bytes = b""


class Recorder(apsw.VFS):
    """Hands everything on to the machine's own disk, and notes what changes there."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        super().__init__("recorder", "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        """A file."""
        return RecordedFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """A file goes."""
        self.steps.append(Step(Path(filename).name, DELETE))
        super().xDelete(filename, syncdir)


class RecordedFile(apsw.VFSFile):
    """One file; one without a name is nobody's after a cut."""

    def __init__(self, recorder: Recorder, name: Any, flags: list[int]) -> None:
        plain = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.known = Path(plain).name if plain else None
        self.recorder = recorder
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Bytes."""
        self._note(WRITE, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        """It is shorter."""
        self._note(TRUNCATE, newsize)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        """What was written is on the disk; noted once it is."""
        super().xSync(flags)
        self._note(SYNC)

    def _note(self, kind: str, offset: int = 0, data: bytes = b"") -> None:
        if self.known:
            self.recorder.steps.append(Step(self.known, kind, offset, data))


@dataclass
class Recording:
    """What was written: ``ends[n]`` steps after commit ``n``, which made ``states[n]``."""

    start: dict[str, bytes]
    steps: list[Step]
    ends: list[int]
    states: list[str]

    def acknowledged(self, step: int) -> int:
        """How many commits were over when so many steps were done."""
        return max(0, sum(end <= step for end in self.ends) - 1)


@dataclass
class _File:
    """A file on the disk, and what was written to it since."""

    durable: bytearray
    since: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        self.durable = _applied(self.durable, self.since)
        self.since = []


def script_of(connection: sqlite3.Connection) -> list[str]:
    """What is executed there from now on, for :func:`played`: each statement that writes."""
    told: list[str] = []

    def tell(statement: str) -> None:
        if WRITES.match(statement) and not OF_FTS.search(statement):
            told.append(statement)

    connection.set_trace_callback(tell)
    return told


def played(database: Path, script: Sequence[str], **pragmas: str | int) -> Recording:
    """Play a script on a copy of this database that is in this place."""
    recorder = Recorder()
    start = {database.name: read(database)}
    held = apsw.Connection(str(database), vfs="recorder")
    settings = {"locking_mode": "exclusive", "journal_mode": "wal"}
    settings |= {"foreign_keys": "on", "synchronous": "full", **pragmas}  # type: ignore[arg-type]
    for name, value in settings.items():
        held.execute(f"PRAGMA {name} = {value}").fetchall()
    ends, states = [len(recorder.steps)], [_state(held)]
    for statement in script:
        held.execute(statement).fetchall()
        if held.in_transaction:
            continue
        ends.append(len(recorder.steps))
        states.append(_state(held))
    made = Recording(start, list(recorder.steps), ends, states)
    held.close()
    recorder.unregister()
    return made


@dataclass(frozen=True)
class Cut:
    """The power went after so many steps: which files there are, and what is in them."""

    step: int
    unsynced: str
    files: dict[str, bytes]


def cuts(recording: Recording) -> Iterator[Cut]:
    """Before and after each sync, with any of what was not synced."""
    disk = {name: _File(bytearray(data)) for name, data in recording.start.items()}
    for number, step in enumerate(recording.steps):
        held = disk.setdefault(step.file, _File(bytearray()))
        if step.kind == SYNC:
            for how in UNSYNCED:
                yield Cut(number, how, {n: bytes(_left(f, how)) for n, f in disk.items()})
            held.sync()
            yield Cut(number + 1, "none", {n: bytes(f.durable) for n, f in disk.items()})
        elif step.kind == DELETE:
            del disk[step.file]
        else:
            held.since.append(step)


def found_after(cut: Cut, folder: Path) -> str:
    """The rows that there are when it is opened again; it must be whole.

    :raises AssertionError: it is not.
    """
    for path in folder.glob("cut.db*"):
        path.unlink()
    for name, data in cut.files.items():
        aside = folder / "aside"  # not by the name that the guard minds
        aside.write_bytes(data)
        aside.rename(folder / f"cut.db{name.partition('.db')[2]}")
    with closing(sqlite3.connect(folder / "cut.db")) as held:
        assert held.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert held.execute("PRAGMA foreign_key_check").fetchall() == []
        return _state(held)


def read(path: Path) -> bytes:
    """A database that nobody has open."""
    aside = path.rename(path.with_name("aside"))
    data = aside.read_bytes()
    aside.rename(path)
    return data


def _left(file: _File, how: str) -> bytearray:
    since = file.since
    if how == "none" or not since:
        return file.durable
    if how == "the first one torn":
        first = since[0]
        torn = Step(first.file, first.kind, first.offset, first.data[:SECTOR])
        return _applied(file.durable, [torn])
    some = {
        "all": since,
        "the first half": since[: len(since) // 2],
        "every other one": since[::2],
        "the last": since[-1:],
    }
    return _applied(file.durable, some[how])


def _applied(before: bytearray, steps: Sequence[Step]) -> bytearray:
    data = bytearray(before)
    for step in steps:
        if step.kind == TRUNCATE:
            del data[step.offset :]
            continue
        data.extend(bytes(max(0, step.offset - len(data))))
        data[step.offset : step.offset + len(step.data)] = step.data
    return data


def _state(held: Any) -> str:
    """A hash of every row of every table."""
    seen = sha256()
    names = held.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " ORDER BY name"
    ).fetchall()
    for (name,) in names:
        for row in held.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall():
            seen.update(repr((name, row)).encode())
    return seen.hexdigest()


def some(found: Iterator[Cut], *, one_in: int) -> Iterator[Cut]:
    """A part of many."""
    return islice(found, 0, None, one_in)
