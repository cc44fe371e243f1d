"""ST-02, ST-17: what must be on the disk beside the SQLite database, and in PostgreSQL."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from node.feed.models import Counter
from node.listings import pictures
from node.store import bulk, keeping
from node.store.database import database
from node.store.halting import IO_ERROR
from node.upkeep import erasures
from node.upkeep.erasures import Erased
from node.world import World
from tests.world import NOON

PICTURE = b"all of a picture"
ONE, TWO = Erased(7, int(NOON.timestamp()), ("a",)), Erased(8, int(NOON.timestamp()), ("b", "c"))
FAILS = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not fsync' USING ERRCODE = 'io_error'; END $$;
CREATE TABLE at_once (words TEXT);
CREATE TRIGGER fails BEFORE INSERT ON at_once FOR EACH ROW EXECUTE FUNCTION fails();
CREATE TABLE at_the_end (words TEXT);
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON at_the_end DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION fails();
"""


class EndedError(BaseException):
    """The process is over; nothing catches that."""


class CutError(BaseException):
    """The power went."""


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """To end the process is to raise :class:`EndedError` with its code."""

    def end(code: int) -> None:
        raise EndedError(code)

    monkeypatch.setattr("node.store.halting.os._exit", end)
    monkeypatch.setattr("node.store.halting.logging.shutdown", lambda: None)


def fails(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def note(world: World, one: Erased) -> None:
    erasures.note(world, resident=one.resident, created=NOON, lids=one.lids)


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.usefixtures("ends")
def test_ST_17_a_picture_that_cannot_be_written_stops_the_process(
    tmp_path: Path, engine: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pictures" / "ab"
    monkeypatch.setattr(call, fails)
    with pytest.raises(EndedError, match=str(IO_ERROR)):
        pictures.write(path, PICTURE)
    assert not path.exists()


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("call", ["os.fsync", "os.fdopen"])
@pytest.mark.usefixtures("ends")
def test_ST_17_an_erasure_that_cannot_be_noted_stops_the_process(
    world: World, engine: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(call, fails)
        with pytest.raises(EndedError, match=str(IO_ERROR)):
            note(world, ONE)


@pytest.mark.usefixtures("ends")
def test_a_full_disk_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keeping.append(tmp_path / "lines", b"line\n")


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("ends", "world")
def test_ST_17_a_postgresql_that_cannot_write_stops_the_process(engine: str) -> None:
    database.execute_sql(FAILS)
    insert = "INSERT INTO {} VALUES (%s)"
    with pytest.raises(EndedError, match=str(IO_ERROR)):
        database.execute_sql(insert.format("at_once"), ("alone",))
    with pytest.raises(EndedError, match=str(IO_ERROR)):
        bulk._execute(insert.format("at_once"), [("many",), ("at once",)])
    with pytest.raises(EndedError, match=str(IO_ERROR)), database.atomic():
        database.execute_sql(insert.format("at_the_end"), ("in a transaction",))


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.usefixtures("world")
def test_ST_02_postgresql_has_on_the_disk_what_it_acknowledged(engine: str) -> None:
    """Also where the server itself, as that of these tests, would rather not wait for it."""
    with database.atomic():
        Counter.update(last=Counter.last + 1).execute()
        before = asked("SELECT pg_current_wal_insert_lsn()::text")
    assert asked("SELECT pg_current_wal_flush_lsn() > %s::pg_lsn", before)
    assert asked("SHOW synchronous_commit") == "on"


def asked(question: str, *values: object) -> Any:
    return database.execute_sql(question, values).fetchone()[0]


def test_ST_02_a_file_is_synced_with_its_name_before_anything_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def sync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path)))

    monkeypatch.setattr(os, "fsync", sync)
    keeping.keep(tmp_path / "pictures" / "ab" / "cd", PICTURE)
    assert synced == [".", "pictures", "pictures/ab/cd.part", "pictures/ab"]
    synced.clear()
    keeping.append(tmp_path / "lines", b"one\n")
    keeping.append(tmp_path / "lines", b"two\n")
    assert synced == ["lines", ".", "lines"]
    assert (tmp_path / "lines").read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize("step", range(4))
def test_ST_02_a_cut_at_each_step_leaves_a_whole_picture_or_none(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pictures" / "ab"
    left = step

    def until_the_cut(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise CutError
            return real(*arguments)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", until_the_cut(os.fsync))
        patched.setattr(Path, "replace", until_the_cut(Path.replace))
        with pytest.raises(CutError):
            pictures.write(path, PICTURE)
    assert not path.exists() or path.read_bytes() == PICTURE
    pictures.write(path, PICTURE)
    assert path.read_bytes() == PICTURE


@pytest.mark.parametrize("engine", ["sqlite"])
def test_ST_02_a_cut_while_an_erasure_is_noted_keeps_those_before(
    world: World, engine: str
) -> None:
    note(world, ONE)
    path = world.config.beside / erasures.FILE
    had = path.stat().st_size
    note(world, TWO)
    whole = path.read_bytes()
    for cut in range(had, len(whole)):
        path.write_bytes(whole[:cut])
        assert list(erasures.noted(world)) == [ONE]
        note(world, TWO)
        assert set(erasures.noted(world)) == {ONE, TWO}
