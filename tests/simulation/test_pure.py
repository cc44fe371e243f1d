"""A short form of the simulation with nodes that are only rules; and that it would notice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from federation.intake import Change
from federation.relaying import HORIZON
from node.peering import timing
from tests.simulation.__main__ import run_pure
from tests.simulation.agenda import DAY, MINUTE
from tests.simulation.mirror import Mirror
from tests.simulation.plants import Anything
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.pure import Simulation
from tests.simulation.weather import CALM
from tests.world import Chance, make_world

SEEDS = (3, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3)))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_holds_in_a_storm_and_all_agree_after_it(seed: int) -> None:
    outcome = run_pure(seed, 12, 2)
    assert outcome.listings > 0
    assert outcome.refused.total() > 0  # the storm was one


def test_the_same_seed_is_the_same_story() -> None:
    assert run_pure(1, 5, 1) == run_pure(1, 5, 1)


def test_in_good_weather_nothing_is_refused() -> None:
    outcome = Simulation(1, 8, storm=CALM, listings_a_day=6).run(1, healing=DAY)
    assert outcome.listings > 8
    assert outcome.refused == Counter()


def test_a_listing_goes_no_further_than_the_horizon() -> None:
    made = Simulation(1, 16, storm=CALM)
    made.run(0.5, healing=DAY)
    node = made.town.named["node0"]
    far = {mirror.distance for mirror in node.mirrors.values()}
    assert far == set(range(1, HORIZON + 1))
    assert len(node.mirrors) < len(made.town.named) - 1


Takes = Callable[[Mirror, Change, tuple[bytes, ...]], None]
REAL: Final[Takes] = Mirror.takes


def keeps_what_was_withdrawn(mirror: Mirror, change: Change, pages: tuple[bytes, ...] = ()) -> None:
    """The set is the head's, and texts stay."""
    texts = dict(mirror.texts)
    REAL(mirror, change, pages)
    mirror.texts = texts | mirror.texts


def takes_nothing(_mirror: Mirror, _change: Change, _pages: tuple[bytes, ...] = ()) -> None:
    """It looks, and stays as it was."""


def loses_texts(mirror: Mirror, change: Change, pages: tuple[bytes, ...] = ()) -> None:
    """One text is always lost on the way."""
    REAL(mirror, change, pages)
    mirror.texts.pop(max(mirror.texts, default=""), None)


def keeps_everything(mirror: Mirror, change: Change, pages: tuple[bytes, ...] = ()) -> None:
    """Of every look ten thousand lines are kept."""
    REAL(mirror, change, pages)
    begin = len(mirror.gone)
    mirror.gone |= {str(number): 0 for number in range(begin, begin + 10_000)}


def suspects_everybody(mirror: Mirror, change: Change, pages: tuple[bytes, ...] = ()) -> None:
    """Whoever was heard is in quarantine."""
    REAL(mirror, change, pages)
    mirror.quarantined = True


@pytest.mark.parametrize(
    ("takes", "listings_a_day", "said"),
    [
        (keeps_what_was_withdrawn, 12, "which its set has not"),
        (takes_nothing, 6, "lacking "),
        (loses_texts, 6, "texts differ"),
        (keeps_everything, 6, "bytes of others"),
        (suspects_everybody, 0, "in quarantine"),
    ],
)
def test_a_fault_that_is_planted_is_noticed(
    takes: Takes, listings_a_day: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mirror, "takes", takes)
    with pytest.raises(BrokenPromiseError, match=said):
        Simulation(1, 3, storm=CALM, listings_a_day=listings_a_day).run(0.5, healing=0)


def test_the_same_days_without_a_fault_break_nothing() -> None:
    outcome = Simulation(1, 3, storm=CALM, listings_a_day=6).run(0.5, healing=0)
    assert outcome.refused == Counter()


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
