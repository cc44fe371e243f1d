"""Bytes as text, read only as they are written."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import multibase
from tests import outside


@given(st.binary(max_size=80))
def test_there_and_back(data: bytes) -> None:
    assert multibase.from_base58(multibase.to_base58(data)) == data
    assert multibase.from_z(multibase.to_z(data)) == data
    assert multibase.from_u(multibase.to_u(data)) == data


@pytest.mark.parametrize("name", ["basic", "leading_zero", "two_leading_zeros"])
def test_outside_vectors(name: str) -> None:
    path = outside.vectors("multibase") / f"{name}.csv"
    rows = list(csv.reader(path.read_text().splitlines(), skipinitialspace=True))
    plain = rows[0][1].encode().decode("unicode_escape").encode()
    found = {row[0]: row[1] for row in rows[1:]}
    assert multibase.to_z(plain) == found["base58btc"]
    assert multibase.from_z(found["base58btc"]) == plain
    assert multibase.to_u(plain) == found["base64url"]
    assert multibase.from_u(found["base64url"]) == plain


@pytest.mark.parametrize("text", ["", "abc", "m0", "z0", "zO", "zI", "zl", "z é", "z" + "1" * 200])
def test_what_is_not_base58btc(text: str) -> None:
    with pytest.raises(ValueError, match=r"base58btc|long"):
        multibase.from_z(text)


def test_the_longest_text_is_read() -> None:
    assert multibase.from_base58("1" * 128) == bytes(128)
    with pytest.raises(ValueError, match="long"):
        multibase.from_base58("1" * 129)


def test_only_ones_stand_for_zeros() -> None:
    assert multibase.from_base58("X") == b"\x1e"


@pytest.mark.parametrize("text", ["", "z1", "uA", "uAB=", "uAB", "u+/+/", "ué", "uAAA A", "uAAAAA"])
def test_what_is_not_base64url(text: str) -> None:
    with pytest.raises(ValueError, match="not base64url"):
        multibase.from_u(text)


def test_a_hash_as_did_webvh_writes_it() -> None:
    assert multibase.base58_multihash(b"") == "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"
