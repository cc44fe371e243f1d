"""A short form of the simulation with whole nodes; and that it would notice."""

from pathlib import Path

import pytest

from node.listings import shelf
from tests.simulation.weather import CALM, Storm
from tests.simulation.whole import Simulation


def test_every_promise_holds_in_a_storm_and_all_agree_after_it(tmp_path: Path) -> None:
    made = Simulation(3, 3, tmp_path, storm=Storm(lost=0.2, spoiled=0.05), crashes=0.05)
    outcome = made.run(0.5, healing=1.2)
    made.town.close()
    assert outcome.listings > 0
    assert outcome.happened["crash"] > 0


def test_a_node_that_keeps_what_was_withdrawn_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Simulation(1, 2, tmp_path, storm=CALM)
    monkeypatch.setattr(shelf, "take", lambda origin_id, reach, lids: None)
    with pytest.raises(AssertionError):
        made.run(2, healing=0.1)
    made.town.close()
