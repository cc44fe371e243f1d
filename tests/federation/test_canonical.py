"""§1.2–1.4: one way to write, held against the reference implementation."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from federation.canonical import canonical, canonical_of_strict, digest, loads_canonical
from federation.errors import BadNameError, BadNumberError, FederationError
from federation.limits import MAX_INTEGER, SIGNED_DEPTH, STRING_BYTES
from tests import outside

names = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=6)
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
strict_values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)


@given(strict_values)
def test_the_fast_writer_writes_what_the_reference_writes(value: Any) -> None:
    expected = rfc8785.dumps(value)
    assert canonical_of_strict(value) == expected


@given(strict_values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assume(json.dumps(value).count("[") + json.dumps(value).count("{") <= SIGNED_DEPTH)
    assert loads_canonical(canonical(value), limit=10**6) == value


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_outside_vectors_of_rfc_8785(name: str) -> None:
    folder = outside.vectors("jcs")
    given_bytes = (folder / "input" / f"{name}.json").read_bytes()
    expected = (folder / "output" / f"{name}.json").read_bytes()
    value = json.loads(given_bytes)
    assert rfc8785.dumps(value) == expected
    refusals = {"french": "bad_name", "structures": "bad_name", "weird": "bad_name"}
    refusals["values"] = "bad_number"  # fractions
    if name in refusals:
        with pytest.raises(FederationError) as caught:
            canonical(value)
        assert caught.value.code == refusals[name]
    else:
        assert canonical(value) == expected
        assert loads_canonical(expected, limit=1000) == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "bad_number"),
        (MAX_INTEGER + 1, "bad_number"),
        (-MAX_INTEGER - 1, "bad_number"),
        ("\0", "bad_string"),
        ("\ud800", "bad_string"),
        ("a" * (STRING_BYTES + 1), "bad_string"),
        ({"é": 1}, "bad_name"),
        ({"\n": 1}, "bad_name"),
        ({1: 1}, "bad_name"),
        ({"a": {1, 2}}, "not_json"),
        (b"bytes", "not_json"),
    ],
)
def test_what_could_not_be_read_is_not_written(value: Any, code: str) -> None:
    with pytest.raises(FederationError) as caught:
        canonical(value)
    assert caught.value.code == code


def test_what_cannot_be_written_is_shown_short() -> None:
    with pytest.raises(BadNumberError) as number:
        canonical(10**40)
    assert number.value.number == "1" + "0" * 31
    with pytest.raises(BadNameError) as name:
        canonical({"é" * 60: 1})
    assert name.value.name == ("'" + "\\xe9" * 60)[:40]


def test_the_longest_string_is_written() -> None:
    assert canonical("a" * STRING_BYTES) == b'"%s"' % (b"a" * STRING_BYTES)


def test_depth_is_counted_as_the_reader_counts() -> None:
    value: Any = 1
    for _ in range(12):
        value = [value]
    assert loads_canonical(canonical(value), limit=100) == value
    with pytest.raises(FederationError) as caught:
        canonical([value])
    assert caught.value.code == "too_deep"
    with pytest.raises(FederationError) as caught:
        loads_canonical(b"[" + canonical(value) + b"]", limit=100)
    assert caught.value.code == "too_deep"


@pytest.mark.parametrize("data", [b'{"b":1,"a":2}', b'{"a": 1}', b'"\\u0061"', b"[1]\n", b'"\\/"'])
def test_another_way_to_write_it_is_refused(data: bytes) -> None:
    with pytest.raises(FederationError) as caught:
        loads_canonical(data, limit=100)
    assert caught.value.code == "not_canonical"


def test_a_digest_is_a_multihash_in_base64url() -> None:
    assert digest(b"") == "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ"
