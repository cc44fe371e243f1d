"""§10: a nudge, and nothing that it leads to but a pull."""

import json

import pytest

from federation import hint
from federation.errors import FederationError
from tests.federation.origin import NOON, Origin


def code(data: bytes) -> str:
    try:
        hint.read(data)
    except FederationError as error:
        return error.code
    return "accepted"


def test_a_hint_with_a_newer_head() -> None:
    elm = Origin()
    held = elm.head()
    elm.posts(1)
    found = hint.read(hint.build(head=elm.head().data))
    assert (found.scid, found.lines) == (elm.identity.scid, ())
    assert found.judge(elm.identity, held, scope="public", now=NOON) == elm.head()
    assert found.continued(elm.identity, now=NOON) is elm.identity


def test_a_hint_that_is_old_news() -> None:
    elm = Origin()
    old = hint.read(hint.build(head=elm.head().data))
    elm.posts(1)
    with pytest.raises(FederationError) as caught:
        old.judge(elm.identity, elm.head(), scope="public", now=NOON)
    assert caught.value.code == "rollback"


def test_a_hint_by_somebody_else() -> None:
    elm, thief = Origin(), Origin(name="thief")
    found = hint.read(hint.build(head=thief.head().data))
    assert found.scid != elm.identity.scid
    with pytest.raises(FederationError) as caught:
        found.judge(elm.identity, None, scope="public", now=NOON)
    assert caught.value.code == "bad_head"


def test_neighbours_follow_a_move() -> None:
    elm = Origin()
    before = elm.identity
    elm.changes(host="iep.example")
    line = elm.log.splitlines()[1]
    data = hint.build(head=elm.head().data, lines=[line + b"\n"])
    found = hint.read(data.replace(b'"versionTime"', b'\r\n"versionTime"'))
    after = found.continued(before, now=NOON)
    assert after.host == "iep.example"
    assert found.judge(after, None, scope="public", now=NOON).did_version == after.version_id


def test_lines_that_do_not_continue_the_log() -> None:
    elm = Origin()
    other = Origin(name="thief")
    other.changes()
    found = hint.read(hint.build(head=elm.head().data, lines=other.log.splitlines()[1:]))
    with pytest.raises(FederationError):
        found.continued(elm.identity, now=NOON)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[", "not_json"),
        (b"[]", "bad_source"),
        (b"{}", "bad_source"),
        (b'{"head":[]}', "bad_head"),
        (b'{"head":{}}', "bad_head"),
        (b'{"head":{"attributedTo":"did:web:elm.example"}}', "bad_head"),
        (b'{"head":{"attributedTo":"did:webvh"}}', "bad_head"),
        (b'{"head":{"attributedTo":5}}', "bad_head"),
        (b'{"head":{ }}', "not_canonical"),
        (b'{"head":{},"log":{}}', "bad_source"),
        (b'{"head":{},"log":[1.5]}', "bad_number"),
        (b'{"head":{},"log":[%s]}' % b",".join([b"{}"] * 65), "bad_source"),
        (b" " * 65537, "too_large"),
    ],
)
def test_what_is_no_hint(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_addresses_in_a_hint_are_of_no_use() -> None:
    elm = Origin()
    raw = json.loads(hint.build(head=elm.head().data))
    data = json.dumps({"url": "https://evil.example", **raw}, sort_keys=True, separators=(",", ":"))
    assert vars(hint.read(data.encode())) == vars(hint.read(hint.build(head=elm.head().data)))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"[]", "hint"),
        (b'{"head":{},"log":[%s]}' % b",".join([b"{}"] * 65), "log"),
        (b'{"head":{},"log":[%s]}' % b",".join([b"{}"] * 64), "attributedTo"),
    ],
)
def test_a_refusal_says_where(data: bytes, where: str) -> None:
    with pytest.raises(FederationError) as caught:
        hint.read(data)
    assert vars(caught.value)["where"] == where


def test_the_lines_of_a_hint_are_as_they_were_written() -> None:
    elm = Origin()
    before = elm.identity
    elm.changes()
    elm.changes()
    found = hint.read(hint.build(head=elm.head().data, lines=elm.log.splitlines()[1:]))
    assert found.continued(before, now=NOON).log == elm.log
