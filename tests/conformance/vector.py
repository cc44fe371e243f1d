"""One vector: a fact about the protocol, a command of §16, the files it reads and what it says.

Rule 1: the form is plain, so that any language reads it in a few lines; ``README.md`` says how.
Rule 2: reading gives back what was written, byte for byte.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "vectors"
LONG_RUN = 2000  # bytes that are all the same: written once, with how often
SHARED = "common"  # folder of files that many vectors have, beside them
PART = re.compile(rb"(?P<name>[^ \n]+) (?P<size>[0-9]+)(?P<hex> hex)?(?: x(?P<times>[0-9]+))?\n")
SAME = re.compile(rb"(?P<name>[^ \n]+) < (?P<file>[^ \n]+)\n")


@dataclass(frozen=True)
class Vector:
    """``expect`` are the lines of standard output; the first is ``accepted`` or a code."""

    name: str
    fact: str
    section: str
    command: str
    expect: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def status(self) -> int:
        """The exit status that goes with the first line."""
        return 0 if self.expect[0] == "accepted" else 1

    def to_bytes(self, shared: Mapping[str, bytes]) -> bytes:
        """As it stands in its file, beside which the files ``shared`` stand."""
        known = {data: name for name, data in shared.items()}
        lines = [f"fact: {self.fact}", f"section: {self.section}", f"command: {self.command}"]
        lines += [f"expect: {line}" for line in self.expect]
        head = "\n".join(lines).encode() + b"\n\n"
        return head + b"".join(_written(name, data, known) for name, data in self.files.items())

    @classmethod
    def from_bytes(cls, name: str, data: bytes, shared: Mapping[str, bytes]) -> "Vector":
        """Read what ``to_bytes`` wrote."""
        head, _, rest = data.partition(b"\n\n")
        pairs = [line.split(": ", 1) for line in head.decode().split("\n")]
        facts = dict(pairs)
        return cls(
            name=name,
            fact=facts["fact"],
            section=facts["section"],
            command=facts["command"],
            expect=tuple(value for key, value in pairs if key == "expect"),
            files=_files(rest, shared),
        )


def committed(folder: Path = FOLDER) -> list[Vector]:
    """Every vector in the folder, in the order of their names."""
    shared = {f"{SHARED}/{path.name}": path.read_bytes() for path in (folder / SHARED).iterdir()}
    return [
        Vector.from_bytes(path.stem, path.read_bytes(), shared)
        for path in sorted(folder.glob("*.txt"))
    ]


def _written(name: str, data: bytes, known: Mapping[bytes, str]) -> bytes:
    if data in known:
        return f"{name} < {known[data]}\n".encode()
    return b"".join(_part(name, *piece) for piece in _pieces(data))


def _pieces(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The data as pieces, each with how many times it comes: long runs of one byte only once."""
    plain = b""
    for _, run in groupby(data):
        same = bytes(run)
        if len(same) < LONG_RUN:
            plain += same
            continue
        if plain:
            yield plain, 1
        yield same[:1], len(same)
        plain = b""
    if plain or not data:
        yield plain, 1


def _part(name: str, data: bytes, times: int) -> bytes:
    often = f" x{times}" if times > 1 else ""
    if _is_text(data):
        return f"{name} {len(data)}{often}\n".encode() + data + b"\n"
    return f"{name} {len(data)} hex{often}\n{data.hex()}\n".encode()


def _is_text(data: bytes) -> bool:
    """Whether every tool leaves these bytes as they are."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter == "\n" for letter in text)


def _files(data: bytes, shared: Mapping[str, bytes]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        same = SAME.match(data, at)
        if same is not None:
            files[same["name"].decode()] = shared[same["file"].decode()]
            at = same.end()
            continue
        part = PART.match(data, at)
        assert part is not None, data[at : at + 80]
        size = int(part["size"]) * (2 if part["hex"] else 1)
        body = data[part.end() : part.end() + size]
        piece = bytes.fromhex(body.decode()) if part["hex"] else body
        name = part["name"].decode()
        files[name] = files.get(name, b"") + piece * int(part["times"] or 1)
        at = part.end() + size + 1
    return files
