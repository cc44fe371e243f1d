"""A process that does nothing but write is killed, again and again: SIGKILL, at any moment.

Twelve times on each engine, and two hundred with ``--long``. What it had said is there each time it
starts anew, in order and without a gap, and whoever only reads notices nothing.
"""

import time
from collections.abc import Callable

import pytest

from node.store.database import Store, database
from node.store.models import Heartbeat
from tests.postgres import Cluster
from tests.processes.test_killing import is_whole
from tests.processes.workers import Worker
from tests.running import Node, short_folder
from tests.tools import free_port
from tests.world import Chance

pytestmark = pytest.mark.processes

KILLS, LONG_KILLS = 12, 200
LONGEST_LIFE = 0.2  # seconds of work before it is killed
CHECK_EVERY = 20  # kills between two looks at all of the database


def test_ST_01_a_bare_writer_that_is_killed_loses_nothing_that_it_said(
    engine: str,
    postgres_cluster: Cluster,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    kills = LONG_KILLS if request.config.getoption("--long") else KILLS
    chance, promised = Chance(f"bare {engine}"), 0
    url = postgres_cluster.url(postgres_cluster.create()) if engine == "postgresql" else ""
    with short_folder() as folder:
        elm = Node(folder, "elm", free_port())
        elm.make(database=url)
        store = Store(url or f"sqlite:///{elm.folder / 'wijk.db'}")
        for number in range(kills):
            writer = Worker("beat", elm)
            writer.at_work()
            time.sleep(chance(1)[0] / 255 * LONGEST_LIFE)
            with store.active():
                Heartbeat.select().count()  # reading goes on
            said = [int(promise.split(" ")[1]) for promise in writer.kill()]
            assert said == list(range(said[0], said[-1] + 1))
            assert said[0] > promised  # what was said before was there
            promised = said[-1]
            with store.active():
                there = {row.name for row in Heartbeat.select() if row.name.startswith("beat ")}
            assert len(there) in {promised, promised + 1}  # one may be there that was not told
            assert there == {f"beat {one}" for one in range(1, len(there) + 1)}
            if number % CHECK_EVERY == 0 or number == kills - 1:
                assert is_whole(elm, url)
        store.close()
    record_property("promises", promised)
    print(f"\n{engine}: {kills} kills, {promised} promises")
    assert database.obj is None
    assert promised >= kills
