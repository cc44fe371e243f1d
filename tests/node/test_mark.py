"""The high-water mark, and the gate that looks at it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from node.cli import wijk
from node.feed import mark, publish
from node.feed.errors import ClockBehindError
from node.feed.mark import HALF_BYTES, Last, Mark
from node.feed.models import Counter, Feed
from node.listings import compose, ending, search
from node.listings.errors import NotFoundError
from node.residents import accounts, sessions
from node.shown.viewer import ANYONE
from node.store.database import database
from node.store.halting import IO_ERROR
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder
from tests.tools import ROOT
from tests.world import Clock


def place(world: World, **typed: str) -> str:
    owner = accounts.node_organisation().id
    return compose.place(world, owner=owner, fields=ladder(world, **{"reach": "everyone"} | typed))


def test_each_commit_raises_the_mark(world: World) -> None:
    for _ in range(3):
        place(world)
        held = mark.read(world)
        assert held is not None
        assert held == mark.of_database(world)
        assert held.last == Counter.get().last == Feed.get(scope="public").seq
    assert world.config.mark.stat().st_mode & 0o777 == 0o600
    assert world.config.mark.stat().st_size == 2 * HALF_BYTES


def place_in_vain(world: World) -> None:
    with database.atomic():
        place(world)
        compose.withdraw(world, owner=1, lid="unknown")


def test_what_is_rolled_back_is_not_in_the_mark(world: World) -> None:
    before = mark.read(world)
    with pytest.raises(NotFoundError):
        place_in_vain(world)
    assert mark.read(world) == before


def test_what_was_published_within_a_larger_change_is_kept_by_the_job(world: World) -> None:
    with database.atomic():
        place(world)
    mark.keep(world)
    assert mark.read(world) == mark.of_database(world)


def test_the_job_makes_no_mark_where_there_was_none(world: World) -> None:
    """A lost mark must be seen at the next start, not papered over."""
    world.config.mark.unlink()
    mark.keep(world)
    assert mark.read(world) is None


def test_it_only_rises_but_for_a_new_version(world: World) -> None:
    world.config.mark.unlink()
    high = Mark(1, 2**52, {"public": Last(2**52, 100)})
    mark.rise(world, high)
    mark.rise(world, Mark(1, 5, {"public": Last(5, 300), "adjacent": Last(4, 200)}))
    assert mark.read(world) == Mark(1, 2**52, {**high.scopes, "adjacent": Last(4, 200)})
    mark.rise(world, Mark(2, 7, {"public": Last(7, 400)}))
    assert mark.read(world) == Mark(2, 7, {"public": Last(7, 400)})
    mark.rise(world, Mark(1, 2**53, {}))
    assert mark.read(world) == Mark(2, 7, {"public": Last(7, 400)})


@pytest.mark.parametrize("cut", range(0, HALF_BYTES, 37))
def test_ST_02_a_cut_while_writing_leaves_the_mark_before(world: World, cut: int) -> None:
    """The halves are written in turns; half of a half is no mark."""
    place(world)
    before, bytes_before = mark.read(world), world.config.mark.read_bytes()
    place(world)
    after, bytes_after = mark.read(world), world.config.mark.read_bytes()
    changed = [
        start
        for start in (0, HALF_BYTES)
        if bytes_before[start:][:HALF_BYTES] != bytes_after[start:][:HALF_BYTES]
    ]
    assert len(changed) == 1
    at = changed[0] + cut
    world.config.mark.write_bytes(bytes_after[:at] + bytes_before[at:])
    assert mark.read(world) in (before, after)
    assert mark.read(world) == before or cut > 0


def test_a_mark_that_cannot_be_read_is_none(world: World) -> None:
    world.config.mark.write_bytes(b"nonsense" * 200)
    assert mark.read(world) is None


@pytest.mark.parametrize("engine", ["sqlite"])
def test_ST_02_a_cut_at_or_between_syncs_of_the_database_keeps_what_was_acknowledged(
    world: World, engine: str, tmp_path: Path
) -> None:
    """What was written after the cut is lost, half a page too; what was synced before it is there.

    PostgreSQL keeps its own word here (``synchronous_commit``), which no test of ours can break.
    """
    database.execute_sql("PRAGMA wal_autocheckpoint = 0")
    log = world.config.data / "wijk.db-wal"
    acknowledged = {}
    for _ in range(4):
        lid = place(world)
        acknowledged[lid] = log.stat().st_size
    sizes = sorted(acknowledged.values())
    cuts = {cut for size in sizes for cut in (size, size - 1, size - 2000, size + 2000)}
    for cut in sorted(cuts):
        there, numbers = after_a_cut(world, tmp_path, cut)
        assert {lid for lid, size in acknowledged.items() if size <= cut} == there
        assert len(numbers) == len(set(numbers)) == len(there)
        held = mark.read(world)
        assert held is not None
        assert max(numbers, default=0) <= held.last  # what is lost is given to no other


def after_a_cut(world: World, folder: Path, cut: int) -> tuple[set[str], list[int]]:
    """The listings and the numbers of a database whose log ends here."""
    copy = folder / "cut.db"
    for name in ("", "-wal", "-shm"):
        copy.with_name(f"cut.db{name}").unlink(missing_ok=True)
    for name in ("", "-wal"):  # by another process: closing the file here would drop its locks
        source = world.config.data / f"wijk.db{name}"
        subprocess.run(["cp", source, copy.with_name(f"cut.db{name}")], check=True)
    shorter = ["truncate", f"--size=<{cut}", str(copy.with_name("cut.db-wal"))]
    subprocess.run(shorter, check=True)
    with closing(sqlite3.connect(copy)) as held:
        assert held.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = held.execute("SELECT lid, seq FROM entry").fetchall()
    return {lid for lid, _ in rows}, [seq for _, seq in rows]


FAILING = """
import errno, os, sys
from pathlib import Path
from dataclasses import replace
from node.feed import mark
from tests.world import make_world

world = make_world(Path(sys.argv[1]), "sqlite:///")
real = os.fsync if sys.argv[2] == "fsync" else os.pwrite
def fail(*_arguments):
    raise OSError(errno.EIO, os.strerror(errno.EIO))
setattr(os, sys.argv[2], fail)
try:
    mark.rise(world, mark.Mark(1, 5, {}))
except BaseException:
    print("caught")
print("went on")
"""


@pytest.mark.parametrize("call", ["fsync", "pwrite"])
def test_ST_17_a_mark_that_cannot_be_written_stops_the_process(tmp_path: Path, call: str) -> None:
    command = [sys.executable, "-c", FAILING, str(tmp_path), call]
    ended = subprocess.run(  # our own text
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == IO_ERROR
    assert ended.stdout == ""


FULL = """
import resource, signal, sys
from pathlib import Path
from node.store import bulk
from node.store.database import Store, database
from tests.world import make_world

world = make_world(Path(sys.argv[1]), "sqlite:///" + sys.argv[1] + "/wijk.db")
store = Store(world.config.database_url)
with store.active():
    database.execute_sql("CREATE TABLE kept (words TEXT)")
    database.execute_sql("INSERT INTO kept VALUES ('before')")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the next write that makes a file grow fails
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    try:
        if sys.argv[2] == "alone":
            database.execute_sql("INSERT INTO kept VALUES (hex(zeroblob(9000)))")
        elif sys.argv[2] == "many at once":
            bulk._execute("INSERT INTO kept VALUES (?)", [("x" * 9000,)])
        else:
            with database.atomic():
                database.execute_sql("INSERT INTO kept VALUES (hex(zeroblob(9000)))")
    except BaseException:
        print("caught")
print("went on")
"""


@pytest.mark.parametrize("how", ["alone", "many at once", "in a transaction"])
def test_ST_17_a_database_that_cannot_be_written_stops_the_process(
    tmp_path: Path, how: str
) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path), how]
    ended = subprocess.run(  # our own text
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (IO_ERROR, ""), ended.stderr
    with closing(sqlite3.connect(tmp_path / "wijk.db")) as held:
        assert held.execute("SELECT words FROM kept").fetchall() == [("before",)]


# The clock


def test_ST_18_a_clock_a_year_ahead_and_back(world: World) -> None:
    """PROTOCOL §14: no signature until somebody says that the clock is right; numbers rise."""
    assert isinstance(world.clock, Clock)
    place(world)
    numbers = [Counter.get().last]
    world.clock.forward(days=365)
    place(world, end="1-6-2032")
    publish.freshen_heads(world)
    numbers.append(Counter.get().last)
    world.clock.forward(days=-365)
    with pytest.raises(ClockBehindError):
        place(world)
    assert publish.freshen_heads(world) == 0
    assert publish.forget_removals(world) == 0
    last = Feed.get(scope="public").published
    assert publish.confirm_clock(world) == last
    place(world)
    numbers.append(Counter.get().last)
    assert publish.freshen_heads(world) == 0  # both heads were signed anew at once
    now = world.now()
    assert all(abs(feed.published - now) < timedelta(hours=1) for feed in Feed.select())
    place(world)
    numbers.append(Counter.get().last)
    assert numbers == sorted(set(numbers))
    assert publish.confirm_clock(world) is None


def test_ST_18_sessions_and_listings_end_by_the_clock_and_never_last_longer(world: World) -> None:
    """A day back nobody is thrown out; a year ahead all is over, and what was let go stays so."""
    assert isinstance(world.clock, Clock)
    accounts.create(world, name="Noor", password=PASSWORD)
    token = sessions.sign_in(world, name_or_email="Noor", password=PASSWORD)
    place(world)
    world.clock.forward(days=-1)
    assert sessions.resident_by_token(world, token) is not None
    assert ending.end_past(world) == 0
    assert search.find(world, ANYONE, search.Query()).total == 1
    world.clock.forward(days=366)
    assert sessions.resident_by_token(world, token) is None
    assert search.find(world, ANYONE, search.Query()).total == 0
    assert (ending.end_past(world), ending.end_past(world)) == (1, 0)
    world.clock.forward(days=-365)
    assert search.find(world, ANYONE, search.Query()).total == 0


def test_ST_18_a_clock_a_day_behind(world: World) -> None:
    assert isinstance(world.clock, Clock)
    place(world)
    world.clock.forward(days=-1)
    with pytest.raises(ClockBehindError):
        place(world)
    assert publish.confirm_clock(world) is not None
    first = Counter.get().last
    place(world)
    assert Counter.get().last > first
    world.clock.forward(days=-1)
    with pytest.raises(ClockBehindError):
        place(world)


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "elm")]
    made = ["init", "--url", "http://elm.localhost:8001", "--name", "Elm", "--development"]
    runner = CliRunner()
    assert runner.invoke(wijk, [*data, *made]).exit_code == 0
    said = runner.invoke(wijk, [*data, "clock", "confirm", "--yes"])
    assert "nothing was changed" in said.output
