"""Copies of a whole node: made while it is at work, looked at, kept by the rule, put back."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from node.backups import looking, making, nightly, restoring, shelf
from node.backups.errors import BackupError, NoRoomError
from node.backups.manifest import FILE, Manifest
from node.backups.shelf import ASKED, NIGHTLY, UPGRADE, Backup
from node.config import FILE_NAME, ZONE, Config
from node.feed import mark
from node.feed.identity import own_origin
from node.feed.models import Counter
from node.residents import sessions
from node.residents.models import Resident, Session
from node.store import facts, heartbeat
from node.store.database import Store
from node.store.models import Heartbeat
from node.store.snapshot import ENGINES, engine_of
from node.upkeep import leaving, restore, setup, starting
from node.world import World
from tests.postgres import Cluster
from tests.ready import in_a_file
from tests.world import make_world

PASSWORD = "een lange zin die niemand raadt"
PICTURE = "ab" * 32


@pytest.fixture
def emptied(engine: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """The address of an empty database without tables, of this engine; "" for SQLite's own."""
    if engine == "sqlite":
        yield lambda: ""
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    names: list[str] = []

    def made() -> str:
        names.append(cluster.create())
        return cluster.url(names[-1])

    yield made
    for name in names:
        cluster.drop(name)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[World]:
    """A node on SQLite, for what does not ask which engine there is."""
    made = make_world(tmp_path, in_a_file(tmp_path))
    setup.make(made, name="Elm", codes=["WK0363ME@2025"], language="nl")
    store = Store(made.config.database_url)
    with store.active():
        yield made
    store.close()


def put_picture(world: World) -> Path:
    path = world.config.pictures / PICTURE[:2] / PICTURE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(b"a picture")
    path.chmod(0o600)
    return path


def elsewhere(world: World, folder: Path) -> World:
    """The world of an empty folder, as the command makes it."""
    return replace(world, config=Config(data=folder, url=world.config.url, secret=""))


def test_BR_13_a_copy_has_all_of_the_node_says_what_it_is_and_is_read_by_nobody_else(
    world: World, alice: Resident
) -> None:
    put_picture(world)
    made = making.make(world, ASKED)
    engine = engine_of(world.config.database_url)
    assert set(made.manifest.files) == {
        ENGINES[engine].file,
        FILE_NAME,
        "keys/http.key",
        "keys/sign.key",
        f"pictures/{PICTURE[:2]}/{PICTURE}",
    }
    assert made.manifest == Manifest.read(made.folder)
    assert (made.manifest.scid, made.manifest.last) == (own_origin().scid, Counter.get().last)
    assert made.manifest.counts["resident"] == Resident.select().count()
    assert looking.problems(made.folder) == []
    assert shelf.newest(world) == made
    modes = {path.stat().st_mode & 0o777 for path in made.folder.rglob("*") if path.is_file()}
    folders = [made.folder, *(path for path in made.folder.rglob("*") if path.is_dir())]
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_what_belongs_in_no_copy_stays_out(small: World) -> None:
    for folder in (small.config.beside, small.config.borrowed, small.config.exports):
        folder.mkdir(exist_ok=True)
        (folder / "something").write_bytes(b"x")
    made = making.make(small, ASKED)
    assert not [name for name in made.manifest.files if "something" in name or "mark" in name]


def test_a_second_copy_keeps_the_same_picture_once_on_the_disk(small: World) -> None:
    put_picture(small)
    first = making.make(small, ASKED)
    small.clock.forward(days=1)  # type: ignore[attr-defined]
    second = making.make(small, ASKED)
    name = f"pictures/{PICTURE[:2]}/{PICTURE}"
    assert first.name != second.name
    assert (first.folder / name).samefile(second.folder / name)
    assert not (second.folder / name).samefile(small.config.pictures / PICTURE[:2] / PICTURE)


@pytest.mark.parametrize("what", ["flipped", "short", "missing", "more", "open", "no manifest"])
def test_what_is_not_good_is_named(small: World, what: str) -> None:
    put_picture(small)
    made = making.make(small, ASKED)
    path = made.folder / ENGINES[made.manifest.engine].file
    data = bytearray(path.read_bytes())
    said = path.name
    if what == "flipped":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif what == "short":
        path.write_bytes(data[:-100])
    elif what == "missing":
        path.unlink()
    elif what == "more":
        (made.folder / "keys" / "other.key").touch(mode=0o600)
        said = "keys/other.key"
    elif what == "open":
        path.chmod(0o644)
    else:
        (made.folder / FILE).unlink()
        said = FILE
    assert said in looking.problems(made.folder)[0]


def test_a_copy_of_which_the_manifest_lies_is_not_good(world: World) -> None:
    """The hashes fit, and what is in the database does not."""
    made = making.make(world, ASKED)
    counts = {**made.manifest.counts, "resident": 99}
    (made.folder / FILE).write_bytes(replace(made.manifest, counts=counts).to_json())
    assert any("resident" in one for one in looking.problems(made.folder))
    (made.folder / FILE).write_bytes(replace(made.manifest, last=1).to_json())
    assert looking.problems(made.folder) == ["its numbers are others than when it was made"]


def test_BR_09_a_disk_without_room_makes_no_copy_and_keeps_the_others(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = making.make(small, ASKED)
    usage = shutil._ntuple_diskusage(10**10, 10**10 - 10**7, 10**7)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(NoRoomError, match="10 MB free"):
        making.make(small, ASKED)
    assert [one.name for one in shelf.all_of(small)] == [first.name]


def test_BR_09_a_copy_that_fails_half_way_leaves_nothing(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = making.make(small, ASKED)
    monkeypatch.setattr(looking, "problems", lambda folder: ["it is bent"])
    with pytest.raises(BackupError, match="it is bent"):
        making.make(small, ASKED)
    assert sorted(path.name for path in small.config.backups.iterdir()) == [first.name, "lock"]


def test_two_copies_at_once_are_one(small: World) -> None:
    with making.alone(small), pytest.raises(BackupError, match="being made now"):
        making.make(small, ASKED)


def kept(days: Iterable[int], why: str = NIGHTLY) -> list[int]:
    """Of copies made on these days (0 is the last), which are kept."""
    last = datetime(2031, 5, 14, 2, tzinfo=UTC)  # a Wednesday
    base = Manifest(last, why, "1", "sqlite", "", "", 1, 1, (), {}, {})
    held = [Backup(Path(str(day)), replace(base, made=last - timedelta(days=day))) for day in days]
    return [int(one.name) for one in shelf.kept_by_the_rule(held)]


def test_the_rule_keeps_seven_days_four_weeks_six_months() -> None:
    found = kept(range(400))
    assert found[:7] == list(range(7))
    assert found[7:] == [10, 14, 17, 44, 75, 103, 134]
    assert kept(range(3)) == [0, 1, 2]
    assert kept(range(400, 401)) == [400]


def test_ME_08_half_a_year_after_something_was_forgotten_no_nightly_copy_has_it() -> None:
    assert max(kept(range(1_000))) < 184


@pytest.mark.parametrize(("days", "stays"), [(20, True), (170, True), (190, False)])
def test_ME_08_the_last_copy_before_an_upgrade_stays_for_half_a_year(
    days: int, stays: bool
) -> None:
    last = datetime(2031, 5, 14, 2, tzinfo=UTC)
    base = Manifest(last, NIGHTLY, "1", "sqlite", "", "", 1, 1, (), {}, {})
    old = Backup(Path("old"), replace(base, made=last - timedelta(days=days), why=UPGRADE))
    held = [Backup(Path(str(n)), replace(base, made=last - timedelta(days=n))) for n in range(9)]
    assert ("old" in [one.name for one in shelf.kept_by_the_rule([*held, old])]) == stays


def test_ME_08_of_a_node_that_seldom_runs_nothing_stays_for_longer_either() -> None:
    assert kept(range(0, 3_000, 100)) == [0, 100, 200]
    assert kept(range(-400, 3_000, 400)) == [-400, 0]


def test_a_clock_that_was_ahead_for_a_night_costs_the_oldest_of_each_period_at_most() -> None:
    before, then = kept(range(400)), kept([-4_000, *range(400)])
    assert then[:7] == [-4_000, *range(6)]
    assert len(set(before) - set(then)) == len(shelf.RULE)


def test_BR_10_only_after_a_good_copy_is_another_thrown_away(small: World) -> None:
    clock = small.clock
    names = []
    for _ in range(9):
        names.append(making.make(small, NIGHTLY).name)
        clock.forward(hours=1)  # type: ignore[attr-defined]
    assert [one.name for one in shelf.all_of(small)] == names[-1:]


def test_a_copy_is_put_back_in_an_empty_folder(
    world: World, alice: Resident, emptied: Callable[[], str], tmp_path: Path
) -> None:
    picture = put_picture(world)
    sessions.sign_in(world, name_or_email="alice@elm.test", password=PASSWORD)
    assert Session.select().count() == 1
    made = making.make(world, ASKED)
    folder = tmp_path / "new"
    url = emptied()
    done = restoring.put_back(elsewhere(world, folder), made.folder, database_url=url)
    assert (done.manifest, done.beside) == (made.manifest, False)
    config = Config.load(folder, {})
    assert (config.url, config.secret) == (world.config.url, world.config.secret)
    assert config.database == url
    assert (config.pictures / PICTURE[:2] / PICTURE).read_bytes() == picture.read_bytes()
    assert (config.keys / "sign.key").stat().st_mode & 0o777 == 0o600
    store = Store(config.database_url)
    with store.active():
        assert Resident.get(name="Alice Jansen").email == "alice@elm.test"
        assert Session.select().count() == 0
        starting.begin(replace(world, config=config))
        assert restore.state().since is not None  # no mark stands there: neighbours are asked
    store.close()
    assert looking.problems(made.folder) == []


@pytest.mark.parametrize("what", ["a file", "a node", "bent", "newer", "full database"])
def test_BR_08_BR_11_what_may_not_be_put_back_touches_nothing(
    small: World, what: str, tmp_path: Path
) -> None:
    made = making.make(small, ASKED)
    folder, url = tmp_path / "new", ""
    if what == "a file":
        folder.mkdir()
        (folder / "letter").write_text("x")
    elif what == "a node":
        folder = small.config.data
    elif what == "bent":
        (made.folder / "keys" / "sign.key").write_bytes(b"x")
    elif what == "newer":
        (made.folder / FILE).write_bytes(replace(made.manifest, format=2).to_json())
    else:
        url = small.config.database_url
    before = sorted(folder.rglob("*")) if folder.exists() else None
    with pytest.raises(BackupError):
        restoring.put_back(elsewhere(small, folder), made.folder, database_url=url)
    assert (sorted(folder.rglob("*")) if folder.exists() else None) == before
    assert Resident.select().count() == 1


def test_who_was_erased_since_stays_erased(
    world: World, alice: Resident, emptied: Callable[[], str], tmp_path: Path
) -> None:
    made = making.make(world, ASKED)
    leaving.leave(world, resident_id=alice.id, password=PASSWORD)
    folder = tmp_path / "new"
    beside = restoring.beside_of(made.folder)
    done = restoring.put_back(
        elsewhere(world, folder), made.folder, database_url=emptied(), beside=beside
    )
    assert (beside, done.erased) == (world.config.beside, 1)
    config = Config.load(folder, {})
    store = Store(config.database_url)
    with store.active():
        assert Resident.get_or_none(name="Alice Jansen") is None
        assert mark.read(replace(world, config=config)) == mark.read(world)
    store.close()


def test_BR_01_a_copy_is_good_whatever_is_written_meanwhile(
    world: World, request: pytest.FixtureRequest
) -> None:
    """``--long``: two hundred copies under full write load, all of them good."""
    wanted = 200 if request.config.getoption("--long") else 3
    done, counts = threading.Event(), [0]
    writers = [threading.Thread(target=write, args=(world, n, done, counts)) for n in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(wanted):
            made = making.make(world, ASKED)
            assert looking.problems(made.folder) == []
            world.clock.forward(days=1)  # type: ignore[attr-defined]
    finally:
        done.set()
        for writer in writers:
            writer.join()
    assert counts[0] > wanted
    held = Heartbeat.select().where(Heartbeat.name.startswith("writer")).count()
    assert held == counts[0]  # nothing that was acknowledged is gone


def write(world: World, number: int, done: threading.Event, counts: list[int]) -> None:
    """Write without a pause."""
    store = Store(world.config.database_url)
    with store.active():
        count = 0
        while not done.is_set():
            heartbeat.beat(world.now(), f"writer {number} {count}")
            count += 1
            counts[0] += 1
    store.close()


def at(world: World, hour: int) -> None:
    """The clock of the ward says this hour of the next day."""
    clock = world.clock
    clock.now = clock.now.astimezone(ZONE).replace(hour=hour, minute=5) + timedelta(days=1)  # type: ignore[attr-defined]


def test_each_night_a_copy_is_made_and_a_missed_night_is_made_up_for(small: World) -> None:
    assert not nightly.make_due(small)  # a node of today has nothing to lose
    at(small, 2)
    assert not nightly.make_due(small)
    small.clock.forward(hours=1)  # type: ignore[attr-defined]
    assert nightly.make_due(small)
    assert not nightly.make_due(small)
    at(small, 14)
    assert [nightly.make_due(small), nightly.make_due(small)] == [True, False]
    assert {one.manifest.why for one in shelf.all_of(small)} == {NIGHTLY}


def test_what_an_admin_asks_is_made_at_once_and_once(small: World) -> None:
    nightly.ask(small)
    assert [nightly.make_due(small), nightly.make_due(small)] == [True, False]
    (one,) = shelf.all_of(small)
    assert one.manifest.why == ASKED


def test_what_an_admin_asks_while_another_copy_is_made_is_made_after_it(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nightly.ask(small)
    make = making.make

    def asked_meanwhile(world: World, why: str) -> shelf.Backup:
        made = make(world, why)
        small.clock.forward(seconds=5)  # type: ignore[attr-defined]
        nightly.ask(small)
        return made

    with monkeypatch.context() as patch:
        patch.setattr(making, "make", asked_meanwhile)
        assert nightly.make_due(small)
    assert [nightly.make_due(small), nightly.make_due(small)] == [True, False]


def test_a_copy_that_failed_is_noted_and_tried_an_hour_later(
    small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nightly.ask(small)
    with monkeypatch.context() as patch:
        patch.setattr(looking, "problems", lambda folder: ["it is bent"])
        assert not nightly.make_due(small)
    failed = facts.last(nightly.FAILED)
    assert failed is not None
    assert failed.value["why"] == "The copy is not good: it is bent."
    assert not nightly.make_due(small)
    small.clock.forward(hours=1, minutes=1)  # type: ignore[attr-defined]
    assert nightly.make_due(small)
    assert facts.last(nightly.FAILED) is None


def test_once_a_week_every_copy_is_looked_at_and_the_newest_put_back_for_trial(
    world: World, alice: Resident
) -> None:
    assert not nightly.look_due(world)
    made = making.make(world, ASKED)
    assert [nightly.look_due(world), nightly.look_due(world)] == [True, False]
    tried = facts.last(nightly.TRIED)
    assert tried is not None
    assert tried.value == {"name": made.name, "ok": True}
    left = sorted(path.name for path in world.config.backups.iterdir())
    assert left == [made.name, "lock", "trial-lock"]
    assert Resident.get_or_none(name="Alice Jansen") is not None
    (made.folder / "keys" / "sign.key").write_bytes(b"x")
    world.clock.forward(days=8)  # type: ignore[attr-defined]
    assert nightly.look_due(world)
    looked = facts.last(nightly.LOOKED)
    assert looked is not None
    assert looked.value == {"bad": {made.name: "keys/sign.key has changed since it was made"}}
