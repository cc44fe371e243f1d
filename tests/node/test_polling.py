"""How often we look at a neighbour: every quarter of an hour, more seldom while its hints come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from node.peering import hints, pull, timing
from node.peering.models import Peer
from node.world import Fetched
from tests.neighbourhood import Neighbourhood, Road, Ward

MINUTE = timedelta(minutes=1)


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward that tells its neighbours when it has something new."""
    return neighbourhood.ward("elm")


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """Its neighbour, which has what it has."""
    made = neighbourhood.ward("oak")
    neighbourhood.befriend(elm, made)
    looks(made)
    return made


def looks(ward: Ward) -> tuple[int, float]:
    """One pull as on the open web: what it learned, and in how many minutes it looks again."""
    ward.neighbourhood.clock.forward(seconds=5)
    with ward.at_work() as world:
        outside = replace(world, config=replace(world.config, development=False))
        pull.pull_peer(outside, Peer.get().id)
        peer = Peer.get()
        return peer.calm, (peer.next_attempt - world.now()) / MINUTE


def news(elm: Ward, *, told: bool) -> None:
    elm.neighbourhood.clock.forward(hours=1)
    elm.posts("lending", "Ladder")
    with elm.at_work() as world:
        hints.send_due(world)
        elm.neighbourhood.clock.forward(minutes=2)
        if told:
            assert hints.send_due(world) == 1
        else:
            Peer.update(hinted_seq=2**40).execute()


def test_who_gives_hints_is_looked_at_ever_less_often_down_to_once_in_two_hours(
    elm: Ward, oak: Ward
) -> None:
    calm, middles = [], (30, 60, 120, 120)
    for middle in middles:
        news(elm, told=True)
        found, wait = looks(oak)
        calm.append(found)
        assert 0.8 * middle - 1 <= wait <= 1.2 * middle
        assert 0.8 * middle - 1 <= looks(oak)[1] <= 1.2 * middle  # nothing new says nothing
    assert calm == [1, 2, 3, 3]
    news(elm, told=False)
    found, wait = looks(oak)
    assert found == 0
    assert 11 <= wait <= 18


def test_a_week_without_a_hint_is_as_if_there_had_been_none(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward
) -> None:
    news(elm, told=True)
    assert looks(oak)[0] == 1
    neighbourhood.clock.forward(days=6)
    assert looks(oak)[0] == 1
    neighbourhood.clock.forward(days=2)
    found, wait = looks(oak)
    assert found == 0
    assert 11 <= wait <= 18


def test_a_hint_that_comes_while_we_look_leads_to_another_look(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(elm, told=False)
    whole, told = Road.__call__, []

    def meanwhile(road: Road, url: str, **how: object) -> Fetched:
        fetched = whole(road, url, **how)  # type: ignore[arg-type]
        if not told:
            told.append(url)
            with oak.at_work() as world:
                Peer.update(heeded=world.now()).execute()
        return fetched

    monkeypatch.setattr(Road, "__call__", meanwhile)
    assert looks(oak)[1] <= 1
    assert told


def test_a_development_node_does_not_get_slower(oak: Ward) -> None:
    assert timing.interval(oak.world, timing.CALMEST) == timing.DEVELOPMENT


def test_FE_14_after_a_power_cut_what_is_overdue_is_spread_too(oak: Ward) -> None:
    with oak.at_work() as world:
        outside = replace(world, config=replace(world.config, development=False))
        late, rest = world.now() - timedelta(days=1), world.now() + timedelta(hours=9)
        for failures, attempt, offers in ((0, late, late), (3, late, rest), (3, rest, None)):
            Peer.update(failures=failures, next_attempt=attempt, offers_next=offers).execute()
            seen = []
            for _ in range(20):
                pull.spread_out(outside)
                seen.append(Peer.get())
                Peer.update(next_attempt=attempt, offers_next=offers).execute()
            looked = {(one.next_attempt - world.now()) / MINUTE for one in seen}
            asked = {one.offers_next for one in seen}
            if attempt == late:
                assert len(looked) > 10
                assert 0 <= min(looked) < 5
                assert 10 < max(looked) <= 15
            else:
                assert {one.next_attempt for one in seen} == {attempt}
            assert len(asked) > 10 if offers == late else asked == {offers}
