"""Requests under a ward's own name: who gets what is for neighbours."""

import json
from datetime import timedelta

import pytest

from federation.page import read_page
from node.peering import callers
from node.peering.models import Peer
from tests.neighbourhood import Neighbourhood, Ward

PUBLIC, ADJACENT = "/fed/feed/public", "/fed/feed/adjacent"
FOR_PEERS = (f"{ADJACENT}?after=0", "/fed/head/adjacent", "/fed/manifest/adjacent")


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward with a ladder for everyone and soup for the neighbours."""
    made = neighbourhood.ward("elm")
    made.posts("lending", "Ladder")
    made.posts("sharing", "Soep", reach="adjacent")
    return made


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that is elm's peer."""
    made = neighbourhood.ward("oak")
    elm.follows(made)
    made.follows(elm)
    return made


def code(answer_body: bytes) -> str:
    return str(json.loads(answer_body)["code"])


@pytest.mark.parametrize("path", FOR_PEERS)
def test_what_is_for_neighbours_needs_the_name_of_a_peer(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, path: str
) -> None:
    ash = neighbourhood.ward("ash")
    assert oak.asks(elm, path).status == 200
    for answer in (elm.answers(path, {}), ash.asks(elm, path)):
        assert (answer.status, code(answer.body)) == (403, "not_a_peer")
        assert answer.headers["cache-control"] == "private, no-store"
        assert "Signature" in answer.headers["vary"]


def test_a_peer_reads_the_soup_and_nobody_keeps_it(elm: Ward, oak: Ward) -> None:
    answer = oak.asks(elm, f"{ADJACENT}?after=0")
    [item] = read_page(answer.body).items
    assert json.loads(item)["name"] == "Soep"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Signature" in answer.headers["vary"]
    again = oak.asks(elm, f"{ADJACENT}?after=0", **{"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    lid = json.loads(item)["id"].rpartition("/")[2]
    wanted = {"Accept": "application/activity+json"}
    assert oak.asks(elm, f"/l/{lid}", **wanted).body == item
    assert elm.answers(f"/l/{lid}", wanted).status == 404


def test_a_name_that_is_not_right_is_refused_before_the_tag_is_looked_at(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    etag = elm.answers(f"{PUBLIC}?after=0", {}).headers["etag"]
    with oak.at_work() as world:
        from node.peering.signing import signer  # noqa: PLC0415

        signed = signer(world).get(f"{elm.url}{PUBLIC}?after=1")
    answer = elm.answers(f"{PUBLIC}?after=0", {**signed, "If-None-Match": etag})
    assert (answer.status, code(answer.body)) == (401, "bad_http_signature")
    neighbourhood.clock.forward(minutes=6)
    late = elm.answers(f"{PUBLIC}?after=1", signed)
    assert (late.status, code(late.body)) == (401, "bad_http_signature")


def test_who_asks_under_a_name_that_is_not_taken_asks_again_without(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    """A clock that is an hour off does not cut a ward off from what is for everyone."""
    from dataclasses import replace  # noqa: PLC0415

    world = oak.world
    oak.world = replace(world, clock=lambda: world.clock() + timedelta(minutes=30))
    assert oak.pulls() == []
    assert oak.titles() == ["Ladder"]
    assert [one.status for one in neighbourhood.asked if one.path.startswith(PUBLIC)] == [401, 200]


def test_a_key_that_is_not_known_makes_one_look_at_that_peers_log(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    with oak.at_work() as world:
        from node.peering.signing import signer  # noqa: PLC0415

        signed = signer(world).get(f"{elm.url}{PUBLIC}?after=0")
    other = signed["signature-input"].replace("#z6Mk", "#z6Mj")
    answer = elm.answers(f"{PUBLIC}?after=0", {**signed, "signature-input": other})
    assert (answer.status, code(answer.body)) == (401, "did_unknown_version")
    with elm.at_work():
        assert Peer.get().log_from == "oak.localhost:8001"


def test_PE_16_a_nonce_counts_once_and_is_forgotten_in_time(
    neighbourhood: Neighbourhood, elm: Ward
) -> None:
    with elm.at_work() as world:
        until = world.now() + timedelta(minutes=10)
        assert not callers.seen_before("QmA", "n" * 16, until)
        assert callers.seen_before("QmA", "n" * 16, until)
        assert not callers.seen_before("QmB", "n" * 16, until)
        assert callers.forget_nonces(world) == 0
        neighbourhood.clock.forward(minutes=11)
        assert callers.forget_nonces(world) == 2
