"""Reading JSON that can be read in only one way (PROTOCOL.md §1.1).

Rule 1: refuse on reading whatever could not be written back. Rule 2: of several faults the first
of §15 is reported, so the whole document is looked at before anything is said. Rule 3: no
recursion: depth is bounded by a limit, not by the interpreter's stack.
"""

import json
import re
from typing import Any, Final

import msgspec

from federation.errors import (
    CODES,
    BadNameError,
    BadNumberError,
    BadStringError,
    DuplicateNameError,
    FederationError,
    NotJsonError,
    NotUtf8Error,
    TooDeepError,
    TooLargeError,
)
from federation.limits import DEPTH, MAX_INTEGER, STRING_BYTES

_TOKEN: Final = re.compile(
    r"[ \t\n\r]*+(?:"
    r'(?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"
    r"|(?P<literal>true|false|null)"
    r"|(?P<mark>[][{}:,])"
    r"|(?P<end>\Z))"
)
_INTEGER: Final = re.compile(r"(?:0|-?[1-9][0-9]{0,15})\Z")
_NAME: Final = re.compile(r"[ -~]*\Z")
_RANK: Final = {error: rank for rank, error in enumerate(CODES.values())}


def loads(data: bytes, *, limit: int, depth: int = DEPTH) -> Any:
    """Read one strict JSON document of at most ``limit`` bytes.

    :raises FederationError: one of the codes ``too_large`` … ``too_deep``.
    """
    scan(data, limit=limit, depth=depth)
    return msgspec.json.decode(data)


def scan(data: bytes, *, limit: int, depth: int = DEPTH) -> None:
    """Refuse what is not strict; say nothing about what is."""
    if len(data) > limit:
        raise TooLargeError(size=len(data), limit=limit)
    if data.startswith(b"\xef\xbb\xbf"):
        raise NotUtf8Error
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotUtf8Error from error
    fault = _Scanner(text, depth).run()
    if fault is not None:
        raise fault


class _Scanner:
    """One walk over the tokens. Remembers the fault that comes first in §15."""

    def __init__(self, text: str, depth: int) -> None:
        self.text = text
        self.depth = depth
        self.fault: FederationError | None = None
        self.open: list[set[str] | None] = []  # one for each open object (its names) or array
        self.expect = "value"

    def run(self) -> FederationError | None:
        match, at = _TOKEN.match, 0
        while True:
            token = match(self.text, at)
            if token is None:
                raise NotJsonError(at)
            at = token.end()
            kind, word = str(token.lastgroup), token[token.lastindex or 0]
            if kind == "end":
                break
            self._step(kind, word, at)
        if self.expect != "end":
            raise NotJsonError(at)
        return self.fault

    def _step(self, kind: str, word: str, at: int) -> None:
        if kind == "mark":
            self._mark(word, at)
        elif kind == "string" and self.expect in {"name", "name or close"}:
            self._name(word)
            self.expect = "colon"
        elif self.expect in {"value", "value or close"}:
            if kind == "string":
                self._string(word, at)
            elif kind == "number":
                self._number(word)
            self._after_value()
        else:
            raise NotJsonError(at)

    def _after_value(self) -> None:
        self.expect = "comma" if self.open else "end"

    def _mark(self, word: str, at: int) -> None:
        if word in "{[" and self.expect in {"value", "value or close"}:
            self._open(word)
        elif (
            word == "}" and self.expect in {"name or close", "comma"} and self.open[-1] is not None
        ) or (word == "]" and self.expect in {"value or close", "comma"} and self.open[-1] is None):
            self._close()
        elif word == ":" and self.expect == "colon":
            self.expect = "value"
        elif word == "," and self.expect == "comma":
            self.expect = "value" if self.open[-1] is None else "name"
        else:
            raise NotJsonError(at)

    def _open(self, word: str) -> None:
        self.open.append(set() if word == "{" else None)
        self.expect = "name or close" if word == "{" else "value or close"
        if len(self.open) > self.depth:
            self._note(TooDeepError(self.depth))

    def _close(self) -> None:
        self.open.pop()
        self._after_value()

    def _name(self, word: str) -> None:
        name = json.loads(word) if "\\" in word else word[1:-1]
        names = self.open[-1]
        if names is None or name in names:
            self._note(DuplicateNameError(_shown(name)))
        else:
            names.add(name)
        if not _NAME.match(name) or len(name) > STRING_BYTES:
            self._note(BadNameError(_shown(name)))

    def _string(self, word: str, at: int) -> None:
        string = json.loads(word) if "\\" in word else word[1:-1]
        try:
            size = len(string.encode())
        except UnicodeEncodeError:  # half of a surrogate pair: nobody could write it back
            size = STRING_BYTES + 1
        if size > STRING_BYTES or "\0" in string:
            self._note(BadStringError(at))

    def _number(self, word: str) -> None:
        if not _INTEGER.match(word) or abs(int(word)) > MAX_INTEGER:
            self._note(BadNumberError(word[:32]))

    def _note(self, fault: FederationError) -> None:
        if self.fault is None or _RANK[type(fault)] < _RANK[type(self.fault)]:
            self.fault = fault


def _shown(name: str) -> str:
    """A stranger's member name, short and printable, for the log."""
    return ascii(name[:40])[1:-1]
