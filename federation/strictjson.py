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

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Whatever the compiled decoder may raise on bytes that were not scanned before."""

_TOKEN: Final = re.compile(
    r"[ \t\n\r]*+(?:"
    r'(?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"
    r"|(?P<literal>true|false|null)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<colon>:)|(?P<comma>,)|(?P<end>\Z))"
)
_VALUE: Final[tuple[str, ...]] = (
    "string",
    "number",
    "literal",
    "open",
)  # kinds of token that may come next
_VALUE_OR_CLOSE: Final[tuple[str, ...]] = (*_VALUE, "close")
_NAME_ONLY: Final[tuple[str, ...]] = ("string",)
_NAME_OR_CLOSE: Final[tuple[str, ...]] = ("string", "close")
_COLON: Final[tuple[str, ...]] = ("colon",)
_AFTER: Final[tuple[str, ...]] = ("comma", "close")
_END: Final[tuple[str, ...]] = ("end",)
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
        self.open: list[str] = []  # what would close each open object or array
        self.names: list[set[str]] = []  # of each open object
        self.expect = _VALUE

    def run(self) -> FederationError | None:
        match, at, kind = _TOKEN.match, 0, ""
        while kind != "end":
            token = match(self.text, at)
            if token is None:
                raise NotJsonError(at)
            kind, at = str(token.lastgroup), token.end()
            if kind not in self.expect:
                raise NotJsonError(at)
            self._step(kind, token[kind], at)
        return self.fault

    def _step(self, kind: str, word: str, at: int) -> None:
        match kind:
            case "string":
                self._string(word, at)
            case "number":
                self._number(word)
                self._after_value()
            case "literal":
                self._after_value()
            case "open":
                self._open(word)
            case "close":
                self._close(word, at)
            case "colon":
                self.expect = _VALUE
            case "comma":
                self.expect = _NAME_ONLY if self.open[-1] == "}" else _VALUE

    def _after_value(self) -> None:
        self.expect = _AFTER if self.open else _END

    def _open(self, word: str) -> None:
        if word == "{":
            self.open.append("}")
            self.names.append(set())
            self.expect = _NAME_OR_CLOSE
        else:
            self.open.append("]")
            self.expect = _VALUE_OR_CLOSE
        if len(self.open) > self.depth:
            self._note(TooDeepError(self.depth))

    def _close(self, word: str, at: int) -> None:
        if self.open.pop() != word:
            raise NotJsonError(at)
        if word == "}":
            self.names.pop()
        self._after_value()

    def _string(self, word: str, at: int) -> None:
        string = json.loads(word) if "\\" in word else word[1:-1]
        if self.expect in (_NAME_ONLY, _NAME_OR_CLOSE):
            self._name(string)
            self.expect = _COLON
            return
        if "\0" in string or _too_long(string):
            self._note(BadStringError(at))
        self._after_value()

    def _name(self, name: str) -> None:
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


def _too_long(string: str) -> bool:
    """Whether a string is too long, or holds half a surrogate pair, which has no length at all."""
    try:
        return len(string.encode()) > STRING_BYTES
    except UnicodeEncodeError:
        return True


def _shown(name: str) -> str:
    """A stranger's member name, short and printable, for the log."""
    return ascii(name[:40])[1:-1]
