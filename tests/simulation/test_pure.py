"""A short form of the simulation with nodes that are only rules; and that it would notice."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from federation.relaying import HORIZON
from node.peering import timing
from tests.simulation.__main__ import run_pure
from tests.simulation.agenda import MINUTE
from tests.simulation.mirror import Mirror
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.pure import Simulation
from tests.simulation.weather import CALM
from tests.world import Chance, make_world

SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_holds_in_a_storm_and_all_agree_after_it(seed: int) -> None:
    outcome = run_pure(seed, 12, 2)
    assert outcome.listings > 0
    assert outcome.refused.total() > 0  # the storm was one


def test_the_same_seed_is_the_same_story() -> None:
    assert run_pure(1, 8, 1) == run_pure(1, 8, 1)


def test_in_good_weather_nothing_is_refused() -> None:
    outcome = Simulation(1, 8, storm=CALM, listings_a_day=6).run(2)
    assert outcome.listings > 8
    assert outcome.refused == Counter()


def test_a_listing_goes_no_further_than_the_horizon() -> None:
    made = Simulation(1, 20, storm=CALM)
    made.run(2)
    node = made.town.named["node0"]
    far = {mirror.distance for mirror in node.mirrors.values()}
    assert far == set(range(1, HORIZON + 1))
    assert len(node.mirrors) < len(made.town.named) - 1


def test_a_node_that_keeps_what_was_withdrawn_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: Mirror, change: object, pages: object = ()) -> None:
        self.head = change.head  # type: ignore[attr-defined]
        self.entries = dict(change.entries)  # type: ignore[attr-defined]
        self.texts |= {one.lid: one for one in change.listings}  # type: ignore[attr-defined]

    monkeypatch.setattr(Mirror, "takes", forgetful)
    with pytest.raises(BrokenPromiseError, match="seed 1"):
        Simulation(1, 8, storm=CALM, listings_a_day=6).run(2)


def test_a_node_that_believes_everything_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged without the root, what hostile relays rewrite gets through."""
    monkeypatch.setattr("federation.intake.root", lambda entries: Anything())
    with pytest.raises(BrokenPromiseError, match="never signed"):
        among_hostile_relays(10)


def test_FE_14_a_thousand_nodes_that_start_at_once_make_no_crowd(tmp_path: Path) -> None:
    """The node that all others follow sees at most three times its mean in any minute."""
    world = replace(make_world(tmp_path, "sqlite://"), random=Chance("herd"))
    world = replace(world, config=replace(world.config, development=False))
    asked: Counter[int] = Counter()
    for _ in range(1000):
        wait = timing.first_look(world) - world.now()
        asked[int(wait.total_seconds() // MINUTE)] += 1
    minutes = timing.interval(world).total_seconds() / MINUTE
    assert len(asked) >= minutes
    assert max(asked.values()) <= 3 * 1000 / minutes


def among_hostile_relays(seeds: int) -> None:
    """Runs in good weather, in which a third of the nodes tamper with what they relay."""
    for seed in range(seeds):
        made = Simulation(seed, 12, storm=CALM, listings_a_day=6)
        made.stir(thefts=0, moves=0, skewed=0, relays=4, liars=0)
        made.run(2)


class Anything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0
