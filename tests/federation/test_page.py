"""§7: pages and manifests as they travel."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from federation import page
from federation.canonical import digest
from federation.errors import BadSourceError, FederationError
from federation.limits import MANIFEST_BYTES, PAGE_BYTES
from federation.page import Stub, Tombstone, read_manifest, read_marker, read_page
from tests.federation.origin import Origin, lid

DIGEST = digest(b"x")


def code(data: bytes, read: Callable[[bytes], object] = read_page) -> str:
    try:
        read(data)
    except FederationError as error:
        return error.code
    return "accepted"


def test_items_travel_as_they_were_signed() -> None:
    elm = Origin()
    posted = [elm.posts(number).data for number in range(3)]
    found = read_page(elm.page())
    assert found.items == tuple(posted)
    assert found.head == elm.head().data
    assert found.next is None


def test_the_envelope() -> None:
    elm = Origin()
    first = elm.posts(1)
    elm.posts(2)
    raw = json.loads(elm.page(after=5, items=[first.data], next_after=first.seq))
    assert raw.pop("orderedItems") == [first.raw]
    assert raw == {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://elm.example/fed/feed/public?after=5",
        "next": f"https://elm.example/fed/feed/public?after={first.seq}",
        "partOf": "https://elm.example/fed/feed/public",
        "type": "OrderedCollectionPage",
    }


def test_a_relay_writes_the_same_page_at_its_own_place() -> None:
    scid = Origin().identity.scid
    data = page.build_page(
        host="oak.example",
        scope="public",
        after=0,
        items=[Stub(lid(1), 5, DIGEST).to_json()],
        next_after=None,
        head=b"{}",
        origin=scid,
    )
    assert json.loads(data)["partOf"] == f"https://oak.example/fed/origins/{scid}/feed"
    (item,) = read_page(data).items
    assert read_marker(item) == Stub(lid(1), 5, DIGEST)


def test_what_is_given_back_to_its_origin_alone_has_a_place_of_its_own() -> None:
    assert page.feed_path("adjacent", origin="Qm1") == "/fed/origins/Qm1/adjacent/feed"
    assert page.feed_path("adjacent") == "/fed/feed/adjacent"


def test_a_removal_says_which_and_when_and_nothing_more() -> None:
    data = Tombstone(lid(1), 7).to_json("elm.example")
    assert json.loads(data) == {
        "type": "Tombstone",
        "id": f"https://elm.example/l/{lid(1)}",
        "wijk:seq": 7,
    }
    assert read_marker(data) == Tombstone(lid(1), 7, "elm.example")


@pytest.mark.parametrize(
    "item",
    [
        b"5",
        b"{}",
        b'{"type":5}',
        b'{"type":"Note"}',
        b'{"type":"Tombstone"}',
        b'{"type":"Tombstone","id":"https://elm.example/l/1","wijk:seq":5}',
        b'{"type":"Tombstone","id":"https://elm.example/l/%s","wijk:seq":0}' % lid(1).encode(),
        b'{"type":"Tombstone","id":"https://elm.example/l/%s","wijk:seq":5,"name":"x"}'
        % lid(1).encode(),
        b'{"type":"wijk:Stub","wijk:lid":"1","wijk:seq":5,"wijk:digest":"uEi"}',
        b"[" * 100_000,
    ],
)
def test_any_other_item_is_the_fault_of_whoever_sent_it(item: bytes) -> None:
    with pytest.raises(BadSourceError):
        read_marker(item)


@pytest.mark.parametrize("kind", ["Proposal", "Event"])
def test_what_may_be_a_listing_is_left_to_the_judgement_of_listings(kind: str) -> None:
    assert read_marker(b'{"type":"%s"}' % kind.encode()) is None


ENVELOPE = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "id": "x",
    "orderedItems": [],
    "partOf": "x",
    "type": "OrderedCollectionPage",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "accepted"),
        ({"wijk:more": 1}, "accepted"),
        ({"@context": "https://example.org"}, "bad_source"),
        ({"@context": 1.5}, "bad_number"),
        ({"wijk:head": {"a": [1.5]}}, "bad_number"),
        ({"wijk:head": {"a": [1]}}, "accepted"),
        ({"type": "OrderedCollection"}, "bad_source"),
        ({"orderedItems": {}}, "bad_source"),
        ({"orderedItems": [1] * 201}, "bad_source"),
        ({"orderedItems": [1] * 200}, "accepted"),
        ({"next": 5}, "bad_source"),
        ({"id": "\0"}, "bad_string"),
        ({"id": "x" * 16385}, "bad_string"),
        ({"next": "x" * 2001}, "accepted"),
        ({"id": 1.5}, "bad_number"),
    ],
)
def test_one_member_changed(change: dict[str, Any], expected: str) -> None:
    assert code(json.dumps(ENVELOPE | change).encode()) == expected
    tight = json.dumps(ENVELOPE | change, sort_keys=True, separators=(",", ":"))
    assert code(tight.encode()) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b" " * (PAGE_BYTES + 1), "too_large"),
        (b"\xff", "not_utf8"),
        (b"[", "not_json"),
        (b"[]", "bad_source"),
        (b"[" * 500_000, "not_json"),
        (b'{"orderedItems":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "too_deep"),
        (b'{"orderedItems":[],"orderedItems":[]}', "duplicate_name"),
    ],
)
def test_what_is_no_page(data: bytes, expected: str) -> None:
    """FI-03."""
    assert code(data) == expected


def test_twice_the_same_member_in_an_envelope() -> None:
    elm = Origin()
    elm.posts()
    data = elm.page()
    assert code(data.replace(b'"partOf"', b'"partOf":"x","partOf"')) == "duplicate_name"


ADDRESS = "https://elm.example/fed/feed/public"


def test_the_next_page_is_further_on_at_the_same_place() -> None:
    found = page.Page((b"{}",), f"{ADDRESS}?after=7", None)
    assert page.next_cursor(found, address=ADDRESS, after=6) == 7
    assert page.next_cursor(page.Page((), None, b"{}"), address=ADDRESS, after=6) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?after=7",
        "https://oak.example/fed/feed/public?after=7",
        "http://elm.example/fed/feed/public?after=7",
        "https://elm.example/fed/feed/adjacent?after=7",
        "https://elm.example/fed/feed/public?after=7&more=1",
        "https://elm.example/fed/feed/public?after=",
        "https://elm.example/fed/feed/public?after=07",
        "https://elm.example/fed/feed/public?after=-7",
        "https://elm.example/fed/feed/public?after=6",
        "https://elm.example/fed/feed/public?after=5",
        "https://elm.example/fed/feed/public?after=" + "9" * 17,
    ],
)
def test_anywhere_else_is_not_gone_to(address: str) -> None:
    with pytest.raises(BadSourceError):
        page.next_cursor(page.Page((b"{}",), address, None), address=ADDRESS, after=6)


def test_a_page_without_items_has_no_next() -> None:
    with pytest.raises(BadSourceError):
        page.next_cursor(page.Page((), f"{ADDRESS}?after=7", None), address=ADDRESS, after=6)


def test_a_manifest() -> None:
    elm = Origin()
    for number in (3, 1, 2):
        elm.posts(number)
    data = page.build_manifest(entries=elm.entries(), head=elm.head().data)
    found = read_manifest(data)
    assert found.entries == tuple(sorted(elm.entries()))
    assert found.head == elm.head().data
    assert read_manifest(data.replace(b",", b", ")).entries == found.entries


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b" " * (MANIFEST_BYTES + 1), "too_large"),
        (b"[", "not_json"),
        (b"[]", "bad_source"),
        (b'{"entries":[],"head":1.5}', "bad_number"),
        (b'{"entries":[["x",1,"y"]],"head":{}}', "bad_source"),
        (b'{"entries":[["%s",0,"%s"]],"head":{}}', "bad_source"),
        (b'{"entries":[["%s",5,"%s"],["%s",6,"%s"]],"head":{}}', "bad_source"),
        (b'{"entries":[["%s",5,"%s"]],"head":{}}', "accepted"),
    ],
)
def test_what_is_no_manifest(data: bytes, expected: str) -> None:
    names = (lid(1).encode(), DIGEST.encode()) * (data.count(b"%s") // 2)
    assert code(data % names if names else data, read_manifest) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[", "not_json"),
        (b"{}", "bad_source"),
        (b'[["x",1,"y"]]', "bad_source"),
        (b"[]", "accepted"),
    ],
)
def test_entries_alone(data: bytes, expected: str) -> None:
    assert code(data, page.read_entries) == expected


ROW = f'["{lid(1)}",5,"uEi{"A" * 44}"]'


def test_no_lid_stands_twice_among_entries() -> None:
    assert code(f"[{ROW}]".encode(), page.read_entries) == "accepted"
    assert code(f"[{ROW},{ROW}]".encode(), page.read_entries) == "bad_source"
    twice = f'{{"entries":[{ROW},{ROW}],"head":{{}}}}'
    assert code(twice.encode(), read_manifest) == "bad_source"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"entries":[],"head":{}}', "accepted"),
        ('{"entries":[],"head":{},"more":1}', "accepted"),
        ('{"entries":[],"head":{},"more":1.5}', "bad_number"),
        ('{"entries":[],"entries":[],"head":{}}', "duplicate_name"),
        ('{"entries":[],"head":{"a":1,"a":2}}', "duplicate_name"),
        ('{ "entries":[],"head":{}}', "accepted"),
    ],
)
def test_a_manifest_is_strict_in_every_part(text: str, expected: str) -> None:
    assert code(text.encode(), read_manifest) == expected


@pytest.mark.parametrize(
    ("read", "change", "where"),
    [
        (read_page, lambda raw: [], "page"),
        (read_page, lambda raw: raw | {"@context": "x"}, "@context"),
        (read_page, lambda raw: raw | {"orderedItems": [1] * 201}, "orderedItems"),
        (read_manifest, lambda raw: [], "manifest"),
        (page.read_entries, lambda raw: {}, "entries"),
        (page.read_entries, lambda raw: [json.loads(ROW)] * 2, "entries"),
        (read_marker, lambda raw: {"type": "Note"}, "orderedItems"),
        (read_marker, lambda raw: {"type": "wijk:Stub"}, "wijk:Stub"),
        (read_marker, lambda raw: {"type": "Tombstone", "id": "x", "wijk:seq": 1}, "Tombstone"),
    ],
)
def test_a_refusal_says_where(
    read: Callable[[bytes], object], change: Callable[[Any], Any], where: str
) -> None:
    raw = json.loads(Origin().page())
    with pytest.raises(BadSourceError) as caught:
        read(json.dumps(change(raw)).encode())
    assert caught.value.where == where


def test_the_next_page_that_is_elsewhere_is_said_to_be() -> None:
    for address in ("https://evil.example/?after=9", "https://elm.example/?after=1"):
        found = page.Page(items=(b"{}",), next=address, head=None)
        with pytest.raises(BadSourceError) as caught:
            page.next_cursor(found, address="https://elm.example/", after=5)
        assert caught.value.where == "next"
