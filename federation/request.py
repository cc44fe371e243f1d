"""What a node asks of whoever holds a recovery sheet: the next line of its log (PROTOCOL.md §4.3).

Rule 1: public things only: a request may be mailed, printed or left on a stick. Rule 2: which line
comes of it is decided by its kind and by what stands in it, here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from federation import didwriting, strictjson
from federation.canonical import canonical
from federation.did import Identity, read_log
from federation.errors import DidInvalidError, UnsupportedVersionError
from federation.keys import PrivateKey, PublicKey
from federation.limits import LOG_BYTES, SIGNED_DEPTH
from federation.sheet import Sheet

FORM: Final = "identity-request/1"
ROTATE, DROP, HTTP, SHEET = "rotate", "drop", "http", "sheet"
EMERGENCY, MOVE, RETIRE = "emergency", "move", "retire"
KINDS: Final = (ROTATE, DROP, HTTP, SHEET, EMERGENCY, MOVE, RETIRE)
_MEMBERS: Final = frozenset({"form", "kind", "name", "log", "sign", "http", "host"})
_BYTES: Final = 2 * LOG_BYTES  # a log inside a string has its quotes escaped


@dataclass(frozen=True)
class Request:
    """Which change, of which log, with which keys of the server. Empty keys stay as they are."""

    kind: str
    log: bytes
    name: str = ""
    sign: tuple[PublicKey, ...] = ()
    http: tuple[PublicKey, ...] = ()
    host: str | None = None

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read what :meth:`to_json` wrote.

        :raises FederationError: it is no request, or one of a later version.
        """
        raw = strictjson.loads(data, limit=_BYTES, depth=SIGNED_DEPTH)
        if not isinstance(raw, dict) or raw.get("form") != FORM:
            raise UnsupportedVersionError
        if raw.keys() != _MEMBERS or raw["kind"] not in KINDS:
            raise DidInvalidError(where="kind")
        return cls(
            kind=raw["kind"],
            log=_text(raw, "log").encode(),
            name=_text(raw, "name"),
            sign=_keys(raw, "sign"),
            http=_keys(raw, "http"),
            host=None if raw["host"] is None else _text(raw, "host"),
        )

    def to_json(self) -> bytes:
        """As a file."""
        return canonical(
            {
                "form": FORM,
                "kind": self.kind,
                "name": self.name,
                "log": self.log.decode(),
                "sign": [key.multikey for key in self.sign],
                "http": [key.multikey for key in self.http],
                "host": self.host,
            }
        )

    def identity(self, now: datetime) -> Identity:
        """Whose it is.

        :raises FederationError: the log does not verify.
        """
        return read_log(self.log, now=now)

    def line(self, *, sheet: PrivateKey, new_sheet: Sheet, now: datetime) -> bytes:
        """The line that was asked for. ``new_sheet`` takes the used one's place.

        :raises FederationError: the sheet is another node's, or the request asks what may not be.
        """
        known = self.identity(now)
        if self.kind == RETIRE:
            return didwriting.retirement(known, sheet=sheet, now=now)
        return didwriting.next_entry(
            known,
            sheet=sheet,
            new_sheet=new_sheet.key.public,
            now=now,
            sign=self.sign or None,
            http=self.http or None,
            host=self.host,
        )


def _text(raw: Mapping[str, Any], where: str) -> str:
    value = raw[where]
    if not isinstance(value, str):
        raise DidInvalidError(where=where)
    return value


def _keys(raw: Mapping[str, Any], where: str) -> tuple[PublicKey, ...]:
    values = raw[where]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise DidInvalidError(where=where)
    return tuple(map(PublicKey.from_multikey, values))
