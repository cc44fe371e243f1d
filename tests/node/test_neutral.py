"""A whole node in a form that no engine owns: out, in on either engine, from one to the other."""

import io
import json
import os
import shutil
import tarfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import peewee as pw
import pytest
from click.testing import CliRunner, Result

from node.backups import age, looking, making, moving, restoring, sealing
from node.backups.errors import BackupError
from node.backups.manifest import FILE, Manifest, digest_of
from node.cli import wijk
from node.config import FILE_NAME, Config
from node.feed import mark
from node.feed.identity import own_origin
from node.feed.models import Entry
from node.listings import search, shelf
from node.residents.models import Session
from node.shown.viewer import ANYONE
from node.store import bulk, lines, migrate, occupied
from node.store.database import Store, database
from node.store.models import Heartbeat
from node.store.snapshot import NEUTRAL, engine_of
from node.store.snapshot_neutral import ENDING
from node.upkeep import archive, restore, starting
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.node import everything
from tests.postgres import Cluster
from tests.world import Chance

MOST_BYTES = 12_000_000
PASSPHRASE = "zes gewone woorden op een papiertje"
VOID = {model._meta.table_name for model in restore.VOID}  # type: ignore[attr-defined]


Fresh = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest) -> Iterator[Fresh]:
    """The address of an empty database of an engine; "" for SQLite's usual one."""
    names: list[str] = []

    def made(engine: str) -> str:
        if engine == "sqlite":
            return ""
        cluster: Cluster = request.getfixturevalue("postgres_cluster")
        names.append(cluster.create())
        return cluster.url(names[-1])

    yield made
    for name in names:
        request.getfixturevalue("postgres_cluster").drop(name)


@pytest.fixture
def full(neighbourhood: Neighbourhood) -> Ward:
    """Elm with neighbours, pictures, and something in every table."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    neighbourhood.befriend(elm, oak)
    elm.posts("lending", "Ladder")
    elm.withdraws(elm.posts("sharing", "Soep"))
    elm.posts("learning", "Fietsles", reach="ward")
    oak.posts("lending", "Boormachine")
    neighbourhood.rounds(2)
    picture = elm.world.config.pictures / "ab" / ("ab" * 32)
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    with elm.at_work():
        everything.fill()
        assert min(everything.counts().values()) > 0
    return elm


def tables(copy: Path) -> dict[str, tuple[int, str]]:
    """The hash of the rows of each table."""
    return {path.stem: digest_of(path) for path in sorted((copy / "tables").iterdir())}


def rows_of(ward: Ward) -> dict[str, tuple[int, str]]:
    """The same of a node as it is now."""
    with ward.at_work() as world, making.neutral(world) as copy:
        return tables(copy.folder)


def feed_of(ward: Ward, folder: Path) -> dict[str, bytes]:
    """Our public feed, as the files that anybody can check."""
    with ward.at_work() as world:
        archive.write(world, folder)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json*")}


def found(ward: Ward) -> tuple[list[str], set[tuple[object, ...]]]:
    with ward.at_work() as world:
        cards = search.find(world, ANYONE, search.Query(words="kom langs")).cards
        return sorted(card.title for card in cards), everything.index()


@contextmanager
def opened(config: Config) -> Iterator[pw.Database]:
    """The database of another node is the current one."""
    store = Store(config.database_url)
    try:
        with store.active() as held:
            yield held
    finally:
        store.close()


def moves(ward: Ward, url: str) -> None:
    """The admin stops the node, gives it another database, and starts it."""
    ward.store.close()
    ward.store.close()
    alone = occupied.hold(ward.world.config.data, alone=True)
    moving.move(ward.world, url)
    os.close(alone)
    ward.world = replace(ward.world, config=replace(ward.world.config, database=url))
    ward.restarts()


def throws_away(ward: Ward) -> None:
    """The admin throws the file of before away, as the command said."""
    for path in ward.world.config.data.glob("wijk.db*"):
        path.unlink()


def test_BR_12_from_one_engine_to_the_other_and_back_each_row_and_the_feed_are_the_same(
    full: Ward, engine: str, fresh: Fresh, tmp_path: Path
) -> None:
    other = "postgresql" if engine == "sqlite" else "sqlite"
    rows, feed, finds = rows_of(full), feed_of(full, tmp_path / "1"), found(full)
    assert set(rows) == {*(m._meta.table_name for m in everything.MODELS), "schema_migration"}
    assert {"Boormachine", "Ladder"} <= set(finds[0])
    for there, files in ((other, "2"), (engine, "3")):
        if there == "sqlite":
            throws_away(full)
        moves(full, fresh(there))
        assert engine_of(Config.load(full.world.config.data, {}).database_url) == there
        assert rows_of(full) == rows
        assert feed_of(full, tmp_path / files) == feed
        assert found(full) == finds
        with full.at_work():
            assert restore.state().since is None  # a move: nobody is asked anything
            assert database.obj is not None
            assert migrate.drift(database.obj, everything.MODELS) == ""
            for serial in everything.serials():
                model = serial.model
                highest = model.select(pw.fn.MAX(serial)).scalar()
                goes_on(model, highest)


def goes_on(model: type[pw.Model], highest: int) -> None:
    """The next row gets a number of its own."""
    if isinstance(database.obj, pw.SqliteDatabase):
        return  # it looks which is the highest
    name = model._meta.table_name
    asked = f"SELECT last_value FROM pg_sequences WHERE sequencename = '{name}_id_seq'"
    assert database.execute_sql(asked).fetchone()[0] == highest


def elsewhere(world: World, folder: Path) -> World:
    """The world of an empty folder, as the command makes it."""
    return replace(world, config=Config(data=folder, url=world.config.url, secret=""))


def sealed_in(ward: Ward, file: Path) -> dict[str, tuple[int, str]]:
    """Export all of it to a sealed file; the hash of the rows of each table."""
    with ward.at_work() as world, making.neutral(world) as copy:
        sealing.write(sealing.seal(world, copy, PASSPHRASE), file)
        return tables(copy.folder)


def test_BR_12_what_was_exported_is_imported_on_the_other_engine_and_opens_nothing_to_anybody(
    full: Ward, engine: str, fresh: Fresh, tmp_path: Path, cheap: None
) -> None:
    """It may be of last week: whatever let somebody in then is void, as after every restore."""
    full.client(as_resident=True)
    rows, finds = sealed_in(full, tmp_path / "elm.tar.age"), found(full)
    sealing.unpack(tmp_path / "elm.tar.age", PASSPHRASE, tmp_path / "open")
    assert looking.problems(tmp_path / "open") == []
    folder, url = tmp_path / "new", fresh("postgresql" if engine == "sqlite" else "sqlite")
    done = restoring.put_back(
        elsewhere(full.world, folder), tmp_path / "open", database_url=url, beside=None
    )
    assert done.manifest.engine == NEUTRAL
    new = replace(full.world, config=Config.load(folder, {}))
    assert engine_of(new.config.database_url) != engine
    assert (new.config.secret, new.config.database) == (full.world.config.secret, url)
    assert (new.config.pictures / "ab" / ("ab" * 32)).read_bytes() == b"a picture"
    assert (new.config.keys / "sign.key").stat().st_mode & 0o777 == 0o600
    with opened(new.config):
        assert everything.index() == finds[1]
        assert Session.select().count() == 0
        with making.neutral(new) as copy:
            changed = {name for name, said in tables(copy.folder).items() if rows[name] != said}
        assert VOID <= changed <= everything.on(VOID) | {"notice"}
        starting.begin(new)
        assert restore.state().since is not None  # no mark stands there: neighbours are asked


def test_with_its_mark_beside_it_an_imported_node_goes_on_at_once(
    full: Ward, fresh: Fresh, engine: str, tmp_path: Path
) -> None:
    with full.at_work() as world, making.neutral(world) as copy:
        folder, url = tmp_path / "new", fresh(engine)
        there = elsewhere(world, folder)
        beside = world.config.beside
        restoring.put_back(there, copy.folder, database_url=url, beside=beside)
    new = replace(full.world, config=Config.load(folder, {}))
    with opened(new.config):
        starting.begin(new)
        assert mark.read(new) == mark.read(full.world)
        assert restore.state().since is None


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing costs next to nothing here."""
    monkeypatch.setattr(age, "WORK", 10)


def again(copy: Path, **changes: object) -> None:
    """The manifest says what is there now, and what else is given."""
    manifest = Manifest.read(copy)
    files = {
        str(path.relative_to(copy)): digest_of(path)
        for path in copy.rglob("*")
        if path.is_file() and path.name != FILE
    }
    (copy / FILE).write_bytes(replace(manifest, **{"files": files, **changes}).to_json())  # type: ignore[arg-type]


def first_line(copy: Path, table: str, change: Callable[[dict[str, object]], object]) -> None:
    path = copy / "tables" / f"{table}{ENDING}"
    head, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(json.dumps(change(json.loads(head))).encode() + b"\n" + rest)


def cut_off(copy: Path) -> None:
    path = copy / "tables" / f"resident{ENDING}"
    path.write_bytes(path.read_bytes()[:-10])


def flipped(copy: Path) -> None:
    path = copy / "tables" / f"resident{ENDING}"
    path.write_bytes(path.read_bytes().replace(b"Elm", b"Eln", 1))


def newer(copy: Path) -> None:
    again(copy, format=2)


def with_newer_tables(copy: Path) -> None:
    path = copy / "tables" / f"{lines.HISTORY}{ENDING}"
    path.write_bytes(path.read_bytes() + b'{"name":"9999_shoes"}\n')
    again(copy, migrations=(*Manifest.read(copy).migrations, "9999_shoes"))


def of_another_node(copy: Path) -> None:
    first_line(copy, "origin", lambda row: row | {"scid": "Qm" + "x" * 44})
    again(copy)


def without_a_table(copy: Path) -> None:
    (copy / "tables" / f"resident{ENDING}").unlink()
    counts = dict(Manifest.read(copy).counts)
    del counts["resident"]
    again(copy, counts=counts)


def of_nobody(copy: Path) -> None:
    first_line(copy, "feed", lambda row: row | {"origin_id": 99})
    again(copy)


def with_a_column(copy: Path) -> None:
    first_line(copy, "resident", lambda row: row | {"shoe": 42})
    again(copy)


def of_another_sort(copy: Path) -> None:
    first_line(copy, "resident", lambda row: row | {"created": "yesterday"})
    again(copy)


def out_of_order(copy: Path) -> None:
    path = copy / "tables" / f"{lines.HISTORY}{ENDING}"
    names = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([names[0], *names[2:]]))
    migrations = Manifest.read(copy).migrations
    again(copy, migrations=(migrations[0], *migrations[2:]))


BENT = {
    cut_off: "resident.jsonl has changed",
    flipped: "resident.jsonl has changed",
    newer: "made by a newer program",
    with_newer_tables: "made by a newer program",
    of_another_node: "another node than it says",
    without_a_table: "table resident is missing",
    of_nobody: "(?i)feed",
    with_a_column: "other columns",
    of_another_sort: "(?i)resident",
    out_of_order: "of no version",
}


@pytest.mark.parametrize("bend", BENT, ids=lambda bend: bend.__name__)
def test_BR_08_what_is_not_as_it_was_made_is_refused_and_leaves_nothing(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, bend: Callable[[Path], None]
) -> None:
    with making.neutral(world) as copy:
        shutil.copytree(copy.folder, tmp_path / "copy")
    bend(tmp_path / "copy")
    folder, url = tmp_path / "new", fresh(engine)
    with pytest.raises(BackupError, match=BENT[bend]):
        restoring.put_back(elsewhere(world, folder), tmp_path / "copy", database_url=url)
    assert not folder.exists() or not list(folder.iterdir())
    if url:
        restoring.check_database(url)  # as empty as it was


def slip(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    """A tar with one member, which would come out elsewhere."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    info.size = 2 if kind == tarfile.REGTYPE else 0
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as made:
        made.addfile(info, io.BytesIO(b"x\n"))
    return held.getvalue()


SLIPS = {
    "up": slip("../out"),
    "up within": slip("keys/../../out"),
    "absolute": slip("/dev/shm/out"),
    "link": slip("keys/sign.key", tarfile.SYMTYPE),
    "hard link": slip("keys/sign.key", tarfile.LNKTYPE),
    "device": slip("keys/sign.key", tarfile.CHRTYPE),
    "no tar": b"x" * 2000,
    "nothing": b"",
}


@pytest.mark.parametrize("what", SLIPS)
def test_BR_08_a_sealed_file_with_anything_but_plain_files_in_it_puts_nothing_elsewhere(
    tmp_path: Path, what: str, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    file, said = tmp_path / "bent.tar.age", tmp_path / "said"
    file.write_bytes(b"".join(age.seal([SLIPS[what]], PASSPHRASE, Chance(), work=4)))
    said.write_text(PASSPHRASE)
    monkeypatch.setenv("WIJK_PASSPHRASE_FILE", str(said))
    done = run("--data", tmp_path / "here" / "new", "import-all", file)
    assert isinstance(done.exception, BackupError), done.output
    assert not list((tmp_path / "here").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bent.tar.age", "here", "said"]
    assert not Path("/dev/shm/out").exists()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(wijk, [str(one) for one in arguments])


@pytest.mark.usefixtures("alice", "cheap")
def test_the_commands_export_import_and_move(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, file = tmp_path / "said", tmp_path / "elm.tar.age"
    said.write_text("te kort")
    monkeypatch.setenv("WIJK_PASSPHRASE_FILE", str(said))
    elm = ("--data", world.config.data)
    short = run(*elm, "export-all", file)
    assert "at least 15" in str(short.exception)
    assert not file.exists()
    said.write_text(PASSPHRASE)
    made = run(*elm, "export-all", file)
    assert made.exit_code == 0, made.output
    assert f"are sealed in {file}" in made.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Alice" not in file.read_bytes()
    assert "is there already" in str(run(*elm, "export-all", file).exception)
    assert list(world.config.backups.iterdir()) == [world.config.backups / "lock"]
    assert "is good" in run("backup", "check", file).stdout

    other = "postgresql" if engine == "sqlite" else "sqlite"
    new, url = tmp_path / "new", fresh(other)
    put = run("--data", new, "import-all", file, *(["--database", url] if url else []))
    assert put.exit_code == 0, put.output
    assert "Everybody signs in anew" in put.stdout
    assert "Alice Jansen" in run("--data", new, "user", "list").stdout
    settings = Config.load(new, {})
    assert engine_of(settings.database_url) == other

    home = fresh(engine)
    moved = run("--data", new, "move-database", home or "sqlite")
    assert moved.exit_code == 0, moved.output
    assert "Done." in moved.stdout
    assert (settings.database or "wijk.db") in moved.stdout
    assert engine_of(Config.load(new, {}).database_url) == engine
    assert "Alice Jansen" in run("--data", new, "user", "list").stdout
    twice = run("--data", new, "move-database", home or "sqlite")
    assert str(twice.exception) == "That is the database that this node has."
    full_already = run("--data", new, "move-database", url or "sqlite")
    assert "not empty" in str(full_already.exception)
    at_work = occupied.hold(new)
    assert "Stop it first" in str(run("--data", new, "move-database", "sqlite").exception)
    os.close(at_work)
    monkeypatch.setenv("WIJK_DATABASE", settings.database)
    assert "WIJK_DATABASE says" in str(run("--data", new, "move-database", "sqlite").exception)
    third = ("--data", tmp_path / "third", "import-all", file)
    monkeypatch.setenv("WIJK_DATABASE", "postgresql://wijk@db/elm")
    assert "WIJK_DATABASE says another" in str(run(*third).exception)
    assert not (tmp_path / "third").exists()
    monkeypatch.setenv("WIJK_DATABASE", f"sqlite:///{tmp_path / 'third.db'}")
    assert run(*third, "--database", f"sqlite:///{tmp_path / 'third.db'}").exit_code == 0


def test_a_move_that_fails_leaves_the_node_as_it_was(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (world.config.data / FILE_NAME).read_text()
    url = fresh("postgresql") if engine == "sqlite" else f"sqlite:///{tmp_path / 'other.db'}"

    def broken() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "index_all", broken)
    with pytest.raises(BackupError, match="No space left"):
        moving.move(world, url)
    restoring.check_database(url)
    assert (world.config.data / FILE_NAME).read_text() == settings
    assert not (tmp_path / "other.db").exists()
    assert [path.name for path in world.config.backups.iterdir()] == ["lock"]


def test_a_database_that_the_settings_name_already_is_not_emptied_when_the_disk_fails_after_that(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh("postgresql") if engine == "sqlite" else f"sqlite:///{tmp_path / 'other.db'}"
    sync = os.fsync

    def fails_on_folders(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink() == world.config.data:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fails_on_folders)
    with pytest.raises(BackupError, match=r"All is in it.*No space left"):
        moving.move(world, url)
    moved = Config.load(world.config.data, {})
    assert moved.database_url == url
    with opened(moved):
        assert own_origin().scid


def test_a_sealed_file_that_could_not_be_written_to_its_end_is_none(
    world: World, tmp_path: Path
) -> None:
    """BR-09."""

    def pieces() -> Iterator[bytes]:
        yield b"x" * 1000
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sealing.write(pieces(), tmp_path / "elm.tar.age")
    assert not list(tmp_path.glob("elm.tar.age*"))


@pytest.mark.usefixtures("alice")
def test_an_export_of_an_older_program_is_imported_and_brought_up_to_date(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with making.neutral(world) as copy:
        shutil.copytree(copy.folder, tmp_path / "copy")
    newer_program = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, newer_program)
    number = len(Manifest.read(tmp_path / "copy").migrations) + 1
    (newer_program / f"{number:04}_shoes.py").write_text(
        "def up(migrator, db):\n"
        "    db.execute_sql('ALTER TABLE resident ADD COLUMN shoe integer')\n"
        "    db.execute_sql('UPDATE resident SET shoe = 42')\n"
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", newer_program)
    folder, url = tmp_path / "new", fresh(engine)
    restoring.put_back(elsewhere(world, folder), tmp_path / "copy", database_url=url)
    with opened(Config.load(folder, {})) as held:
        found = held.execute_sql("SELECT name, shoe FROM resident ORDER BY id").fetchall()
        assert list(map(tuple, found)) == [("Elm", 42), ("Alice Jansen", 42)]


def test_however_many_rows_there_are_only_some_are_held_at_a_time(
    world: World, engine: str, fresh: Fresh, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """``--long``: a million of them."""
    count = 1_000_000 if request.config.getoption("--long") else 5_000
    own, document = own_origin().id, b"x" * 3000
    fields = [Entry.origin, Entry.scope, Entry.lid, Entry.seq, Entry.document, Entry.at]
    for start in range(0, count, 1000):
        many = range(start, start + 1000)
        with database.atomic():
            bulk.insert(Entry, fields, ((own, "public", f"{n}", n, document, n) for n in many))
    folder, url = tmp_path / "new", fresh(engine)
    tracemalloc.start()
    try:
        with making.neutral(world) as copy:
            restoring.put_back(elsewhere(world, folder), copy.folder, database_url=url)
            assert copy.manifest.counts["entry"] == count
            assert copy.manifest.size > count * len(document)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


def test_what_one_engine_cannot_keep_is_said(
    world: World, engine: str, fresh: Fresh, tmp_path: Path
) -> None:
    """SQLite keeps anything anywhere; PostgreSQL does not."""
    if engine == "postgresql":
        with pytest.raises((pw.DataError, ValueError)):
            Heartbeat.insert(name="a\0b", at=1).execute()
        return
    Heartbeat.insert(name="a\0b", at=1).execute()
    with (
        making.neutral(world) as copy,
        pytest.raises(BackupError, match=r"PostgreSQL.*heartbeat|heartbeat.*NUL|NUL"),
    ):
        restoring.put_back(
            elsewhere(world, tmp_path / "new"), copy.folder, database_url=fresh("postgresql")
        )
    database.execute_sql("UPDATE heartbeat SET at = 1.5")
    with (
        pytest.raises(BackupError, match="table heartbeat: a value is a float"),
        making.neutral(world),
    ):
        pass
