"""Reading JSON that can be read in only one way (PROTOCOL.md §1.1).

Rule 1: refuse on reading whatever could not be written back. Rule 2: of several faults the first
of §15 is reported, so the whole document is looked at before anything is said. Rule 3: no
recursion: depth is bounded by a limit, not by the interpreter's stack.
"""

import json
import re
from collections.abc import Callable
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

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Whatever the compiled decoder may raise on bytes that were not scanned before."""

_SPACE: Final = r"[ \t\n\r]*+"
_STRING: Final = r'"([^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+)"'
_NUMBER: Final = r"(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"

# What may come where a value is due, after one, and where a member is due. Brackets that follow
# each other are taken at once: depth must not cost time either.
_VALUE: Final = re.compile(
    rf"{_SPACE}(?:{_STRING}|{_NUMBER}|(?:true|false|null)|(\[(?:{_SPACE}\[)*+)|(\{{)|(\]))"
)
_AFTER: Final = re.compile(rf"{_SPACE}(?:(,)|([]}}](?:{_SPACE}[]}}])*+)|(\Z))")
_MEMBER: Final = re.compile(rf"{_SPACE}(?:{_STRING}{_SPACE}:|(\}}))")
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
        self.at = 0
        self.depth = depth
        self.fault: FederationError | None = None
        self.open: list[str] = []  # what would close each open object or array
        self.names: list[set[str]] = []  # of each open object
        self.fresh = False  # whether an object or array was opened just now

    def run(self) -> FederationError | None:
        step: _Step | None = self._value
        while step is not None:
            step = step()
        return self.fault

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        token = pattern.match(self.text, self.at)
        if token is None:
            raise NotJsonError(self.at)
        self.at = token.end()
        return token

    def _value(self) -> "_Step":
        token = self._match(_VALUE)
        match token.lastindex:
            case 1:
                self._string(token[1])
            case 2:
                self._number(token[2])
            case 3:
                return self._open_arrays(token[3].count("["))
            case 4:
                return self._open_object()
            case 5:
                if not self.fresh or self.open.pop() != "]":
                    raise NotJsonError(self.at)
        self.fresh = False
        return self._after

    def _after(self) -> "_Step | None":
        token = self._match(_AFTER)
        match token.lastindex:
            case 1 if self.open:
                return self._value if self.open[-1] == "]" else self._member
            case 2:
                return self._close(token[2])
            case 3 if not self.open:
                return None
        raise NotJsonError(self.at)

    def _member(self) -> "_Step":
        token = self._match(_MEMBER)
        if token.lastindex == 1:
            self._name(token[1])
        elif self.fresh:
            self.fresh = False
            return self._close("}")
        else:
            raise NotJsonError(self.at)
        self.fresh = False
        return self._value

    def _open_arrays(self, count: int) -> "_Step":
        self.open += "]" * count
        self.fresh = True
        return self._opened(self._value)

    def _open_object(self) -> "_Step":
        self.open.append("}")
        self.names.append(set())
        self.fresh = True
        return self._opened(self._member)

    def _opened(self, step: "_Step") -> "_Step":
        if len(self.open) > self.depth:
            self._note(TooDeepError(self.depth))
        return step

    def _close(self, marks: str) -> "_Step":
        for mark in marks:
            if mark not in "]}":
                continue
            if not self.open or self.open.pop() != mark:
                raise NotJsonError(self.at)
            if mark == "}":
                self.names.pop()
        return self._after

    def _string(self, raw: str) -> None:
        string = json.loads(f'"{raw}"') if "\\" in raw else raw
        if "\0" in string or _too_long(string):
            self._note(BadStringError(self.at))

    def _name(self, raw: str) -> None:
        name = json.loads(f'"{raw}"') if "\\" in raw else raw
        if name in self.names[-1]:
            self._note(DuplicateNameError(_shown(name)))
        self.names[-1].add(name)
        if not _NAME.match(name) or len(name) > STRING_BYTES:
            self._note(BadNameError(_shown(name)))

    def _number(self, word: str) -> None:
        if not _INTEGER.match(word) or abs(int(word)) > MAX_INTEGER:
            self._note(BadNumberError(word[:32]))

    def _note(self, fault: FederationError) -> None:
        if self.fault is None or _RANK[type(fault)] < _RANK[type(self.fault)]:
            self.fault = fault


_Step = Callable[[], "_Step | None"]


def _too_long(string: str) -> bool:
    """Whether a string is too long, or holds half a surrogate pair, which has no length at all."""
    try:
        return len(string.encode()) > STRING_BYTES
    except UnicodeEncodeError:
        return True


def _shown(name: str) -> str:
    """A stranger's member name, short and printable, for the log."""
    return ascii(name[:40])[1:-1]
