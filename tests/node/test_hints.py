"""Neighbours who tell each other that there is something new (PROTOCOL §10)."""

import json
from datetime import timedelta

import pytest

from federation import hint
from node.feed.models import Feed, Origin
from node.peering import hints
from node.peering.models import Peer
from tests.neighbourhood import Neighbourhood, Ward

ACTIVITY = {"Content-Type": "application/activity+json"}


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward."""
    return neighbourhood.ward("elm")


@pytest.fixture
def oak(elm: Ward, peer: Ward) -> Ward:
    """Its neighbour, up to date, and in no hurry."""
    peer.pulls()
    told(elm)
    with peer.at_work() as world:
        Peer.update(next_attempt=world.now() + timedelta(hours=2), heeded=None).execute()
    return peer


def told(ward: Ward) -> int:
    with ward.at_work() as world:
        hints.send_due(world)
        ward.neighbourhood.clock.forward(seconds=3)
        return hints.send_due(world)


def the_head(ward: Ward) -> bytes:
    with ward.at_work():
        return bytes(Feed.get(scope="public", origin=Origin.get(own=True)).head)


def due_in(ward: Ward) -> float:
    with ward.at_work() as world:
        return float((Peer.get().next_attempt - world.now()).total_seconds())


def test_a_hint_makes_a_pull_due(elm: Ward, oak: Ward) -> None:
    elm.posts("lending", "Ladder")
    assert due_in(oak) > 3600
    assert told(elm) == 1
    assert due_in(oak) < 60
    oak.neighbourhood.clock.forward(seconds=61)
    assert oak.pulls_when_due() == 1
    assert oak.titles() == ["Ladder"]


def test_what_follows_shortly_is_one_hint_and_one_attempt(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    neighbourhood.posted.clear()
    elm.posts("lending", "Ladder")
    elm.posts("lending", "Trap")
    assert told(elm) == 1
    assert told(elm) == 0
    neighbourhood.cut(elm, oak)
    elm.posts("lending", "Doos")
    assert told(elm) == 0
    neighbourhood.heal()
    assert told(elm) == 0
    assert len(neighbourhood.posted) == 1


def test_a_hint_says_nothing_new_or_comes_from_nobody(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    ash = neighbourhood.ward("ash")
    ash.posts("lending", "Ladder")
    before = the_head(elm)
    elm.posts("lending", "Ladder")
    newer = the_head(elm)
    answers = [
        oak.takes("/fed/hint", hint.build(head=the_head(ash)), ACTIVITY),
        oak.takes("/fed/hint", hint.build(head=newer.replace(b'"Elm"', b'"Olm"')), ACTIVITY),
        oak.takes("/fed/hint", b"{}", ACTIVITY),
        oak.takes("/fed/hint", b"x" * 70_000, ACTIVITY),
    ]
    assert [one.status for one in answers] == [403, 400, 400, 413]
    assert due_in(oak) > 3600
    assert oak.takes("/fed/hint", hint.build(head=newer), ACTIVITY).status == 202
    oak.pulls()
    neighbourhood.clock.forward(minutes=2)
    late = oak.takes("/fed/hint", hint.build(head=before), ACTIVITY)
    assert (late.status, json.loads(late.body)["code"]) == (409, "rollback")


def test_one_a_minute_is_heeded_and_thirty_are_looked_at(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    elm.posts("lending", "Ladder")
    body = hint.build(head=the_head(elm))
    assert oak.takes("/fed/hint", body, ACTIVITY).status == 202
    with oak.at_work() as world:
        Peer.update(next_attempt=world.now() + timedelta(hours=2)).execute()
    assert oak.takes("/fed/hint", body, ACTIVITY).status == 202
    assert due_in(oak) > 3600
    statuses = {oak.takes("/fed/hint", body, ACTIVITY).status for _ in range(40)}
    assert statuses == {202, 429}


def test_a_hint_of_what_is_here_already_leads_to_nothing(elm: Ward, oak: Ward) -> None:
    """Anybody has the newest head of a feed for everyone (PROTOCOL §10: newer)."""
    elm.posts("lending", "Ladder")
    oak.pulls()
    with oak.at_work() as world:
        Peer.update(next_attempt=world.now() + timedelta(hours=2), heeded=None).execute()
    oak.takes("/fed/hint", hint.build(head=the_head(elm)), ACTIVITY)
    assert due_in(oak) > 3600
    with oak.at_work():
        assert Peer.get().heeded is None
