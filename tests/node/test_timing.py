"""When a neighbour is asked again: twice as long each time, and never all at one moment."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from node.peering import timing
from node.world import World
from tests.world import Clock, make_world

DRAWS = 400


@pytest.fixture
def production(tmp_path: Path) -> World:
    """A node on the open web, whose clock stands still."""
    made = make_world(tmp_path, "")
    config = replace(made.config, url="https://elm.example", development=False)
    clock = Clock()
    return replace(made, config=config, clock=lambda: clock.now)


def waits(world: World, failures: int) -> list[timedelta]:
    return [timing.next_try(world, failures) - world.now() for _ in range(DRAWS)]


@pytest.mark.parametrize(("failures", "minutes"), [(1, 15), (2, 30), (3, 60), (4, 120), (7, 960)])
def test_FE_13_waits_double_and_are_spread(production: World, failures: int, minutes: int) -> None:
    middle = timedelta(minutes=minutes)
    found = waits(production, failures)
    assert 0.8 * middle <= min(found) < 0.85 * middle
    assert 1.15 * middle < max(found) <= 1.2 * middle
    assert len(set(found)) > DRAWS / 2


@pytest.mark.parametrize("failures", [8, 20, 10_000])
def test_FE_13_nobody_waits_longer_than_a_day(production: World, failures: int) -> None:
    found = waits(production, failures)
    assert max(found) <= timedelta(days=1)
    assert min(found) >= timedelta(hours=16)
