"""A newer program takes over the data, or all is as it was before."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from node.backups import shelf, upgrading
from node.backups.errors import BackupError
from node.residents.models import Resident
from node.store import migrate, occupied
from node.store.database import Store, database
from node.world import World

Later = Callable[[str], None]
GOOD = """
def up(migrator, db):
    step(db, "ALTER TABLE resident ADD COLUMN shoe integer")
    step(db, "UPDATE resident SET shoe = 42")
    step(db, "CREATE TABLE shoe (id integer)")
"""
WITH_STEPS = """
import tests.node.test_upgrading as here

def step(db, sql):
    db.execute_sql(sql)
    here.steps.append(sql)
    if len(here.steps) == here.kill_after:
        raise here.KilledError
"""
steps: list[str] = []
kill_after: int | None = None


class KilledError(BaseException):
    """The power went."""


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Later:
    """The program becomes a newer one, whose next migration does this."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    numbers = [int(path.name[:4]) for path in folder.glob("0*.py")]
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)

    def add(text: str) -> None:
        numbers.append(max(numbers) + 1)
        (folder / f"{numbers[-1]:04}_shoes.py").write_text(WITH_STEPS + text)

    return add


def opens() -> str:
    return ""


def run(world: World, opens: Callable[[], str] = opens) -> upgrading.Upgraded:
    """Another process of the newer program."""
    store = Store(world.config.database_url)
    try:
        assert upgrading.is_needed(world, store)
        return upgrading.upgrade(world, store, opens)
    finally:
        store.close()


def columns() -> set[str]:
    return {column.name for column in database.get_columns("resident")}


def let_go() -> None:
    """This test's own connection is out of the way, as after the node was stopped."""
    assert database.obj is not None
    database.obj.close()
    database.obj.connect()


def test_an_upgrade_makes_a_copy_and_changes_the_tables(
    world: World, alice: Resident, later: Later
) -> None:
    later(GOOD)
    let_go()
    done = run(world)
    assert len(done.names) == 1
    assert "shoe" in columns()
    (copy,) = shelf.all_of(world)
    assert (copy.name, copy.manifest.why) == (done.copy, shelf.UPGRADE)
    assert done.names[0] not in copy.manifest.migrations
    store = Store(world.config.database_url)
    assert not upgrading.is_needed(world, store)
    store.close()


BREAKS = GOOD + "    step(db, 'DELETE FROM resident')\n    raise RuntimeError('no')\n"
LOSES = GOOD + "    step(db, 'DELETE FROM resident')\n"
BAD_PAGE = "the first page answers 500"


@pytest.mark.parametrize(
    ("text", "why"),
    [(BREAKS, "RuntimeError: no"), (LOSES, "resident has 0 rows"), (GOOD, BAD_PAGE)],
)
def test_what_goes_wrong_is_undone(
    world: World, alice: Resident, later: Later, text: str, why: str
) -> None:
    later(text)
    let_go()
    before = columns()
    with pytest.raises(BackupError, match=why):
        run(world, lambda: BAD_PAGE if text == GOOD else "")
    let_go()
    assert columns() == before
    assert {row.name for row in Resident.select()} == {"Elm", "Alice Jansen"}
    assert not database.table_exists("shoe")
    assert why.partition(" has")[0] in upgrading.failed(world)
    assert len(migrate.pending(database)) == 1


def test_ST_12_whoever_is_killed_at_any_step_is_as_before_or_goes_on(
    world: World, alice: Resident, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(GOOD)
    later(GOOD.replace("shoe", "hat"))
    for number in range(1, 7):
        let_go()
        steps.clear()
        monkeypatch.setattr(f"{__name__}.kill_after", number)
        with pytest.raises(KilledError):
            run(world)
        let_go()
        assert {row.name for row in Resident.select(Resident.name)} == {"Elm", "Alice Jansen"}
        if number <= 3:
            assert "shoe" not in columns()
            assert not database.table_exists("shoe")
        else:
            assert {"shoe", "hat"} & columns() == {"shoe"}
            break  # the first of both is done; the rest of the way is the same
    monkeypatch.setattr(f"{__name__}.kill_after", None)
    run(world)
    let_go()
    assert {"shoe", "hat"} <= columns()
    (copy,) = shelf.all_of(world)
    assert not any("shoes" in name for name in copy.manifest.migrations)  # of before all of it
    assert not (world.config.data / upgrading.FILE).exists()


def test_a_node_at_work_is_not_upgraded_and_an_upgrade_lets_nobody_in(tmp_path: Path) -> None:
    at_work = occupied.hold(tmp_path)
    with pytest.raises(occupied.OccupiedError, match="Stop it first"):
        occupied.hold(tmp_path, alone=True)
    occupied.change(at_work, alone=True)
    with pytest.raises(occupied.OccupiedError, match="being upgraded"):
        occupied.hold(tmp_path)


def test_ST_10_a_mistyped_address_makes_no_new_empty_node(world: World, tmp_path: Path) -> None:
    typo = tmp_path / "wijkk.db"
    with pytest.raises(migrate.SchemaError, match="There is no database at"):
        migrate.check_file(f"sqlite:///{typo}")
    assert not typo.exists()
    migrate.check_file(world.config.database_url)


def test_ST_10_a_database_without_a_node_is_refused(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if engine == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
        name = cluster.create()
        url = cluster.url(name)
    store = Store(url)
    with store.active() as empty, pytest.raises(migrate.SchemaError, match="no node in that"):
        migrate.check(empty)
    store.close()
    if engine == "postgresql":
        cluster.drop(name)
