"""A short form of the simulation with whole nodes; and that it would notice what it looks for."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import peewee as pw
import pytest

from node.feed.models import Origin
from node.peering import pull
from node.peering.models import Peer
from node.store.database import Store
from tests.ready import in_a_file
from tests.simulation import harmony, ledger, quick, residents, watch
from tests.simulation.agenda import DAY, HOUR, Dice
from tests.simulation.kept import KEPT, Kept
from tests.simulation.life import rest, soon_over
from tests.simulation.plants import PLANTS, Plant
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.residents import BRIEF, LONG
from tests.simulation.troubles import TROUBLES, Trouble
from tests.simulation.weather import CALM, Storm
from tests.simulation.whole import Simulation

HASTE: Final = 2
HURRY: Final = 6
GROUPS: Final = tuple(TROUBLES[at : at + 3] for at in range(0, len(TROUBLES), 3))
STORIES: Final = {(one.story, one.wards, one.hours): one for one in PLANTS}.values()


def named(some: tuple[Trouble, ...]) -> str:
    """For the list of tests."""
    return " ".join(one.__name__ for one in some)


@pytest.mark.parametrize("some", GROUPS, ids=named)
def test_every_promise_holds_in_a_storm_and_all_agree_after_it(
    some: tuple[Trouble, ...], tmp_path: Path
) -> None:
    """The short form for every day: each trouble once, in towns of three in a hurry."""
    with Simulation(
        1, 3, tmp_path, storm=Storm(), haste=HASTE, lives=(BRIEF, LONG), troubles=some
    ) as made:
        outcome = made.run(3 * HOUR / DAY, soon_over(HASTE, BRIEF), rest(HASTE))
    assert outcome.listings > 0
    assert outcome.looks > outcome.nodes


@pytest.mark.long
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.found)
def test_a_seed_that_was_kept_breaks_nothing_any_more(kept: Kept, tmp_path: Path) -> None:
    with Simulation(kept.seed, kept.nodes, tmp_path, storm=Storm()) as made:
        assert made.run(kept.days).listings > 0


@pytest.mark.parametrize(
    "plant",
    [pytest.param(one, marks=[pytest.mark.long] if one.is_late else []) for one in PLANTS],
    ids=[one.fault.__name__ for one in PLANTS],
)
def test_a_fault_that_is_planted_is_noticed(
    plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.fault(monkeypatch)
    with pytest.raises(BrokenPromiseError, match=plant.breaks):
        calm_days(plant, tmp_path)


def test_a_job_that_fails_ends_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "pull_due", lambda world, which=None: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        calm_days(PLANTS[0], tmp_path)


@pytest.mark.parametrize("module", [ledger, watch, harmony], ids=lambda one: one.__name__)
def test_each_promise_has_a_fault_that_breaks_it(module: ModuleType) -> None:
    said = set(promised(module))
    assert said
    assert {
        one for one in said if not any(re.search(plant.breaks, one) for plant in PLANTS)
    } == set()


@pytest.mark.long
@pytest.mark.parametrize("plant", STORIES, ids=lambda plant: plant.story.__name__)
def test_the_same_days_without_the_fault_break_nothing(plant: Plant, tmp_path: Path) -> None:
    calm_days(plant, tmp_path)


def promised(module: ModuleType) -> Iterator[str]:
    """What a module says when a promise is broken, without what differs from day to day."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        (said,) = node.exc.args
        assert isinstance(said, ast.JoinedStr), ast.unparse(node)
        parts = (one.value if isinstance(one, ast.Constant) else "…" for one in said.values)
        yield "".join(map(str, parts))


def calm_days(plant: Plant, folder: Path) -> None:
    """Some wards in good weather, to whom no more happens than this story."""
    with Simulation(
        1,
        plant.wards,
        folder,
        storm=CALM,
        crashes=0,
        haste=HURRY,
        is_quiet=True,
        in_a_row=True,
        troubles=(plant.story,),
    ) as made:
        made.run(plant.hours * HOUR / DAY, healing=0, resting=rest(HURRY))


def test_words_stand_in_one_listing_also_when_a_ward_lives_twice() -> None:
    ward: Any = None
    people = residents.Residents(ward, 0, Dice(1), ledger.Ledger())
    twin = people.copied(ward)
    words = [one._word() for one in (people, twin) for _ in range(3)]
    assert ledger.words_in(" ".join(words)) == set(words)
    assert len(set(words)) == len(words)


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
