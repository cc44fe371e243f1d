"""§9: what may be handed on, and how far."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from federation import relaying
from federation.errors import FederationError, NotForUsError, OverQuotaError
from federation.page import Stub
from federation.relaying import Carried, Offered
from tests.federation.origin import DAY, NOON, Origin

ELM = Origin()
HEAD = ELM.head()
CARRIED = Carried(shown=True, relaying=True, bound=True, distance=1, head=HEAD)
OFFERED = Offered(ELM.identity.scid, ELM.identity.version_id, HEAD.seq, 1)


def code(call: Any, *args: Any, **values: Any) -> str:
    try:
        call(*args, **values)
    except FederationError as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize(
    ("direct", "reported", "expected"),
    [(True, [], 1), (True, [1], 1), (False, [], None), (False, [0], None), (False, [3, 1], 2)],
)
def test_distance(direct: bool, reported: list[int], expected: int | None) -> None:
    assert relaying.distance(direct=direct, reported=reported) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "accepted"),
        ({"shown": False}, "not_for_us"),
        ({"relaying": False}, "not_for_us"),
        ({"bound": False}, "not_for_us"),
        ({"distance": 2}, "not_for_us"),
        ({"head": replace(HEAD, scope="adjacent")}, "not_for_us"),
        ({"head": replace(HEAD, end=NOON)}, "expired"),
    ],
)
def test_what_is_handed_on(change: dict[str, Any], expected: str) -> None:
    """FI-07, FI-15, FI-25."""
    assert code(relaying.check_relayed, replace(CARRIED, **change), now=NOON) == expected


def test_the_horizon_is_held_by_the_receiver() -> None:
    """FI-15."""
    relaying.check_within(2)
    with pytest.raises(NotForUsError):
        relaying.check_within(3)
    relaying.check_within(3, horizon=3)
    assert code(relaying.check_relayed, replace(CARRIED, distance=2), now=NOON, horizon=3) == (
        "accepted"
    )


def test_a_ring_of_relays_dies_by_itself() -> None:
    """FI-15: what came back is not newer than what is held."""
    assert relaying.worth_asking(OFFERED, None)
    assert not relaying.worth_asking(OFFERED, HEAD)
    newer = Offered(OFFERED.scid, OFFERED.did_version, HEAD.seq + 1, 1)
    assert relaying.worth_asking(newer, HEAD)
    rotated = Offered(OFFERED.scid, "2" + OFFERED.did_version[1:], 5, 1)
    assert relaying.worth_asking(rotated, HEAD)


def test_strangers_by_one_relay() -> None:
    relaying.check_unknown(19)
    with pytest.raises(OverQuotaError):
        relaying.check_unknown(20)


def test_an_offer() -> None:
    data = relaying.build_offer(cursor=7, origins=[OFFERED])
    assert json.loads(data) == {
        "cursor": 7,
        "origins": [
            {
                "scid": ELM.identity.scid,
                "didVersion": ELM.identity.version_id,
                "seq": HEAD.seq,
                "distance": 1,
            }
        ],
    }
    found = relaying.read_offer(data, after=7)
    assert (found.cursor, found.origins) == (7, [OFFERED])
    assert found.origins[0].order == (1, HEAD.seq)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[", "not_json"),
        (b"[]", "bad_source"),
        (b'{"cursor":4,"origins":[]}', "bad_source"),
        (b'{"cursor":5,"origins":[]}', "accepted"),
        (b'{"cursor":5.0,"origins":[]}', "bad_number"),
        (b'{"cursor":5,"origins":[{"scid":"Qm"}]}', "bad_source"),
    ],
)
def test_what_is_no_offer(data: bytes, expected: str) -> None:
    assert code(relaying.read_offer, data, after=5) == expected


def test_an_origin_is_offered_once() -> None:
    data = relaying.build_offer(cursor=5, origins=[OFFERED, OFFERED])
    assert code(relaying.read_offer, data) == "bad_source"


def test_a_debt_is_asked_for_at_once_and_daily() -> None:
    assert relaying.debt_due(None, NOON)
    assert not relaying.debt_due(NOON - DAY + timedelta(seconds=1), NOON)
    assert relaying.debt_due(NOON - DAY, NOON)


def test_a_debt_is_settled_by_exactly_the_text_that_is_owed() -> None:
    elm = Origin()
    posted = elm.posts(1)
    stub = Stub(posted.lid, posted.seq, posted.digest)
    facts: dict[str, Any] = {"identity": elm.identity, "now": NOON}
    assert relaying.settle(stub, posted.data, **facts) == posted
    assert code(relaying.settle, stub, posted.data + b" ", **facts) == "digest_mismatch"
    long = elm.document(2)
    long["name"] = "x" * 121
    data = elm.secured(long)
    stub = Stub(posted.lid, posted.seq, relaying.digest(data))
    assert code(relaying.settle, stub, data, **facts) == "bad_listing"
