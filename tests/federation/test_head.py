"""§6: the newest word of an origin."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import rfc8785

from federation import did, didwriting
from federation import head as heads
from federation.canonical import canonical, digest
from federation.context import CONTEXT
from federation.errors import BadHeadError, FederationError
from federation.head import Head, read_head, root
from federation.keys import PrivateKey
from federation.limits import HEAD_BYTES, MAX_INTEGER, ORIGIN_COUNT
from tests.federation.origin import DAY, NOON, Origin, lid, seed
from tests.federation.test_listing import drop, into, put

Change = Callable[[dict[str, Any]], object]


def document(elm: Origin) -> dict[str, Any]:
    raw = dict(json.loads(elm.head().data))
    del raw["proof"]
    return raw


def code(data: bytes, elm: Origin, **values: Any) -> str:
    facts: dict[str, Any] = {"identity": elm.identity, "scope": "public", "now": elm.now}
    try:
        read_head(data, **facts | values)
    except BadHeadError as error:
        return f"bad_head {error.where}"
    except FederationError as error:
        return error.code
    return "accepted"


def test_a_head() -> None:
    elm = Origin()
    elm.posts(1)
    elm.posts(2)
    found = read_head(elm.head().data, identity=elm.identity, scope="public", now=NOON)
    assert found == elm.head()
    assert (found.scope, found.seq, found.count, found.min_seq) == ("public", 1002, 2, 0)
    assert found.root == root(elm.entries())
    assert (found.published, found.end) == (NOON, NOON + 7 * DAY)
    assert (found.did_version, found.version) == (elm.identity.version_id, 1)
    assert (found.name, found.wards) == ("Iepenbuurt", ("WK0363ME@2025",))
    assert found.order == (1, 1002)
    assert found.etag == digest(found.data)
    assert not found.ended(NOON)
    assert found.ended(NOON + 7 * DAY)


def test_the_root_is_over_the_entries_in_order_of_lid() -> None:
    entries = [(lid(2), 5, digest(b"2")), (lid(1), 9, digest(b"1"))]
    assert root([]) == digest(b"[]")
    assert root(entries) == digest(rfc8785.dumps([list(entry) for entry in sorted(entries)]))
    assert root(entries) == root(reversed(entries))
    assert root(entries) != root(entries[:1])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("@context", CONTEXT[:1]), "unsupported_version"),
        (put("type", "Proposal"), "bad_head type"),
        (put("wijk:scope", "adjacent"), "bad_head wijk:scope"),
        (drop("wijk:didVersion"), "bad_head wijk:didVersion"),
        (put("wijk:didVersion", "1-Qm"), "bad_head wijk:didVersion"),
        (put("wijk:didVersion", 1), "bad_head wijk:didVersion"),
        (put("wijk:seq", -1), "bad_head wijk:seq"),
        (put("wijk:seq", "5"), "bad_head wijk:seq"),
        (put("wijk:seq", None), "bad_head wijk:seq"),
        (into("wijk:seq", value=True), "bad_head wijk:seq"),
        (put("wijk:count", ORIGIN_COUNT + 1), "bad_head wijk:count"),
        (put("wijk:root", "uEi"), "bad_head wijk:root"),
        (put("wijk:minSeq", -1), "bad_head wijk:minSeq"),
        (drop("published"), "bad_head published"),
        (put("published", 5), "bad_head published"),
        (put("published", "2026-02-30T00:00:00Z"), "bad_head published"),
        (put("endTime", "2026-11-24T12:00:00Z"), "bad_head endTime"),
        (put("endTime", "2026-12-01T12:00:01Z"), "bad_head endTime"),
        (put("name", "é" * 80), "accepted"),
        (put("name", "x" * 81), "bad_head name"),
        (put("name", None), "bad_head name"),
        (put("wijk:wards", ["WK0363ME@2025"] * 8), "accepted"),
        (put("wijk:wards", ["WK0363ME@2025"] * 9), "bad_head wijk:wards"),
        (put("wijk:count", ORIGIN_COUNT), "accepted"),
        (put("wijk:seq", MAX_INTEGER), "accepted"),
        (put("wijk:wards", ["WK0363ME"]), "bad_head wijk:wards"),
        (put("wijk:wards", [5]), "bad_head wijk:wards"),
        (put("wijk:wards", "WK0363ME@2025"), "bad_head wijk:wards"),
        (put("attributedTo", "https://elm.example/actor"), "bad_head attributedTo"),
        (put("attributedTo", 5), "bad_head attributedTo"),
        (put("id", "https://elm.example/fed/head/adjacent"), "bad_head id"),
        (put("wijk:more", [1]), "accepted"),
    ],
)
def test_one_member_changed(change: Change, expected: str) -> None:
    elm = Origin()
    raw = document(elm)
    change(raw)
    data = elm.secured(raw) if "@context" in raw else canonical(raw)
    assert code(data, elm) == expected


def test_the_did_of_another_host() -> None:
    elm = Origin()
    did = elm.identity.did.replace("elm.example", "oak.example")
    raw = document(elm) | {"attributedTo": did}
    assert code(elm.secured(raw), elm) == "bad_head attributedTo"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", "bad_head document"),
        (b"{}", "unsupported_version"),
        (b"{} ", "not_canonical"),
        (b"x", "not_json"),
        (b" " * (HEAD_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_head(data: bytes, expected: str) -> None:
    assert code(data, Origin()) == expected


def test_any_byte_changed_is_refused() -> None:
    """FI-01, for a head: every byte, one at a time."""
    elm = Origin()
    data = elm.head().data
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert code(changed, elm) != "accepted", at


def test_a_head_names_its_version_of_the_identity() -> None:
    elm = Origin()
    old_identity, old_head = elm.identity, elm.head().data
    elm.changes(sign=[elm.sign.public, PrivateKey(seed("new")).public])
    assert code(elm.head().data, elm, identity=old_identity) == "did_unknown_version"
    assert code(old_head, elm) == "key_revoked"
    assert code(old_head, elm, newest=False) == "accepted"


def test_a_retired_node_says_nothing_more() -> None:
    elm = Origin()
    elm.log += didwriting.retirement(elm.identity, sheet=elm.sheets[0].key, now=NOON)
    raw = document(elm)
    elm.identity = did.read_log(elm.log, now=NOON)
    raw["wijk:didVersion"] = elm.identity.version_id
    assert code(elm.secured(raw), elm) == "key_revoked"


def test_only_a_key_of_exactly_that_version_signs() -> None:
    """FI-12."""
    elm = Origin()
    raw = document(elm)
    thief = Origin(name="thief")
    elm.sign = thief.sign
    assert code(elm.secured(raw), elm) == "wrong_signer"
    elm = Origin()
    elm.sign = elm.http
    assert code(elm.secured(raw), elm) == "wrong_signer"


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(timedelta(hours=1), "accepted"), (timedelta(hours=1, seconds=1), "from_future")],
)
def test_clocks_may_differ_by_an_hour(ahead: timedelta, expected: str) -> None:
    """FI-20."""
    elm = Origin()
    assert code(elm.head(now=NOON + ahead).data, elm) == expected


def test_a_listing_is_no_head() -> None:
    """FI-30."""
    elm = Origin()
    assert code(elm.posts().data, elm) == "bad_head type"


def test_an_empty_ward_has_a_head_too() -> None:
    assert Origin().head(seq=0).seq == 0


def test_heads_that_say_the_same() -> None:
    elm = Origin()
    one = elm.head()
    assert one.says_the_same_as(elm.head(now=NOON + DAY))
    elm.posts()
    assert not one.says_the_same_as(elm.head())


def test_our_own_head_is_judged_before_it_is_handed_out() -> None:
    with pytest.raises(BadHeadError):
        Origin().head(seq=MAX_INTEGER, name="x" * 81)


@pytest.mark.parametrize(
    "value", [b"[]", b"{}", b'{"wijk:didVersion":5}', b'{"wijk:didVersion":"x"}']
)
def test_a_head_that_names_no_version(value: bytes) -> None:
    with pytest.raises(BadHeadError):
        heads.names_version(value)


def test_the_version_that_a_head_names() -> None:
    elm = Origin()
    found: Head = elm.head()
    assert heads.names_version(found.data) == elm.identity.version_id
