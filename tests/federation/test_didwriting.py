"""§4.2–4.5, 4.10: the lines a node writes about itself."""

import json
from datetime import timedelta

import pytest

from federation import did, didwriting
from federation.errors import DidInvalidError, WrongSignerError
from federation.keys import PrivateKey
from federation.webvh import key_hash
from tests.federation.origin import NOON, Origin, seed

NEW_SIGN = PrivateKey(seed("new sign")).public
NEW_HTTP = PrivateKey(seed("new http")).public


def test_the_first_line_commits_to_both_sheets_and_to_no_key_of_the_server() -> None:
    elm = Origin()
    entry = json.loads(elm.log)
    assert entry["parameters"]["nextKeyHashes"] == [
        key_hash(sheet.key.public) for sheet in elm.sheets[:2]
    ]
    assert elm.log.count(b"\n") == 1
    assert b"{SCID}" not in elm.log
    state = entry["state"]
    assert state["alsoKnownAs"] == ["https://elm.example/actor"]
    assert state["service"][0]["serviceEndpoint"] == "https://elm.example/fed/"


def test_a_line_that_a_reader_would_refuse_is_not_handed_out() -> None:
    elm = Origin()
    with pytest.raises(DidInvalidError):
        didwriting.genesis(
            host="elm.example",
            sign=NEW_SIGN,
            http=NEW_SIGN,
            update=elm.sheets[2].key,
            next_keys=[sheet.key.public for sheet in elm.sheets[:2]],
            now=NOON,
        )


@pytest.mark.parametrize("used", [0, 1])
def test_either_sheet_alone_suffices(used: int) -> None:
    elm = Origin()
    line = didwriting.next_entry(
        elm.identity,
        sheet=elm.sheets[used].key,
        new_sheet=elm.sheets[5].key.public,
        now=NOON,
        sign=[NEW_SIGN],
        http=[NEW_HTTP],
    )
    identity = did.continue_log(elm.identity, elm.log + line, now=NOON)
    assert set(identity.newest.entry.next_key_hashes) == {
        key_hash(elm.sheets[1 - used].key.public),
        key_hash(elm.sheets[5].key.public),
    }
    assert list(identity.sign_keys.values()) == [NEW_SIGN]
    assert list(identity.http_keys.values()) == [NEW_HTTP]


def test_a_strange_sheet_does_not() -> None:
    elm = Origin()
    with pytest.raises(WrongSignerError):
        didwriting.next_entry(
            elm.identity,
            sheet=elm.sheets[6].key,
            new_sheet=elm.sheets[5].key.public,
            now=NOON,
        )
    with pytest.raises(WrongSignerError):
        didwriting.retirement(elm.identity, sheet=elm.sheets[6].key, now=NOON)


def test_a_planned_change_keeps_the_old_key_for_a_while() -> None:
    elm = Origin()
    elm.changes(sign=[elm.sign.public, NEW_SIGN])
    assert set(elm.identity.sign_keys.values()) == {elm.sign.public, NEW_SIGN}
    elm.changes(sign=[NEW_SIGN])
    assert set(elm.identity.sign_keys.values()) == {NEW_SIGN}
    assert set(elm.identity.http_keys.values()) == {elm.http.public}
    assert elm.identity.host == "elm.example"


def test_a_move_keeps_the_identity_and_names_the_old_place() -> None:
    elm = Origin()
    old = elm.identity
    elm.changes(host="iep.example")
    assert elm.identity.scid == old.scid
    assert elm.identity.host == "iep.example"
    known_as = elm.identity.newest.entry.state["alsoKnownAs"]
    assert known_as == ["https://iep.example/actor", old.did]
    elm.changes()
    assert elm.identity.newest.entry.state["alsoKnownAs"] == known_as


def test_two_lines_in_one_second_stay_in_order() -> None:
    elm = Origin()
    elm.changes()
    elm.changes()
    first, second = (version.time for version in elm.identity.versions[1:])
    assert second - first == timedelta(seconds=1)


def test_nothing_follows_retirement() -> None:
    elm = Origin()
    elm.log += didwriting.retirement(elm.identity, sheet=elm.sheets[0].key, now=NOON)
    elm.identity = did.read_log(elm.log, now=NOON)
    assert elm.identity.newest.entry.next_key_hashes == ()
    with pytest.raises(WrongSignerError):
        didwriting.retirement(elm.identity, sheet=elm.sheets[1].key, now=NOON)
