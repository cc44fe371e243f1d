"""The one way to write a JSON document down, and its digest (PROTOCOL.md §1.2–1.4).

Rule 1: the form is RFC 8785; ``rfc8785`` is the oracle of the tests, the fast writer here gives the
same bytes for everything that is strict. Rule 2: what is not strict is not written.
"""

from typing import Any

import msgspec

from federation import strictjson
from federation.errors import (
    BadNameError,
    BadNumberError,
    BadStringError,
    NotCanonicalError,
    NotJsonError,
    TooDeepError,
)
from federation.limits import MAX_INTEGER, SIGNED_DEPTH, STRING_BYTES
from federation.multibase import multihash, to_u

_WRITER = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """Write ``value`` canonically.

    :raises FederationError: it holds something that a strict reader would refuse.
    """
    _writable(value, SIGNED_DEPTH)
    return _WRITER.encode(value)


def canonical_of_strict(value: Any) -> bytes:
    """Write what ``strictjson`` has read: nothing in it needs looking at again."""
    return _WRITER.encode(value)


def loads_canonical(data: bytes, *, limit: int, depth: int = SIGNED_DEPTH) -> Any:
    """Read a strict document that is written canonically.

    :raises FederationError: one of ``too_large`` … ``not_canonical``.
    """
    value = strictjson.loads(data, limit=limit, depth=depth)
    if _WRITER.encode(value) != data:
        raise NotCanonicalError
    return value


def digest(data: bytes) -> str:
    """``uEi…``: multibase base64url of the sha2-256 multihash (§1.4)."""
    return to_u(multihash(data))


def _writable(value: Any, depth: int) -> None:
    match value:
        case None | bool():
            pass
        case int():
            if abs(value) > MAX_INTEGER:
                raise BadNumberError(str(value)[:32])
        case float():
            raise BadNumberError(str(value))
        case str():
            _string(value)
        case dict() | list() | tuple():
            _container(value, depth)
        case _:
            raise NotJsonError


def _container(value: Any, depth: int) -> None:
    if depth == 0:
        raise TooDeepError(SIGNED_DEPTH)
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str) or not name.isascii() or not (name + " ").isprintable():
                raise BadNameError(ascii(name)[:40])
    for inner in value.values() if isinstance(value, dict) else value:
        _writable(inner, depth - 1)


def _string(value: str) -> None:
    try:
        size = len(value.encode())
    except UnicodeEncodeError as error:
        raise BadStringError from error
    if size > STRING_BYTES or "\0" in value:
        raise BadStringError
