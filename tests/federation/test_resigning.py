"""A listing signed anew: what changes, and what does not."""

import json

import pytest

from federation import resigning
from federation.errors import FederationError
from federation.listing import check_proof
from tests.federation.origin import Origin


def addresses(raw: dict[str, object]) -> str:
    rest = {name: value for name, value in raw.items() if name not in {"content", "proof"}}
    return json.dumps(rest)


@pytest.mark.parametrize("scope", ["public", "adjacent"])
@pytest.mark.parametrize("kind", ["lending", "meeting"])
def test_a_move_changes_our_own_addresses_and_nothing_else(scope: str, kind: str) -> None:
    elm = Origin()
    elm.scope = scope
    values = {"start": elm.now, "action": None, "terms": "none"} if kind == "meeting" else {}
    posted = elm.posts(
        kind=kind,
        content="Zie https://elm.example/x",
        initiative=("https://elm.example/i/1", "Tuin"),
        **values,
    )
    before = json.loads(posted.data)
    elm.changes(host="oak.example")
    again = resigning.resigned(
        posted.data,
        seq=posted.seq + 5,
        key=elm.sign,
        method=elm.method,
        hosts=("elm.example", "oak.example"),
        now=elm.now,
    )
    after = json.loads(again.data)
    check_proof(again, elm.identity)
    assert resigning.method_in(again.data) == elm.method
    assert "elm.example" not in addresses(after)
    assert after.keys() == before.keys()
    assert after["content"] == before["content"]
    assert after["wijk:seq"] == posted.seq + 5
    for name in ("published", "updated", "endTime", "name", "wijk:kind", "type"):
        assert after[name] == before[name]
    assert again.lid == posted.lid


def test_at_the_same_host_the_number_and_the_proof_change_alone() -> None:
    elm = Origin()
    posted = elm.posts(1, url="https://elm.example/anders")
    hosts = ("elm.example", "elm.example")
    again = resigning.resigned(
        posted.data, seq=2000, key=elm.sign, method=elm.method, hosts=hosts, now=elm.now
    )
    before, after = json.loads(posted.data), json.loads(again.data)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"wijk:seq", "proof"}


def test_an_address_elsewhere_is_not_moved_and_so_refused() -> None:
    elm = Origin()
    posted = elm.posts(1)
    elm.changes(host="oak.example")
    with pytest.raises(FederationError):
        resigning.resigned(
            posted.data,
            seq=2000,
            key=elm.sign,
            method=elm.method,
            hosts=("ash.example", "oak.example"),
            now=elm.now,
        )


def test_a_text_that_looks_like_a_method_is_not_taken_for_it() -> None:
    elm = Origin()
    posted = elm.posts(1, content='"verificationMethod":"did:x#y"')
    assert resigning.method_in(posted.data) == elm.method
    assert resigning.method_in(b"{}") == ""
