"""§8.6: proof of equivocation that anyone can check."""

import json
from typing import Any

import pytest

from federation import evidence
from federation.canonical import canonical
from federation.errors import FederationError
from federation.keys import PrivateKey
from tests.federation.origin import DAY, NOON, Origin, lid, seed


def twins() -> tuple[Origin, Origin]:
    """One identity that lives twice, as after a careless restore."""
    elm, twin = Origin(), Origin()
    elm.posts(1)
    twin.posts(1, name="Trap")
    return elm, twin


def code(data: bytes) -> str:
    try:
        evidence.check(data, now=NOON)
    except FederationError as error:
        return error.code
    return "accepted"


def test_two_heads_with_one_number() -> None:
    elm, twin = twins()
    ours, theirs = elm.head().data, twin.head(now=NOON - DAY).data
    found = evidence.check(evidence.build(elm.identity, ours, theirs), now=NOON)
    assert (found.about, found.seq) == ("head", elm.seq)
    assert found.documents == (ours, theirs)
    assert found.identity.scid == elm.identity.scid


def test_two_versions_of_one_listing_with_one_number() -> None:
    elm, twin = twins()
    ours, theirs = (next(iter(node.live.values())).data for node in (elm, twin))
    found = evidence.check(evidence.build(elm.identity, ours, theirs), now=NOON)
    assert (found.about, found.seq) == ("listing", elm.seq)


def test_one_listing_in_both_feeds_with_one_number() -> None:
    elm, twin = Origin(), Origin()
    twin.scope = "adjacent"
    data = evidence.build(elm.identity, elm.posts(1).data, twin.posts(1).data)
    assert code(data) == "accepted"


def test_a_log_with_several_lines_and_breaks_in_them() -> None:
    elm, twin = Origin(), Origin()
    for node in (elm, twin):
        node.changes()
    elm.posts(1)
    twin.posts(2)
    data = evidence.build(elm.identity, elm.head().data, twin.head().data)
    assert code(data) == "accepted"
    assert code(data.replace(b'"versionTime"', b'\n"versionTime"')) == "accepted"


def test_what_proves_nothing() -> None:
    elm, twin = twins()
    thief = Origin(name="thief")
    thief.posts(1)
    head, listing = elm.head().data, elm.live.popitem()[1].data
    elm.posts(2)
    stolen, elm.sign = elm.sign, thief.sign
    forged = elm.posts(1, seq=1001).data
    elm.sign = stolen
    for documents, expected in (
        ((head, head), "bad_source"),
        ((head, Origin().head(seq=1001, now=NOON - DAY).data), "accepted"),
        ((head, elm.head().data), "bad_source"),
        ((head, twin.head(root=json.loads(head)["wijk:root"]).data), "bad_source"),
        ((head, thief.head().data), "bad_head"),
        ((head, listing), "bad_head"),
        ((listing, head), "bad_listing"),
        ((listing, elm.posts(3).data), "bad_source"),
        ((listing, listing), "bad_source"),
        ((listing, forged), "wrong_signer"),
        ((b"[]", head), "bad_listing"),
        ((head.replace(b'"wijk:scope":"public"', b'"wijk:scope":"all"'), head), "bad_head"),
    ):
        assert code(evidence.build(elm.identity, *documents)) == expected, documents


def test_a_refusal_says_where() -> None:
    elm = twins()[0]
    listing = elm.live[lid(1)].data
    head, later = elm.head().data, elm.head(seq=elm.seq + 1).data
    other = elm.posts(2).data
    scopeless = head.replace(b'"wijk:scope":"public"', b'"wijk:scope":"all"')
    for documents, where in (
        ((listing, listing), "wijk:documents"),
        ((head, later), "wijk:documents"),
        ((listing, other), "wijk:documents"),
        ((scopeless, head), "wijk:scope"),
    ):
        with pytest.raises(FederationError) as caught:
            evidence.check(evidence.build(elm.identity, *documents), now=NOON)
        assert vars(caught.value)["where"] == where


def test_as_many_lines_as_a_log_may_have() -> None:
    elm, twin = twins()
    raw = json.loads(evidence.build(elm.identity, elm.head().data, twin.head().data))
    for many, expected in ((64, "did_invalid"), (65, "bad_source")):
        data = json.dumps(raw | {"wijk:log": [1] * many}).encode()
        with pytest.raises(FederationError) as caught:
            evidence.check(data, now=NOON)
        assert (caught.value.code, vars(caught.value)["where"]) in (
            (expected, "members"),
            (expected, "wijk:log"),
        )


def test_only_the_newest_version_of_the_identity_counts() -> None:
    elm, twin = twins()
    ours, theirs = elm.head().data, twin.head().data
    elm.changes(sign=[PrivateKey(seed("new")).public])
    assert code(evidence.build(elm.identity, ours, theirs)) == "key_revoked"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "Note"}, "bad_source"),
        ({"@context": "x"}, "bad_source"),
        ({"wijk:documents": [{}]}, "bad_source"),
        ({"wijk:log": []}, "did_invalid"),
        ({"wijk:log": [1] * 65}, "bad_source"),
        ({"wijk:more": 1.5}, "bad_number"),
        ({"wijk:more": 1}, "accepted"),
    ],
)
def test_one_member_changed(change: dict[str, Any], expected: str) -> None:
    elm, twin = twins()
    raw = json.loads(evidence.build(elm.identity, elm.head().data, twin.head().data))
    data = json.dumps(raw | change, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert code(data.encode()) == expected


def test_the_document_says_what_it_is() -> None:
    elm, twin = twins()
    raw = json.loads(evidence.build(elm.identity, elm.head().data, twin.head().data))
    assert raw["type"] == "wijk:Equivocation"
    assert canonical(raw["wijk:documents"][0]) == elm.head().data
