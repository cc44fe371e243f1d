"""Questions that are put into words once: asked again they answer for the values of now."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from node.store import single
from node.store.database import Store, database
from node.store.models import Heartbeat
from node.store.single import Value
from node.store.statements import MOST_KEPT, Blank, Statement, kept
from node.upkeep import setup
from node.world import World
from tests.world import NOON, make_world

NOW = Blank("now")
JOBS = 20
START = int(NOON.timestamp())
built: list[int] = []


@kept
def before(most: int) -> Any:
    """The names of the newest jobs before a moment, and of one a minute later."""
    built.append(most)
    found = (Heartbeat.at < NOW) | (Heartbeat.at == NOW + timedelta(minutes=60))
    return Heartbeat.select(Heartbeat.name).where(found).order_by(Heartbeat.at.desc()).limit(most)


def fill(prefix: str) -> None:
    """A job a minute."""
    rows = [{"name": f"{prefix}{number}", "at": START + 60 * number} for number in range(JOBS)]
    Heartbeat.insert_many(rows).execute()


def names(prefix: str, minute: int, most: int) -> list[str]:
    """What the question has to answer."""
    return [f"{prefix}{number}" for number in range(minute)][::-1][:most]


def asked(minute: int, most: int) -> list[str]:
    """What it does answer."""
    return [name for (name,) in before(most).ask(now=START + 60 * minute)]


def test_asked_again_it_answers_for_the_values_of_now(world: World) -> None:
    fill("a")
    assert world.config
    begun = len(built)
    for most in (3, 5):
        for minute in (0, 1, 4, 7, 4, 0):
            assert asked(minute, most) == names("a", minute, most)
    assert len(built) - begun <= 2, "put into words more than once for one argument"
    assert asked(-50, 3) == ["a10"], "what is added to a blank"
    Heartbeat.update(at=START).where(Heartbeat.name == "a9").execute()
    assert "a9" in asked(1, 5), "what was found was kept"


def test_without_a_value_nothing_is_asked(world: World) -> None:
    assert world.config
    with pytest.raises(KeyError):
        before(3).ask()
    with pytest.raises(LookupError):
        before(3).ask(now=None)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Another node, on SQLite whatever the first is on."""
    made = make_world(tmp_path / "other", "")
    setup.make(made, name="Oak", codes=[], language="nl")
    store = Store(made.config.database_url)
    with store.active():
        fill("b")
    yield store
    store.close()


def test_none_is_mixed_between_threads_nodes_and_engines(world: World, other: Store) -> None:
    fill("a")
    ours = Store(world.config.database_url)
    stores = {"a": ours, "b": other}

    def many(number: int) -> list[tuple[object, object]]:
        prefix, found = "ab"[number % 2], []
        with stores[prefix].active():
            for turn in range(60):
                minute, most = (number + turn) % JOBS, 2 + (number + turn) % 4
                found.append((asked(minute, most), names(prefix, minute, most)))
        return found

    with ThreadPoolExecutor(8) as pool:
        pairs = [pair for one in pool.map(many, range(8)) for pair in one]
    ours.close()
    assert len(pairs) == 480
    assert [pair for pair in pairs if pair[0] != pair[1]] == []


def alive() -> int:
    """How many statements there are in memory."""
    gc.collect()
    return sum(type(one) is Statement for one in gc.get_objects())


def test_varying_the_question_fills_memory_up_to_a_bound_only(world: World) -> None:
    """Whatever is asked, what one function put into words is at most so much."""
    assert world.config

    @kept
    def newest(most: int) -> Any:
        return Heartbeat.select(Heartbeat.name).limit(most)

    at_first = alive()
    for most in range(2 * MOST_KEPT):
        newest(most)
    assert alive() - at_first == MOST_KEPT
    assert newest(2 * MOST_KEPT - 1) is newest(2 * MOST_KEPT - 1), "the last was not kept"


def test_single_values_are_asked_together_each_under_its_name(world: World) -> None:
    fill("a")
    assert world.config
    at = Heartbeat.select(Heartbeat.at)
    wanted = {
        name: Value(at.where(Heartbeat.name == name).limit(1), Heartbeat.at.python_value)
        for name in ("a0", "a1", "none")
    }
    found = single.together(wanted)
    assert found == {"a0": NOON, "a1": NOON + timedelta(minutes=1), "none": None}
    assert single.one(wanted["a1"]) == found["a1"]
    assert single.together({}) == {}
    assert database.obj is not None
