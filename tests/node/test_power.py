"""The power goes at each moment at which something was to be on the disk: SQLite, and our settings.

What was acknowledged is there afterwards, what was not is there as a whole or not at all.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from node.feed.models import Entry
from node.listings import compose
from node.residents import accounts
from node.store import facts, heartbeat
from node.store.database import database
from node.world import World
from tests.node import power
from tests.node.conftest import PASSWORD
from tests.node.filling import ladder

STEPS, LONG_STEPS = 16, 200
ONE_IN = 3
PAGES = 60  # so that the log is copied into the database every now and then


@pytest.fixture
def engine() -> str:
    """PostgreSQL keeps its own word (``synchronous_commit``), which no test of ours can break."""
    return "sqlite"


def live(world: World, steps: int) -> list[str]:
    """So many things that happen at a node; what was written for that."""
    script = power.script_of(database.connection())
    owner, mine = accounts.node_organisation().id, []
    for number in range(steps):
        if number % 8 == 7:
            compose.withdraw(world, owner=owner, lid=mine.pop(0))
        elif number % 8 == 5:
            accounts.create(world, name=f"Buur {number}", password=PASSWORD)
        elif number % 4 == 2:
            facts.note(world.now(), "seen", number=number, text="x" * 50 * number)
        elif number % 4 == 3:
            heartbeat.beat(world.now(), f"beat {number}")
        else:
            mine.append(compose.place(world, owner=owner, fields=ladder(world, reach="everyone")))
    database.connection().set_trace_callback(None)
    return script


@pytest.fixture
def play(world: World, tmp_path: Path) -> Callable[..., power.Recording]:
    """Play a script on the database as it was before."""
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = tmp_path / "before.db"
    database.execute_sql("VACUUM INTO ?", (str(before),))

    def played(script: list[str], **pragmas: str | int) -> power.Recording:
        folder = tmp_path / "played"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        aside = before.rename(before.with_name("before"))
        shutil.copyfile(aside, folder / "copied")
        aside.rename(before)
        (folder / "copied").rename(folder / "node.db")
        return power.played(folder / "node.db", script, **pragmas)

    return played


def test_ST_02_a_cut_at_each_sync_keeps_all_that_was_acknowledged_and_nothing_by_halves(
    world: World,
    play: Callable[..., power.Recording],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    """``--long``: two hundred steps, each cut."""
    long = request.config.getoption("--long")
    made = play(live(world, LONG_STEPS if long else STEPS), wal_autocheckpoint=PAGES)
    assert len(made.states) >= (LONG_STEPS if long else STEPS)
    synced = {step.file for step in made.steps if step.kind == power.SYNC}
    assert synced >= {"node.db", "node.db-wal"}
    seen: Counter[str] = Counter()
    for cut in power.some(power.cuts(made), one_in=1 if long else ONE_IN):
        found, least = power.found_after(cut, tmp_path), made.acknowledged(cut.step)
        assert found in made.states[least : least + 2], cut.unsynced
        seen[cut.unsynced] += 1
    record_property("cuts", dict(seen))
    print(f"\n{len(made.states) - 1} commits, {sum(seen.values())} cuts: {dict(seen)}")
    assert Entry.select().exists()


def test_ST_02_with_a_weaker_setting_this_test_finds_what_is_lost(
    world: World, play: Callable[..., power.Recording], tmp_path: Path
) -> None:
    """``synchronous=NORMAL`` loses what was acknowledged; that we have FULL is what keeps it."""
    assert database.execute_sql("PRAGMA synchronous").fetchone()[0] == 2
    made = play(live(world, STEPS), synchronous="normal", wal_autocheckpoint=PAGES)
    lost = 0
    for cut in power.cuts(made):
        found, least = power.found_after(cut, tmp_path), made.acknowledged(cut.step)
        lost += found not in made.states[least : least + 2]
    assert lost > 0
