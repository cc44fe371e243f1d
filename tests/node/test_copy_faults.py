"""What may go wrong with copies: full disks, wrong clocks, killed processes, curious neighbours."""

import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from node.backups import age, looking, making, nightly, restoring, sealing, shelf, taking, trial
from node.backups.errors import BackupError
from node.backups.manifest import FILE
from node.backups.shelf import ASKED, NIGHTLY
from node.cli import wijk
from node.config import FILE_NAME, Config
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.store import facts, heartbeat, snapshot_postgresql
from node.store.database import database
from node.store.models import Heartbeat
from node.store.snapshot import ENGINES, SnapshotError
from node.upkeep import outsiders
from node.world import World
from tests.node.conftest import PASSWORD
from tests.node.test_addresses import ask, confirm
from tests.postgres import Cluster
from tests.tools import ROOT
from tests.world import Clock

PASSPHRASE = "zes gewone woorden op een papiertje"
SECRET = "hunter2%2F"


@pytest.fixture
def clock(world: World) -> Clock:
    """The clock of the node."""
    assert isinstance(world.clock, Clock)
    return world.clock


@pytest.fixture
def emptied(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of this engine; "" for SQLite's own."""
    if engine == "sqlite":
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


def file_of(made: shelf.Backup) -> Path:
    """The snapshot of the database in a copy."""
    return made.folder / ENGINES[made.manifest.engine].file


def beats() -> set[str]:
    return {row.name for row in Heartbeat.select() if row.name.startswith("beat")}


# Putting back


def test_BR_02_what_an_older_database_left_beside_its_file_is_not_believed(
    world: World, engine: str, tmp_path: Path
) -> None:
    """SQLite's log of a database that is gone: it would be played into the one that comes."""
    made = making.make(world, ASKED)
    if engine == "postgresql":
        return  # it has no such files
    gone = tmp_path / "gone.db"
    leaves_its_log(gone)
    url = f"sqlite:///{gone}"
    for ending in ("-wal", "-shm"):
        assert gone.with_name(f"gone.db{ending}").stat().st_size > 0
    gone.unlink()
    restoring.put_back(
        replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret="")),
        made.folder,
        database_url=url,
    )
    with closing(sqlite3.connect(gone)) as held:
        assert held.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert held.execute("SELECT name FROM resident").fetchall() == [("Elm",)]
        assert not held.execute("SELECT 1 FROM sqlite_master WHERE name = 'stale'").fetchall()


def test_a_file_that_is_no_database_is_named_and_left(world: World, tmp_path: Path) -> None:
    made, other = making.make(world, ASKED), tmp_path / "letter.txt"
    other.write_text("Dear neighbour, " * 100)
    new = replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret=""))
    manifest = replace(made.manifest, engine="sqlite")
    (made.folder / FILE).write_bytes(manifest.to_json())
    with pytest.raises(BackupError, match="does not answer: SQLite: file is not a database"):
        restoring.put_back(new, made.folder, database_url=f"sqlite:///{other}")
    assert other.read_text().startswith("Dear neighbour")


LEAVES = """
import os, sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("PRAGMA journal_mode = wal")
held.execute("CREATE TABLE stale (words TEXT)")
for number in range(50):
    held.execute("INSERT INTO stale VALUES (hex(zeroblob(2000)))")
os._exit(0)
"""


def leaves_its_log(path: Path) -> None:
    """A process that was killed: all that it wrote is still in the log."""
    subprocess.run([sys.executable, "-c", LEAVES, path], check=True)


@pytest.mark.parametrize("how", ["cut off", "no room"])
def test_BR_02_putting_back_is_whole_or_not_at_all(
    world: World, engine: str, how: str, tmp_path: Path
) -> None:
    """Over a node that lives, as an upgrade does that failed."""
    made = making.make(world, ASKED)
    for number in range(30):
        heartbeat.beat(world.now(), f"beat {number} {'x' * 3000}")
    before, url = beats(), world.config.database_url
    if how == "no room" and engine == "postgresql":
        return  # its own server writes: that it is one transaction is seen in the other case
    if how == "no room":
        put = [sys.executable, "-c", NO_ROOM, str(file_of(made)), url]
        done = subprocess.run(put, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "could not be put back" in done.stdout, done.stderr
    else:
        short = tmp_path / "short"
        data = file_of(made).read_bytes()
        short.write_bytes(data[: len(data) * 2 // 3])
        with pytest.raises(SnapshotError):
            ENGINES[engine].put_back(short, url)
    assert beats() == before
    assert not ENGINES[engine].check(url)
    ENGINES[engine].put_back(file_of(made), url)
    assert beats() == set()
    assert Resident.select().count() == 1


def test_a_database_that_is_not_there_is_named(world: World, engine: str) -> None:
    """The program that writes has ended before all was handed to it."""
    if engine == "sqlite":
        return  # there a database is made where none is
    for number in range(30):
        heartbeat.beat(world.now(), f"beat {number} {'x' * 3000}")
    made = making.make(world, ASKED)
    with pytest.raises(SnapshotError, match=r"could not be put back.*does not exist"):
        ENGINES[engine].put_back(file_of(made), f"{world.config.database_url}_nowhere")


@pytest.mark.parametrize("engine", ["postgresql"])
def test_who_may_make_tables_and_no_more_puts_a_copy_back(
    world: World, emptied: str, engine: str
) -> None:
    """The schema is somebody else's, as in most places that give out databases."""
    made = making.make(world, ASKED)
    with snapshot_postgresql.connect(emptied, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS tenant")
        connection.execute("CREATE ROLE tenant LOGIN")
        connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO tenant")
        user = connection.info.user
    theirs = emptied.replace(f"//{user}@", "//tenant@")
    ENGINES[engine].put_back(file_of(made), theirs)
    assert ENGINES[engine].check(theirs) == ()
    with snapshot_postgresql.connect(emptied, autocommit=True) as connection:
        connection.execute("DROP OWNED BY tenant; DROP ROLE tenant")


@pytest.mark.parametrize("engine", ["postgresql"])
def test_an_older_server_takes_what_a_newer_program_unpacked(
    world: World, emptied: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of 17 begins with a setting that no server before it knows."""
    made = making.make(world, ASKED)
    unpacked = snapshot_postgresql._unpacked

    @contextmanager
    def newer(path: Path) -> Iterator[list[bytes]]:
        with unpacked(path) as lines:
            yield [b"SET transaction_timeout = 0;\n", *lines]

    monkeypatch.setattr(snapshot_postgresql, "_unpacked", newer)
    ENGINES[engine].put_back(file_of(made), emptied)
    assert not ENGINES[engine].is_empty(emptied)


NO_ROOM = """
import resource, signal, sys
from pathlib import Path
from node.store import snapshot_sqlite
from node.store.snapshot import SnapshotError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    snapshot_sqlite.put_back(Path(sys.argv[1]), sys.argv[2])
except SnapshotError as error:
    print(error)
"""


def test_what_fails_late_leaves_an_empty_folder_and_an_empty_database(
    world: World, emptied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it can be tried again: rows were there already when it failed."""
    made = making.make(world, ASKED)
    there = replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret=""))

    def broken(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_void", broken)
        with pytest.raises(BackupError, match="No space left"):
            restoring.put_back(there, made.folder, database_url=emptied)
    assert not list((tmp_path / "new").iterdir())
    restoring.put_back(there, made.folder, database_url=emptied)


def test_all_that_is_put_back_is_on_the_disk_before_the_settings_make_it_a_node(
    world: World, emptied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names in each folder, too."""
    (world.config.pictures / "ab").mkdir(parents=True)
    (world.config.pictures / "ab" / "cd").write_bytes(b"picture")
    made, new, synced = making.make(world, ASKED), tmp_path / "new", []
    sync = os.fsync

    def noting(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_relative_to(new):
            synced.append(str(path.relative_to(new)))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    there = replace(world, config=Config(data=new, url=world.config.url, secret=""))
    restoring.put_back(there, made.folder, database_url=emptied)
    last = synced.index("wijk.part")
    assert {"keys/sign.key", "keys", "pictures/ab/cd", "pictures/ab", "pictures", "."} <= {
        *synced[:last]
    }
    assert synced[last:] == ["wijk.part", "."]


def test_what_is_to_be_set_again_is_said_and_the_database_of_before_is_not(
    world: World, emptied: str, tmp_path: Path
) -> None:
    path = world.config.data / FILE_NAME
    kept = [line for line in path.read_text().splitlines() if not line.startswith("secret")]
    path.write_text("\n".join(line for line in kept if not line.startswith("database")))
    made = making.make(world, ASKED)
    assert made.manifest.elsewhere == ("secret",)
    older = replace(made.manifest, elsewhere=("secret", "database", "sources"))
    (made.folder / FILE).write_bytes(older.to_json())
    command = ["--data", str(tmp_path / "new"), "restore", "from", str(made.folder)]
    done = CliRunner().invoke(wijk, [*command, *(["--database", emptied] if emptied else [])])
    assert done.exit_code == 0, done.output
    said = [line for line in done.stdout.splitlines() if line.startswith("Set WIJK_")]
    assert said == ["Set WIJK_SECRET again: it did not stand in the settings file."]


def test_whom_we_forgot_is_forgotten_however_the_secret_was_written(
    world: World, emptied: str, tmp_path: Path
) -> None:
    path = world.config.data / FILE_NAME
    path.write_text(
        path.read_text().replace(f'"{world.config.secret}"', f"'{world.config.secret}'")
    )
    address = confirm(world, ask(world))
    made = making.make(world, ASKED)
    outsiders.forget(world, address)
    there = replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret=""))
    done = restoring.put_back(there, made.folder, database_url=emptied, beside=world.config.beside)
    assert done.erased == 1


def test_BR_08_a_copy_that_another_node_or_a_newer_program_made_is_refused_before_all_else(
    world: World, emptied: str, tmp_path: Path
) -> None:
    made = making.make(world, ASKED)
    there = replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret=""))
    newer = (*made.manifest.migrations, "9999_shoes")
    for changes, said in (
        ({"scid": "Qm" + "x" * 44}, "another node than it says"),
        ({"migrations": newer}, "made by a newer program"),
        ({"engine": "shoes"}, "say where with"),
    ):
        bent = replace(made.manifest, **changes)  # type: ignore[arg-type]
        (made.folder / FILE).write_bytes(bent.to_json())
        with pytest.raises(BackupError, match=said):
            restoring.put_back(there, made.folder, database_url=emptied)
        assert not (tmp_path / "new").exists()
        if emptied:
            restoring.check_database(emptied)


def test_BR_08_names_in_a_manifest_lead_nowhere_else(world: World, tmp_path: Path) -> None:
    made = making.make(world, ASKED)
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    files = {**made.manifest.files, "keys/../../../outside": (1, "x")}
    (made.folder / FILE).write_bytes(replace(made.manifest, files=files).to_json())
    assert looking.problems(made.folder)[0] == "keys/../../../outside is missing"


# Making


MAKES = """
import resource, signal, sys
from pathlib import Path
from node.backups import making, shelf
from node.backups.errors import BackupError
from node.cli.world import Place

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Place(sys.argv[1]).node() as world:
    for size in map(int, sys.argv[2:]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            making.make(world, shelf.ASKED)
        except BackupError as error:
            print("refused", size, error)
        else:
            print("made", size)
"""


def test_BR_09_on_a_full_disk_no_copy_is_made_and_none_is_thrown_away(
    world: World, clock: Clock
) -> None:
    """Wherever it is full: in the database, a key, a picture, the manifest."""
    picture = world.config.pictures / "ab" / ("ab" * 32)
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"x" * 3_000_000)
    before = making.make(world, NIGHTLY)
    made = {path.stat().st_size for path in before.folder.rglob("*") if path.is_file()}
    (before.folder / picture.relative_to(world.config.data)).write_bytes(b"y" * 3_000_000)
    sizes = sorted({1, *(size - 1 for size in made), *range(4096, 400_000, 40_000)})
    sizes = [size for size in sizes if size < max(made)]
    command = [sys.executable, "-c", MAKES, world.config.data, *map(str, sizes)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    said = done.stdout.splitlines()
    assert [line.split()[:2] for line in said] == [["refused", str(size)] for size in sizes], said
    assert all("No copy was made" in line for line in said)
    assert [one.name for one in shelf.all_of(world)] == [before.name]
    assert not list(world.config.backups.glob(f"*{shelf.PART}"))


def test_BR_10_while_the_database_is_damaged_no_copy_is_made_and_the_good_ones_stay(
    world: World, clock: Clock, engine: str
) -> None:
    good = []
    for _ in range(3):
        clock.forward(days=1)
        good.append(making.make(world, NIGHTLY).name)
    if engine == "sqlite":
        database.execute_sql("PRAGMA writable_schema = 1")
        database.execute_sql("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'message'")
        database.execute_sql("PRAGMA writable_schema = 0")
    else:
        database.execute_sql("DELETE FROM schema_migration")
    for _ in range(40):
        clock.forward(days=1)
        assert not nightly.make_due(world)
    failed = facts.last(nightly.FAILED)
    assert failed is not None
    assert failed.value["why"]
    held = shelf.all_of(world)
    assert [one.name for one in held] == good[::-1]
    assert looking.problems(held[0].folder) == []


def test_a_clock_that_was_a_year_ahead_for_a_night_costs_no_copy_of_a_later_one(
    world: World, clock: Clock
) -> None:
    making.make(world, NIGHTLY)
    clock.forward(days=365)
    assert nightly.make_due(world)
    clock.forward(days=-364)
    assert nightly.make_due(world)
    assert not nightly.make_due(world)
    clock.forward(days=1)
    assert nightly.make_due(world)


def test_on_a_disk_where_a_file_has_one_name_pictures_are_copied(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = world.config.pictures / "ab" / ("ab" * 32)
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    making.make(world, ASKED)
    clock.forward(days=1)

    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    second = making.make(world, ASKED)
    assert (second.folder / picture.relative_to(world.config.data)).read_bytes() == b"a picture"


def test_a_copy_that_is_made_meanwhile_leaves_a_trial_alone(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.make(world, ASKED)
    clock.forward(days=1)
    there = trial._open

    def meanwhile(trying: World, copy: shelf.Backup, url: str) -> None:
        making.make(world, ASKED)
        with pytest.raises(BackupError, match="being looked at now"):
            nightly.look(world)
        assert not nightly.look_due(world)  # later
        there(trying, copy, url)

    monkeypatch.setattr(trial, "_open", meanwhile)
    nightly.look(world)
    tried = facts.last(nightly.TRIED)
    assert tried is not None
    assert tried.value["ok"], tried.value
    assert not list(world.config.backups.glob(f"*{shelf.PART}"))


# Taking along


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing costs next to nothing here."""
    monkeypatch.setattr(age, "WORK", 10)


@pytest.mark.usefixtures("cheap")
def test_BR_13_what_was_sealed_is_opened_on_our_own_disk_and_not_on_the_stick(
    world: World, emptied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = making.make(world, ASKED)
    stick, ours, said = tmp_path / "stick", tmp_path / "ours", tmp_path / "said"
    stick.mkdir()
    ours.mkdir()
    said.write_text(PASSPHRASE)
    monkeypatch.setenv("WIJK_PASSPHRASE_FILE", str(said))
    file = stick / "elm.tar.age"
    sealing.write(sealing.seal(world, made, PASSPHRASE), file)
    where: list[Path] = []
    there = sealing.unpack

    def seen(sealed: Path, passphrase: str, folder: Path) -> None:
        where.append(folder)
        there(sealed, passphrase, folder)
        assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}

    monkeypatch.setattr(sealing, "unpack", seen)
    given = ["--data", str(ours / "new"), "restore", "from", str(file)]
    done = CliRunner().invoke(wijk, [*given, *(["--database", emptied] if emptied else [])])
    assert done.exit_code == 0, done.output
    assert [folder.is_relative_to(ours) for folder in where] == [True]
    assert [path.name for path in stick.iterdir()] == ["elm.tar.age"]
    assert [path.name for path in ours.iterdir()] == ["new"]


def test_BR_13_a_passphrase_that_is_lost_costs_the_sealed_file_and_no_other_copy(
    world: World, emptied: str, tmp_path: Path, cheap: None
) -> None:
    made = making.make(world, ASKED)
    sealed = b"".join(sealing.seal(world, made, PASSPHRASE))
    with pytest.raises(BackupError, match="not the right one"):
        list(age.open_(io.BytesIO(sealed), "iets dat er niet op lijkt"))
    there = replace(world, config=Config(data=tmp_path / "new", url=world.config.url, secret=""))
    restoring.put_back(there, made.folder, database_url=emptied)


def test_the_others_hear_of_each_time_that_an_admin_takes_a_copy(
    world: World, clock: Clock, cheap: None
) -> None:
    ada = accounts.create(world, name="Ada", password=PASSWORD, role="admin")
    accounts.create(world, name="Ben", password=PASSWORD, role="admin", email="ben@elm.test")
    made = making.make(world, ASKED)
    for times in (1, 2):
        taking.take(world, made, passphrase=PASSPHRASE, admin=ada)
        clock.forward(hours=1)
        told = Notice.select().where(Notice.template == "backup-fetched").count()
        assert told == times


# Passwords of the database


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (f"postgresql://wijk:{SECRET}@db:5/elm", "postgresql://wijk@db:5/elm"),
        (
            f"postgresql://db/elm?user=wijk&password={SECRET}&sslmode=require",
            "postgresql://db/elm?user=wijk&sslmode=require",
        ),
        (
            f"postgresql://wijk:{SECRET}@/elm?host=/run/pg",
            "postgresql://wijk@/elm?host=/run/pg",
        ),
        ("postgresql://wijk@db/elm", "postgresql://wijk@db/elm"),
    ],
)
def test_a_password_stands_in_no_command_that_others_can_read(url: str, plain: str) -> None:
    command, environment = snapshot_postgresql._command("pg_dump", "--x", url=url)
    assert command[1:] == ["--x", f"--dbname={plain}"]
    assert environment.get("PGPASSWORD", "") == ("hunter2/" if SECRET in url else "")


@pytest.mark.parametrize(
    "bad",
    [
        "postgresql://wijk:hun%zzter2@127.0.0.1:1/elm",
        "postgresql://u:hunter2@[/e",
        "postgresql://wijk:hun#ter2@127.0.0.1:1/elm",
    ],
)
def test_a_password_stands_in_no_error(bad: str) -> None:
    with pytest.raises((SnapshotError, ValueError)) as said:
        snapshot_postgresql.is_empty(bad)
    assert "ter2" not in str(said.value)
