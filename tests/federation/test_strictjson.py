"""§1.1: JSON that can be read in one way only, and which fault is named first."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import strictjson
from federation.errors import (
    BadNameError,
    BadNumberError,
    DuplicateNameError,
    FederationError,
    TooLargeError,
)
from federation.limits import MAX_INTEGER, STRING_BYTES


def code(data: bytes, *, limit: int = 10**7, depth: int = 16) -> str:
    try:
        strictjson.loads(data, limit=limit, depth=depth)
    except FederationError as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{}", "accepted"),
        (b"[]", "accepted"),
        (b' { "a" : [ 1 , -2 , true , false , null , "x" ] } \r\n\t', "accepted"),
        (b"0", "accepted"),
        (b'"\\u00e9\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t"', "accepted"),
        (b"%d" % MAX_INTEGER, "accepted"),
        (b"-%d" % MAX_INTEGER, "accepted"),
        (b"\xef\xbb\xbf{}", "not_utf8"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        (b'"\xff"', "not_utf8"),
        (b"", "not_json"),
        (b" ", "not_json"),
        (b"nope", "not_json"),
        (b"NaN", "not_json"),
        (b"Infinity", "not_json"),
        (b"-Infinity", "not_json"),
        (b"01", "not_json"),
        (b"1.", "not_json"),
        (b".5", "not_json"),
        (b"+1", "not_json"),
        (b"'a'", "not_json"),
        (b"[1,]", "not_json"),
        (b"[,1]", "not_json"),
        (b"[1 2]", "not_json"),
        (b'{"a":1,}', "not_json"),
        (b'{"a"}', "not_json"),
        (b'{"a":}', "not_json"),
        (b'{"a" 1}', "not_json"),
        (b"{1:2}", "not_json"),
        (b"[{},]", "not_json"),
        (b'{"a":{},}', "not_json"),
        (b'{"a":]', "not_json"),
        (b'{"a":1,}2}', "not_json"),
        (b'{"a":1', "not_json"),
        (b"[1}", "not_json"),
        (b'{"a":1]', "not_json"),
        (b"[1", "not_json"),
        (b"]", "not_json"),
        (b"1 1", "not_json"),
        (b"{} {}", "not_json"),
        (b'"a\nb"', "not_json"),
        (b'"\\x"', "not_json"),
        (b'"\\u12"', "not_json"),
        (b'"open', "not_json"),
        (b'{"a":1,"a":2}', "duplicate_name"),
        (b'{"a":1,"\\u0061":2}', "duplicate_name"),
        (b'[{"a":{"b":1}},{"a":{"b":1,"c":2,"b":3}}]', "duplicate_name"),
        (b'{"a":{},"a":1}', "duplicate_name"),
        (b'{"a":[{"b":1}],"a":1}', "duplicate_name"),
        (b'{"a":{"b":1},"b":{"a":1}}', "accepted"),
        (b'{"' + b"a" * STRING_BYTES + b'":1}', "accepted"),
        ('{"é":1}'.encode(), "bad_name"),
        (b'{"\\n":1}', "bad_name"),
        (b'{"\\u007f":1}', "bad_name"),
        (b'{"\\ud800":1}', "bad_name"),
        (b'{"' + b"a" * (STRING_BYTES + 1) + b'":1}', "bad_name"),
        (b"1.0", "bad_number"),
        (b"1e5", "bad_number"),
        (b"1E+400", "bad_number"),
        (b"-0", "bad_number"),
        (b"%d" % (MAX_INTEGER + 1), "bad_number"),
        (b"9" * 5000, "bad_number"),
        (b'"\\ud800"', "bad_string"),
        (b'"\\udc00\\ud800"', "bad_string"),
        (b'"\\u0000"', "bad_string"),
        (b'"' + b"a" * (STRING_BYTES + 1) + b'"', "bad_string"),
        (b'"' + "é".encode() * (STRING_BYTES // 2 + 1) + b'"', "bad_string"),
        (b'"' + b"a" * STRING_BYTES + b'"', "accepted"),
        (b'"' + b"\\u0061" * STRING_BYTES + b'"', "accepted"),
        (b"[" * 16 + b"]" * 16, "accepted"),
        (b"[" * 17 + b"]" * 17, "too_deep"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "too_deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b"[" * 100_000, "not_json"),
        (b'{"a":' * 100_000, "not_json"),
    ],
)
def test_what_comes_out(data: bytes, expected: str) -> None:
    """FI-02, FI-03, FI-23."""
    assert code(data) == expected


def test_too_large_is_said_before_anything_else() -> None:
    with pytest.raises(TooLargeError) as caught:
        strictjson.loads(b"\xff" * 11, limit=10)
    assert (caught.value.size, caught.value.limit) == (11, 10)
    assert code(b"[" + b" " * 8 + b"]", limit=10) == "accepted"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1.5,"b":"\\u0000","\\n":1,"a":2,"c":[[', "not_json"),
        (b'{"a":1.5,"b":"\\u0000","\\n":[[[1]]],"a":2}', "duplicate_name"),
        (b'{"a":1.5,"b":"\\u0000","\\n":[[[1]]]}', "bad_name"),
        (b'{"a":[[["\\u0000"]]],"b":1.5}', "bad_number"),
        (b'{"a":[[[1]]],"b":"\\u0000"}', "bad_string"),
        (b'{"a":[[[1]]]}', "too_deep"),
    ],
)
def test_of_several_faults_the_first_of_the_list_is_named(data: bytes, expected: str) -> None:
    assert code(data, depth=3) == expected


def test_a_strangers_names_are_shown_short_and_printable() -> None:
    with pytest.raises(DuplicateNameError) as caught:
        strictjson.loads(b'{"%s":1,"%s":2}' % (b"a" * 50, b"a" * 50), limit=200)
    assert caught.value.name == "a" * 40
    with pytest.raises(BadNameError) as found:
        strictjson.loads('{"é":1}'.encode(), limit=200)
    assert found.value.name == "\\xe9"
    with pytest.raises(BadNumberError) as number:
        strictjson.loads(b"9" * 40, limit=200)
    assert number.value.number == "9" * 32


def test_of_equal_faults_the_first_is_named() -> None:
    with pytest.raises(BadNumberError) as caught:
        strictjson.loads(b"[1.5,2.5]", limit=200)
    assert caught.value.number == "1.5"


def test_what_is_read_is_what_was_written() -> None:
    value = {"a": [1, -2, True, None, "é😀"], "b": {"": "\x7f"}}
    assert strictjson.loads(json.dumps(value).encode(), limit=100) == value


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(json_values)
def test_only_what_can_be_written_back_is_read(value: Any) -> None:
    data = json.dumps(value).encode()
    try:
        read = strictjson.loads(data, limit=10**6)
    except FederationError:
        assert not strict(value)
    else:
        assert strict(value)
        assert read == value


def strict(value: Any, depth: int = 16) -> bool:
    """The rules of §1.1 once more, written the slow way round."""
    match value:
        case None | bool():
            return True
        case int():
            return abs(value) <= MAX_INTEGER
        case float():
            return False
        case str():
            return "\0" not in value and not any(0xD800 <= ord(c) <= 0xDFFF for c in value)
        case dict():
            names = all(32 <= ord(c) < 127 for name in value for c in name)
            return depth > 0 and names and all(strict(v, depth - 1) for v in value.values())
        case _:
            return depth > 0 and all(strict(v, depth - 1) for v in value)


@given(st.binary(max_size=60) | st.text(alphabet='{}[]:,"\\u0al1e.-', max_size=40))
def test_whatever_comes_it_is_read_or_refused(noise: bytes | str) -> None:
    data = noise if isinstance(noise, bytes) else noise.encode()
    try:
        value = json.loads(data, parse_constant=lambda _: math.nan)
        readable = True
    except (ValueError, RecursionError):
        value, readable = None, False
    outcome = code(data)
    if outcome == "accepted":
        assert readable
        assert strict(value)
    if not readable:
        assert outcome in {"not_json", "not_utf8"}
