"""How SQLite goes about the questions that every visitor asks: in order, with an early stop.

What is counted here is not time but sorting: a page that has to put fifty thousand listings in
order first is slow on every machine.
"""

from pathlib import Path
from typing import Any

import pytest

from node.listings import search
from node.listings.asked import Asked
from node.shown.viewer import ANYONE, Viewer
from node.store.database import Store, database
from node.upkeep import setup
from node.world import World
from tests import postgres
from tests.world import make_world

SORTED = "USE TEMP B-TREE FOR ORDER BY"


@pytest.fixture
def here(tmp_path: Path) -> Any:
    """A node on SQLite."""
    world = make_world(tmp_path, "")
    setup.make(world, name="Elm", codes=["WK0363ME@2025"], language="nl")
    store = Store(world.config.database_url)
    with store.active():
        yield world
    store.close()


@pytest.mark.parametrize("viewer", [ANYONE, Viewer(1, "resident")], ids=["anyone", "resident"])
@pytest.mark.parametrize(
    "query",
    [
        search.Query(),
        search.Query(before=40_000),
        search.Query(nearby=False),
        search.Query(kind="lending", purpose="offer"),
        search.Query(words="ladder"),
        search.Query(words="ladder hout", kind="lending", before=40_000),
    ],
    ids=["newest", "further on", "this ward", "a kind", "a word", "words and a kind"],
)
def test_the_newest_come_in_the_order_of_an_index(
    here: World, viewer: Viewer, query: search.Query
) -> None:
    sql, values = Asked(here.now(), viewer, query).ids(21).sql()
    plan = [row[-1] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan
    assert SORTED not in plan, "\n".join(plan)


def test_postgresql_plans_for_the_word_that_is_asked_for(
    postgres_cluster: postgres.Cluster,
) -> None:
    name = postgres_cluster.create()
    store = Store(postgres_cluster.url(name))
    with store.active():
        assert database.execute_sql("SHOW plan_cache_mode").fetchall() == [("force_custom_plan",)]
    store.close()
    postgres_cluster.drop(name)
