"""§16: judging documents with nothing but their bytes."""

from datetime import timedelta
from typing import Any

import pytest

from federation import didwriting, verify
from federation.canonical import canonical
from federation.errors import FederationError
from federation.head import root
from federation.keys import PrivateKey
from federation.page import Stub
from federation.verify import Archive
from tests import outside
from tests.federation.origin import DAY, NOON, Origin, lid, seed


def archive(elm: Origin, after: int = 0, **values: Any) -> Archive:
    facts: dict[str, Any] = {"log": elm.log, "head": elm.head().data, "pages": elm.pages(after)}
    return Archive(**facts | values)


def outcome(call: Any, *args: Any, **values: Any) -> str:
    try:
        lines = call(*args, **values)
    except FederationError as error:
        return error.code
    return " / ".join(["accepted", *lines])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1}', "accepted"),
        (b"1", "accepted"),
        (b'{"a": 1}', "not_canonical"),
        (b'{"a":1,"a":1}', "duplicate_name"),
        (b"[" * 16 + b"]" * 16, "accepted"),
        (b"[" * 17 + b"]" * 17, "too_deep"),
        (b'{"a":' + b"[" * 12 + b"]" * 12 + b',"proof":1}', "too_deep"),
        (b'{"a":"' + b'","'.join([b"x" * 16000] * 1) + b'","proof":1}', "accepted"),
    ],
)
def test_json(data: bytes, expected: str) -> None:
    assert outcome(verify.verify_json, data) == expected


def test_a_signed_document_has_its_own_bound() -> None:
    names = {f"a{number}": "x" * 16000 for number in range(3)}
    assert outcome(verify.verify_json, canonical(names)) == "accepted"
    assert outcome(verify.verify_json, canonical(names | {"proof": 1})) == "too_large"


def test_a_proof() -> None:
    elm = Origin()
    data, key = elm.posts().data, elm.sign.public.multikey
    assert outcome(verify.verify_proof, data, key=key) == "accepted"
    assert outcome(verify.verify_proof, data, key=elm.http.public.multikey) == "bad_signature"
    assert outcome(verify.verify_proof, data, key="z6Mk") == "bad_key"
    assert outcome(verify.verify_proof, b"[]", key=key) == "bad_proof"
    assert outcome(verify.verify_proof, data + b" ", key=key) == "not_canonical"
    other = data.replace(b"https://www.w3.org/ns/activitystreams", b"https://example.org")
    assert outcome(verify.verify_proof, other, key=key) == "unsupported_version"
    assert outcome(verify.verify_proof, other, key="z6Mk") == "unsupported_version"


def test_the_proof_of_somebody_elses_document() -> None:
    folder = outside.vectors("vc-di-eddsa")
    data = (folder / "eddsa-jcs-2022" / "signedJCS.json").read_bytes()
    key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    assert outcome(verify.verify_proof, data, key=key, any_context=True) == "accepted"
    assert outcome(verify.verify_proof, data, key=key) == "not_canonical"


def test_a_log() -> None:
    elm = Origin()
    lines = verify.verify_did(elm.log, now=NOON)
    assert lines[:2] == [f"did {elm.identity.did}", "version 1"]
    assert lines[2].endswith(elm.sign.public.multikey)
    assert lines[3].endswith(elm.http.public.multikey)
    assert verify.verify_did(elm.log, now=NOON, general=True) == lines
    assert outcome(verify.verify_did, elm.log, now=NOON - 31 * DAY) == "from_future"
    elm.log += didwriting.retirement(elm.identity, sheet=elm.sheets[0].key, now=NOON)
    assert verify.verify_did(elm.log, now=NOON)[-1] == "deactivated"


def test_an_outside_log() -> None:
    folder = outside.vectors("didwebvh") / "basic-update" / "ts"
    data = (folder / "did.jsonl").read_bytes()
    lines = verify.verify_did(data, now=NOON, general=True)
    assert lines[1] == "version 2"
    assert lines[2].endswith(" z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG")
    assert outcome(verify.verify_did, data, now=NOON) == "did_invalid"


def test_a_log_that_names_no_keys() -> None:
    from tests.federation.test_webvh import Log, put  # noqa: PLC0415

    methods = ["x", {"id": "y"}, {"id": "z", "publicKeyMultibase": "zKey"}]
    state = {"id": "did:webvh:{SCID}:elm.example", "verificationMethod": methods}
    lines = verify.verify_did(Log(change=put("state", state)).data, now=NOON, general=True)
    assert lines[2:] == ["key z zKey"]
    assert len(verify.verify_did(Log().data, now=NOON, general=True)) == 2


def test_a_root() -> None:
    elm = Origin()
    elm.posts(2)
    elm.posts(1)
    entries = [list(entry) for entry in elm.entries()]
    assert verify.verify_root(canonical(entries)) == [elm.head().root]
    assert verify.verify_root(b" [ ] ") == [root([])]
    assert outcome(verify.verify_root, b'[["x",1,"y"]]') == "bad_source"


def test_a_feed() -> None:
    elm = Origin()
    for number in range(5):
        elm.posts(number)
    assert outcome(verify.verify_feed, archive(elm)) == "accepted"
    assert outcome(verify.verify_feed, archive(elm, pages=elm.pages(size=2))) == "accepted"


def test_a_feed_on_top_of_what_was_held() -> None:
    elm = Origin()
    elm.posts(1)
    elm.posts(2)
    held, cursor = archive(elm), elm.seq
    elm.withdraws(1)
    elm.posts(3)
    elm.now += DAY
    assert outcome(verify.verify_feed, archive(elm, cursor), held=held) == "accepted"
    assert outcome(verify.verify_feed, archive(elm, cursor)) == "count_mismatch"
    assert outcome(verify.verify_feed, held, held=archive(elm)) == "rollback"
    elm.changes()
    assert outcome(verify.verify_feed, archive(elm), held=held) == "accepted"


def test_a_feed_of_an_identity_that_parted_ways() -> None:
    elm, twin = Origin(), Origin()
    elm.changes()
    twin.changes(sign=[twin.sign.public, PrivateKey(seed("new")).public])
    assert outcome(verify.verify_feed, archive(twin), held=archive(elm)) == "did_rewritten"


def test_later_lines_of_the_log_that_was_held_count_too() -> None:
    elm = Origin()
    elm.posts(1)
    short, pages, head = elm.log, elm.pages(), elm.head().data
    elm.now += DAY
    elm.changes()
    held = Archive(elm.log, head, pages)
    assert outcome(verify.verify_feed, Archive(elm.log, head, pages), held=held) == "page_order"
    assert outcome(verify.verify_feed, Archive(short, head, pages), held=held) == "did_rewritten"


def test_a_listing_that_stands_unchanged_under_a_new_version_is_judged_anew() -> None:
    elm = Origin()
    elm.posts(1)
    held = archive(elm)
    elm.now += DAY
    elm.sign = PrivateKey(seed("emergency"))
    elm.changes(sign=[elm.sign.public])
    assert outcome(verify.verify_feed, archive(elm), held=held) == (
        f"accepted / held-back {lid(1)} wrong_signer"
    )


def test_the_end_and_the_time_are_those_of_the_head_beside_the_pages() -> None:
    elm = Origin()
    elm.posts(1)
    head = elm.head().data
    elm.now += timedelta(minutes=30)
    feed = archive(elm, head=head)
    assert outcome(verify.verify_feed, feed, now=NOON + 7 * DAY) == (
        "accepted / ended head 2026-12-01T12:00:00Z"
    )


def test_the_version_that_the_head_names_applies() -> None:
    elm = Origin()
    elm.posts(1)
    old = archive(elm)
    elm.now += 300 * DAY
    elm.changes()
    assert outcome(verify.verify_feed, Archive(elm.log, old.head, old.pages)) == "accepted"
    assert outcome(verify.verify_feed, archive(elm, log=old.log)) == "did_unknown_version"


def test_an_archive_years_later() -> None:
    elm = Origin()
    end = elm.posts(1).end
    feed = archive(elm)
    assert outcome(verify.verify_feed, feed, now=NOON + 8 * DAY) == (
        "accepted / ended head 2026-12-01T12:00:00Z"
    )
    years = outcome(verify.verify_feed, feed, now=NOON + 2000 * DAY)
    assert years.endswith(f"ended {lid(1)} {end:%Y-%m-%dT%H:%M:%SZ}")


def test_a_listing_that_ended_before_its_head() -> None:
    elm = Origin()
    elm.posts(1, end=NOON - timedelta(hours=1))
    assert outcome(verify.verify_feed, archive(elm)).startswith(f"accepted / ended {lid(1)}")


def test_every_proof_is_checked() -> None:
    elm = Origin()
    elm.posts(1)
    right, elm.sign = elm.sign, PrivateKey(seed("thief"))
    elm.posts(2)
    elm.sign = right
    assert outcome(verify.verify_feed, archive(elm)) == (
        f"accepted / held-back {lid(2)} wrong_signer"
    )


def test_what_is_held_back_is_told() -> None:
    elm = Origin()
    other = Origin(host="oak.example", name="oak").posts(2)
    elm.live[other.lid] = other
    elm.seq = other.seq
    assert outcome(verify.verify_feed, archive(elm)) == f"accepted / held-back {lid(2)} wrong_host"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"head": b"[]"}, "bad_head"),
        ({"log": b"{}"}, "did_invalid"),
        ({"pages": [b"{}"]}, "bad_source"),
        ({"pages": []}, "bad_source"),
    ],
)
def test_a_spoiled_archive(change: dict[str, Any], expected: str) -> None:
    elm = Origin()
    elm.posts(1)
    assert outcome(verify.verify_feed, archive(elm, **change)) == expected


def test_an_archive_without_texts() -> None:
    elm = Origin()
    stubs = [
        Stub(item.lid, item.seq, item.digest).to_json()
        for item in (elm.posts(number) for number in range(3))
    ]
    assert outcome(verify.verify_feed, archive(elm, pages=[elm.page(items=stubs)])) == "accepted"
    spoiled = [*stubs[:2], stubs[2].replace(b"uEi", b"uEiA", 1)]
    pages = [elm.page(items=spoiled)]
    assert outcome(verify.verify_feed, archive(elm, pages=pages)) == "bad_source"
    pages = [elm.page(items=stubs[:2])]
    assert outcome(verify.verify_feed, archive(elm, pages=pages)) == "count_mismatch"


def test_the_head_beside_the_pages_says_the_same() -> None:
    elm = Origin()
    elm.posts(1)
    head = elm.head().data
    elm.posts(2)
    assert outcome(verify.verify_feed, archive(elm, head=head)) == "root_mismatch"


def test_a_head_without_scope_or_time() -> None:
    elm = Origin()
    head = elm.head().data
    for change in (
        (b'"wijk:scope":"public"', b'"wijk:scope":"all"'),
        (b'"published":"2026-11-24', b'"published":"2026-13-24'),
    ):
        spoiled = head.replace(*change)
        assert spoiled != head
        assert outcome(verify.verify_feed, archive(elm, head=spoiled)) == "bad_head"
