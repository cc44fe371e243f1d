"""A report that goes to the ward a listing comes from, and the answer that comes back."""

import pytest

from node.feed.models import Origin
from node.peering import inbox, reports
from node.peering.errors import UnknownOriginError
from node.peering.models import Errand
from tests.neighbourhood import Neighbourhood, Ward


@pytest.fixture
def oak(peer: Ward) -> Ward:
    """Its neighbour, that has its ladder."""
    peer.pulls()
    assert peer.titles() == ["Ladder"]
    return peer


def report(oak: Ward, elm: Ward) -> str:
    with elm.at_work():
        scid = Origin.get(own=True).scid
    [lid] = elm.typed
    with oak.at_work() as world:
        return reports.send(world, scid=scid, lid=lid, reason="reclame")


def seen(ward: Ward) -> list[tuple[bool, str, str, str]]:
    with ward.at_work():
        return [(one.incoming, one.reason, one.state, one.result) for one in reports.all_of()]


@pytest.mark.parametrize(("accepted", "state"), [(True, "accepted"), (False, "rejected")])
def test_it_is_hidden_here_at_once_and_answered_there(
    elm: Ward, oak: Ward, accepted: bool, state: str
) -> None:
    name = report(oak, elm)
    assert oak.titles() == []
    assert oak.sends() == 1
    assert seen(elm) == [(True, "reclame", "open", "")]
    with elm.at_work() as world:
        reports.answer(world, name, accepted=accepted, result="Wij keken ernaar.")
        with pytest.raises(UnknownOriginError):
            reports.answer(world, name, accepted=accepted, result="")
    assert elm.sends() == 1
    assert seen(oak) == [(False, "reclame", state, "Wij keken ernaar.")]
    assert oak.titles() == []


def test_ten_a_day(neighbourhood: Neighbourhood, elm: Ward, oak: Ward) -> None:
    for _ in range(12):
        report(oak, elm)
    oak.sends()
    assert len(seen(elm)) == 10
    neighbourhood.clock.forward(hours=25)
    report(oak, elm)
    oak.sends()
    assert len(seen(elm)) > 10


def test_what_was_too_much_today_comes_in_tomorrow(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    for _ in range(12):
        report(oak, elm)
    assert oak.sends() == 10
    neighbourhood.clock.forward(hours=25)
    assert oak.sends() == 2
    assert len(seen(elm)) == 12


def test_one_that_comes_again_long_after_is_no_other(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    report(oak, elm)
    with oak.at_work():
        body = Errand.get().body
    assert oak.sends() == 1
    neighbourhood.clock.forward(days=8)
    with elm.at_work() as world:
        assert inbox.forget_said(world) > 0
    with oak.at_work() as world:
        Errand.create(host="elm.localhost:8001", body=body, due=world.now(), created=world.now())
    assert oak.sends() == 1
    assert len(seen(elm)) == 1


def test_a_ward_that_is_not_known_is_not_told(oak: Ward) -> None:
    with oak.at_work() as world, pytest.raises(UnknownOriginError):
        reports.send(world, scid="QmNobody", lid="x", reason="reclame")
