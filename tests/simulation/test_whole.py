"""A short form of the simulation with whole nodes; and that it would notice what it looks for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee as pw
import pytest

from node.feed.models import Origin
from node.listings import shelf
from node.peering.models import Peer
from node.store.database import Store
from tests.ready import in_a_file
from tests.simulation import quick
from tests.simulation.kept import KEPT
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.troubles import Trouble
from tests.simulation.weather import CALM, Storm
from tests.simulation.whole import Simulation


def test_every_promise_holds_in_a_storm_and_all_agree_after_it(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """``--long``: for every seed that was kept."""
    for number, kept in enumerate(KEPT if request.config.getoption("--long") else KEPT[:1]):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Simulation(kept.seed, kept.nodes, folder, storm=Storm()) as made:
            outcome = made.run(kept.days)
        assert outcome.listings > 0
        assert outcome.looks > outcome.nodes


Plant = Callable[[pytest.MonkeyPatch], None]


def keeps_what_was_withdrawn(instead: pytest.MonkeyPatch) -> None:
    instead.setattr(shelf, "take", lambda origin_id, reach, lids: None)


def gives_numbers_twice(instead: pytest.MonkeyPatch) -> None:
    instead.setattr("node.feed.counter.draw", lambda world, row: int(row.last) or 1)


PLANTS: tuple[tuple[Plant, Trouble | None, str], ...] = (
    (keeps_what_was_withdrawn, None, "in no set that it holds"),
    (gives_numbers_twice, None, "gave the number"),
)


@pytest.mark.parametrize(
    ("plant", "trouble", "said"), PLANTS, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_fault_that_is_planted_is_noticed(
    plant: Plant,
    trouble: Trouble | None,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)
    chosen = () if trouble is None else (trouble,)
    with (
        Simulation(1, 3, tmp_path, storm=CALM, crashes=0, troubles=chosen) as made,
        pytest.raises(BrokenPromiseError, match=said),
    ):
        made.run(6)


def test_the_short_way_writes_the_same_questions(tmp_path: Path) -> None:
    questions: list[Any] = [
        Peer.select(Peer, Origin).join(Origin).where(Origin.level != "blocked"),
        Peer.select().order_by(Peer.id.desc()),
        Peer.select(Peer.id, pw.fn.COUNT(Origin.id)).join(Origin).group_by(Peer.id),
        Peer.update(url="x").where(Peer.id == 1),
        Origin.select().where(Origin.id.in_(Peer.select(Peer.origin))),
    ]
    store = Store(in_a_file(tmp_path))
    with store.active():
        before = [question.sql() for question in questions]
        with quick.sql():
            assert [question.sql() for question in questions] == before
    store.close()
