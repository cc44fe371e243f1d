"""Pulling and storing a first feed, against a bare loop that writes the same rows and words.

The bare loop has the rows in hand, bytes and words as they are kept, and writes them into a copy of
the same node from just before the pull: the same tables, indexes and driver, opened as a node opens
it. It reads, judges and makes nothing, and asks nothing of what is there; the few rows that are one
a feed it leaves out. It has as many transactions as a pull must have: that its turn is taken stands
before the work, and how far it has come while somebody waits; all rows come in one. Where there is
a bound it is a plain loop: one listing after the other, a statement for each of its rows. Beside it
stands the fastest way there is to write them: table by table, each with ``executemany``.
"""

import gc
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit

from federation.errors import UnreachableError
from node.app import create_app
from node.feed.models import Entry, Origin
from node.listings import compose
from node.peering import add, pull
from node.residents import accounts
from node.store.database import Store, database
from node.upkeep import setup
from node.world import Fetch, Fetched, World, system_clock, system_random
from tests.benchmarks.race import Row
from tests.benchmarks.wards import NOUNS
from tests.node.filling import LADDER, read
from tests.world import make_world, no_network

TABLES = ("entry", "listing", "listing_picture", "search_index")
NOTES = ("UPDATE peer SET next_attempt = next_attempt", "UPDATE peer SET coming = 0")
VIRTUAL = {"search_index": "rowid, words"}
Rows = dict[str, list[tuple[Any, ...]]]
Seconds = tuple[float, float]
"""Of the wall's clock, and of the processor's."""


def measure(folder: Path, quick: bool) -> list[Row]:
    """10,000 listings (500 when quick), all of them with their texts."""
    count, rounds = (500, 3) if quick else (10_000, 5)
    origin = Remembered(make_origin(folder / "elm", count))
    ours, bare, plain = [], [], []
    for number in range(rounds + 1):  # the first is not counted
        world = _follower(folder / f"oak{number}", origin, count)
        empty = [_copied(world, folder / f"{name}{number}.db") for name in ("bare", "plain")]
        ours.append(_pull(world, count))
        rows = _rows(world.config.data / "wijk.db")
        bare.append(_write(empty[0], rows, _by_table))
        plain.append(_write(empty[1], rows, _by_listing))
    return [
        _row(f"pull and store {count:,} listings", ours, plain, by=0, bound="1.6"),
        _row("the processor's time of that", ours, plain, by=1),
        _row("against each table at once", ours, bare, by=0),
        _row("the processor's time of that", ours, bare, by=1),
    ]


def _row(name: str, ours: list[Seconds], bare: list[Seconds], *, by: int, bound: str = "-") -> Row:
    mine, others = [one[by] for one in ours[1:]], [one[by] for one in bare[1:]]
    ratios = sorted(one / other for one, other in zip(mine, others, strict=True))
    return Row(
        name=name,
        ours=f"{median(mine):.2f} s",
        against=f"{median(others):.2f} s bare: same rows and words",
        ratio=f"{median(ratios):.2f}",
        noise=f"±{(ratios[-1] - ratios[0]) / median(ratios) * 50:.0f} %",
        limited_by="writing rows and words; one signature for all",
        bound=bound,
    )


class Remembered:
    """Another node, asked each thing once: what it costs to answer is its own matter."""

    def __init__(self, other: Fetch) -> None:
        self.other = other
        self.known: dict[str, Fetched] = {}

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        if url not in self.known:
            self.known[url] = self.other(url, accept=accept, limit=limit, headers=headers)
        return self.known[url]


class InProcess:
    """Another node's application, asked without a socket."""

    def __init__(self, app: Any, name: str = "elm") -> None:
        self.client = app.test_client()
        self.host = f"{name}.localhost"

    def __call__(
        self,
        url: str,
        *,
        accept: tuple[str, ...],
        limit: int,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        parts = urlsplit(url)
        if parts.hostname != self.host:
            raise UnreachableError(host=url)
        answer = self.client.get(
            f"{parts.path}?{parts.query}", base_url=f"http://{parts.netloc}", headers=headers
        )
        named = {name.lower(): value for name, value in answer.headers}
        return Fetched(answer.status_code, named, answer.data)


def _world(home: Path, name: str, fetch: Any) -> World:
    made = make_world(home, "", name=name)
    return World(made.config, system_clock, system_random, fetch)


def make_origin(home: Path, count: int, *, name: str = "elm", port: int = 8001) -> InProcess:
    """A ward with so many listings, at this host."""
    world = _world(home, name, no_network)
    world = replace(world, config=replace(world.config, url=f"http://{name}.localhost:{port}"))
    setup.make(world, name=name.title(), codes=[], language="nl")
    store = Store(world.config.database_url)
    with store.active():
        typed = LADDER | {"reach": "everyone", "end": _soon(world)}
        owner = accounts.node_organisation().id
        texts = [" ".join(f"{NOUNS[n % 11]}{n + k}" for k in range(60)) for n in range(count)]
        values = [read(typed | {"text": text}, world.now()) for text in texts]
        compose.place_many(world, [compose.Wanted(owner=owner, fields=one) for one in values])
    return InProcess(create_app(world.config, world, store), name)


def _soon(world: World) -> str:
    return world.now().date().replace(year=world.now().year + 1, month=1, day=31).isoformat()


def pull_all(
    home: Path, origin: Fetch, count: int, url: str = "http://elm.localhost:8001"
) -> Seconds:
    """A new ward follows the one at ``url``, and takes over all it has."""
    return _pull(_follower(home, origin, count, url), count)


def _follower(
    home: Path, origin: Fetch, count: int, url: str = "http://elm.localhost:8001"
) -> World:
    """A new ward that follows the one at ``url``, and has nothing of it yet."""
    world = _world(home, "new", origin)
    setup.make(world, name="New", codes=[], language="nl")
    store = Store(world.config.database_url)
    with store.active():
        add.follow(world, add.introduce(world, url))
        Origin.update(most_listings=count).where(~Origin.own).execute()
    store.close()
    return world


def _copied(world: World, copy: Path) -> Path:
    store = Store(world.config.database_url)
    with store.active():
        database.execute_sql("VACUUM INTO ?", [str(copy)])
    store.close()
    return copy


def _pull(world: World, count: int) -> Seconds:
    store = Store(world.config.database_url)
    with store.active():
        gc.collect()
        gc.freeze()  # as a node does before it serves
        seconds = _timed(lambda: pull.pull_due(world))
        gc.unfreeze()
        assert Entry.select().where(Entry.document.is_null(is_null=False)).count() == count
    store.close()
    return seconds


def _write(before: Path, rows: Rows, put: Callable[[Any, Rows], None]) -> Seconds:
    """Write what was pulled into ``before``, a copy from just before the pull."""
    store = Store(f"sqlite:///{before}")
    with store.active():
        connection = database.connection()

        def write() -> None:
            for note in NOTES:
                connection.execute(note)
            connection.execute("BEGIN IMMEDIATE")
            put(connection, rows)
            connection.execute("COMMIT")

        seconds = _timed(write)
    store.close()
    return seconds


def _by_table(connection: Any, rows: Rows) -> None:
    for table, lines in rows.items():
        connection.executemany(_insertion(table, lines), lines)


def _by_listing(connection: Any, rows: Rows) -> None:
    insertions = [_insertion(table, lines) for table, lines in rows.items()]
    for lines in zip_longest(*rows.values()):
        for insertion, line in zip(insertions, lines, strict=True):
            if line is not None:
                connection.execute(insertion, line)


def _insertion(table: str, lines: list[tuple[Any, ...]]) -> str:
    into = f"{table} ({VIRTUAL[table]})" if table in VIRTUAL else table
    return f"INSERT INTO {into} VALUES ({', '.join('?' * len(lines[0]))})"


def _rows(filled: Path) -> Rows:
    """What each table was filled with."""
    source = sqlite3.connect(filled)
    questions = {table: f"SELECT {VIRTUAL.get(table, '*')} FROM {table}" for table in TABLES}
    found = {table: source.execute(question).fetchall() for table, question in questions.items()}
    source.close()
    return {table: lines for table, lines in found.items() if lines}


def _timed(work: Callable[[], object]) -> Seconds:
    begin = perf_counter(), process_time()
    work()
    return perf_counter() - begin[0], process_time() - begin[1]
