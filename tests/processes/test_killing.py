"""A power cut at any moment: what was acknowledged is there, and no number is used twice.

The nodes' processes and the processes that place and pull are killed with SIGKILL at moments that
nobody chose, while all of them are at work: fifty times in all, and ``--long`` a thousand on each
engine (``--kills`` another number). The ward that places is on one engine, the one that pulls on
the other. After each round both databases are whole, everything that was acknowledged is in the
feed, and the numbers have only risen.
"""

import json
import sqlite3
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from federation.head import root
from tests.postgres import Cluster
from tests.processes.workers import Worker
from tests.running import Node, short_folder, two_wards
from tests.tools import wait_until
from tests.world import Chance

pytestmark = pytest.mark.processes

KILLS, LONG_KILLS = 27, 1000  # on each engine, at least
KILLS_A_ROUND = 3
LONGEST_LIFE = 0.6  # seconds between being at work and being killed
CONVERGE_SECONDS = 60
INDEXES = """
SELECT bt_index_check(index.indexrelid, true) FROM pg_index index
JOIN pg_class held ON held.oid = index.indexrelid JOIN pg_am way ON way.oid = held.relam
WHERE way.amname = 'btree' AND held.relnamespace = 'public'::regnamespace AND index.indisvalid
"""


@dataclass
class Ledger:
    """What was promised by a node, and what anybody saw of its feed."""

    placed: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)  # whose withdrawal was cut before it was told
    numbers: dict[int, tuple[str, str]] = field(default_factory=dict)
    promised: int = 0
    highest: int = 0

    def hear(self, promises: list[str]) -> None:
        """Note what a worker had finished: each with a higher number than all before it."""
        for promise in promises:
            word, lid, seq = promise.split(" ")
            {"placed": self.placed, "withdrawn": self.withdrawn}[word].add(lid)
            assert int(seq) > self.promised, "a number did not rise"
            self.promised = int(seq)

    def look(self, node: Node) -> None:
        """Read the whole feed as a neighbour may; nothing seen before may be contradicted."""
        answer = node.get("/fed/manifest/public", "application/activity+json")
        assert answer.status == 200
        manifest = json.loads(answer.body)
        head, entries = manifest["head"], list(map(tuple, manifest["entries"]))
        for lid, seq, digest in entries:
            assert self.numbers.setdefault(seq, (lid, digest)) == (lid, digest), "a seq used twice"
        assert (head["wijk:count"], head["wijk:root"]) == (len(entries), root(entries))
        assert head["wijk:seq"] >= max(self.highest, self.promised), "a number went back"
        self.highest = head["wijk:seq"]
        there = {lid for lid, _, _ in entries}
        assert not there & self.withdrawn, "a withdrawal was lost"
        self.missing |= self.placed - self.withdrawn - there


def test_ST_01_power_cuts_lose_nothing(
    engine: str, postgres_cluster: Cluster, request: pytest.FixtureRequest
) -> None:
    chance, ledger = Chance(f"power cuts {engine}"), Ledger()
    kills = rounds = pulls = brought = 0
    other = postgres_cluster.url(postgres_cluster.create())
    databases = ("", other) if engine == "sqlite" else (other, "")
    with short_folder() as folder, two_wards(folder, databases) as (elm, oak):
        oak.wijk("peer", "quota", elm.url, "--listings", "20000", "--new", "20000")
        while kills < wanted(request.config):
            promised, pulled = one_round(elm, oak, chance, cut=(elm, oak)[rounds % 2])
            kills += KILLS_A_ROUND
            rounds += 1
            ledger.hear(promised)
            pulls += sum(promise.startswith("pulled") for promise in pulled)
            brought += sum(promise not in {"pulled 0", "refused unreachable"} for promise in pulled)
            ledger.look(elm)
            assert len(ledger.missing) <= rounds, "a listing was lost"
            for node, database in zip((elm, oak), databases, strict=True):
                assert is_whole(node, database)
        assert len(ledger.placed) >= rounds
        assert pulls >= rounds / 2
        assert brought >= rounds / 2  # pulls that had something to write when they were cut short

        mine = {row["id"]: row for row in elm.listings("--all", "--origin", "own")}
        assert ledger.placed <= mine.keys()
        gone = {lid for lid, row in mine.items() if row["state"] == "withdrawn"}
        assert ledger.withdrawn | ledger.missing <= gone
        for node in (elm, oak):
            node.wijk("pull")  # nobody waits for its next turn, which failures put off
        wait_until(lambda: agreed(elm, oak), seconds=CONVERGE_SECONDS, what="both wards agree")
        assert [peer["last_error"] for peer in (*elm.peers(), *oak.peers())] == [None, None]


def wanted(config: pytest.Config) -> int:
    """How many processes are killed on each engine."""
    asked: int | None = config.getoption("--kills")
    return asked or (LONG_KILLS if config.getoption("--long") else KILLS)


def is_whole(node: Node, database: str) -> bool:
    """Whether the engine finds nothing wrong with what is on the disk."""
    if not database:
        with closing(sqlite3.connect(node.folder / "wijk.db")) as held:
            said = held.execute("PRAGMA integrity_check").fetchall()
            return said == [("ok",)] and not held.execute("PRAGMA foreign_key_check").fetchall()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        connection.execute(INDEXES)  # an error when an index and its table disagree
    return True


def one_round(elm: Node, oak: Node, chance: Chance, *, cut: Node) -> tuple[list[str], list[str]]:
    """Start whatever does not run, let it work, and kill three at moments of their own."""
    with ExitStack() as ends:
        placing, pulling = Worker("place", elm), Worker("pull", oak)
        ends.callback(placing.clear_away)
        ends.callback(pulling.clear_away)
        placing.at_work()
        pulling.at_work()
        moments = sorted(
            (chance(1)[0] / 255 * LONGEST_LIFE, name) for name in ("placing", "pulling", "node")
        )
        now = 0.0
        for moment, name in moments:
            time.sleep(moment - now)
            now = moment
            {"placing": placing.kill, "pulling": pulling.kill, "node": cut.kill}[name]()
        cut.start()
        return placing.promises, pulling.promises


def agreed(elm: Node, oak: Node) -> bool:
    """Whether Oak shows exactly what Elm shows of its own, each once."""
    return shown(elm.listings("--origin", "own")) == shown(
        [row for row in oak.listings() if row["origin"] != "own"]
    )


def shown(rows: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """What identifies the listings in a list, in an order of its own."""
    return sorted((row["id"], row["seq"], row["name"]) for row in rows)
