"""§1.1, §1.2: our reading and our writing, held against two libraries that others wrote.

``python -m pytest tests/federation/test_made_up.py --long`` takes a million documents.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785

from federation.canonical import canonical, canonical_of_strict, loads_canonical
from federation.errors import FederationError
from federation.limits import MAX_INTEGER, SIGNED_DEPTH
from federation.strictjson import loads
from tests.federation import made_up
from tests.fuzz.chance import Chance

BRIEF, LONG = 3_000, 1_000_000
LIMIT = 10**6


class NotStrictError(Exception):
    """What the standard library reads and §1.1 does not."""


@pytest.fixture(scope="module")
def many(request: pytest.FixtureRequest) -> int:
    """How many documents."""
    return LONG if request.config.getoption("--long") else BRIEF


def test_a_million_values_written(many: int) -> None:
    """Four writers, the same bytes; and two readers, the same value."""
    for number in range(many):
        value = made_up.value(Chance(number))
        data = canonical(value)
        assert canonical_of_strict(value) == data, number
        assert rfc8785.dumps(value) == data, number
        assert by_the_library(value) == data, number
        assert same(loads_canonical(data, limit=LIMIT), value), number


def test_a_million_texts_read(many: int) -> None:
    """What we read is what the standard library reads, less what §1.1 forbids; all is canonical
    exactly when the reference writes it so.
    """
    accepted = 0
    for number in range(many):
        data = made_up.text(Chance(number)).encode("utf-8", "surrogatepass")
        expected = second_reading(data)
        code, value = reading(data, loads)
        assert (code == "accepted") == (expected is not NotStrictError), (number, code)
        if code == "accepted":
            accepted += 1
            assert same(value, expected), number
            canonically = rfc8785.dumps(value) == data
            code, _ = reading(data, loads_canonical)
            assert code == ("accepted" if canonically else "not_canonical"), number
    assert 0.1 < accepted / many < 0.9  # enough of both, or this would say little


def reading(data: bytes, read: Callable[..., Any]) -> tuple[str, Any]:
    try:
        return "accepted", read(data, limit=LIMIT, depth=SIGNED_DEPTH)
    except FederationError as error:
        return error.code, None


def by_the_library(value: Any) -> bytes:
    """RFC 8785 by the standard library: names are ASCII, so its order is the order."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def second_reading(data: bytes) -> Any:
    """The standard library's reader with §1.1 on top, or ``NotStrictError`` itself."""
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_members,
            parse_float=_refuse,
            parse_int=_whole,
            parse_constant=_refuse,
        )
        _look(value, SIGNED_DEPTH)
    except (ValueError, NotStrictError):
        return NotStrictError
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs) or any(not " " <= c <= "~" for name in members for c in name):
        raise NotStrictError
    return members


def _refuse(word: str) -> None:
    raise NotStrictError(word)


def _whole(word: str) -> int:
    if word == "-0" or abs(int(word)) > MAX_INTEGER:
        raise NotStrictError(word)
    return int(word)


def _look(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise NotStrictError
        value.encode()  # half a surrogate pair is a ValueError
    elif isinstance(value, dict | list):
        if depth == 0:
            raise NotStrictError
        for inner in value.values() if isinstance(value, dict) else value:
            _look(inner, depth - 1)


def same(one: Any, other: Any) -> bool:
    """Equal, and ``True`` is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
