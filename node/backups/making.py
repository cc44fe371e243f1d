"""Making a copy of the whole node while it is at work: database, keys, settings, pictures.

Rule 1: one at a time; it is made under another name and gets its own when it has proved good.
Rule 2: what belongs in no backup stays out: the mark and who was erased (PROTOCOL §13), neighbours'
pictures, copies that residents asked for.
Rule 3: nobody but the node's own account can read any of it.
"""

import fcntl
import logging
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from node.backups import looking, shelf
from node.backups.errors import BackupError, NoRoomError
from node.backups.manifest import CHUNK, FILE, Manifest, digest_of
from node.backups.shelf import Backup
from node.config import FILE_NAME, Config
from node.store.snapshot import ENGINES, FORMS, NEUTRAL, SnapshotError, engine_of
from node.world import World

log = logging.getLogger(__name__)

SPARE_BYTES = 64 * 1024 * 1024  # that stay free for the node itself
NOT_OF_THE_NODE = {"data", "development", "database", "sources"}  # whoever puts it back says those


def make(world: World, why: str) -> Backup:
    """Make a copy, look at it, and throw away what the rule does not keep any more.

    :raises BackupError: no copy was made; those that there are stay.
    """
    with alone(world):
        target = _free(shelf.folder_for(world, why))
        part = target.with_name(target.name + shelf.PART)
        _check_room(world)
        try:
            _fill(world, part, why, engine_of(world.config.database_url))
            wrong = looking.problems(part)
            if wrong:
                raise BackupError(f"The copy is not good: {wrong[0]}.")
            part.rename(target)
            sync(target.parent)
        except (OSError, SnapshotError) as error:
            raise BackupError(_sentence(error)) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
        gone = shelf.tidy(world, target.name)
    log.info("a copy was made: %s; %s thrown away", target.name, len(gone))
    return Backup(target, Manifest.read(target))


@contextmanager
def neutral(world: World) -> Iterator[Backup]:
    """A copy in the form that every engine reads, for as long as this lasts: to take along.

    :raises BackupError: no copy was made.
    """
    with beside(world, "export") as part:
        try:
            _fill(world, part, shelf.EXPORT, NEUTRAL)
        except (OSError, SnapshotError) as error:
            raise BackupError(_sentence(error)) from None
        wrong = looking.problems(part)
        if wrong:
            raise BackupError(f"The copy is not good: {wrong[0]}.")
        yield Backup(part, Manifest.read(part))


@contextmanager
def beside(world: World, name: str) -> Iterator[Path]:
    """A folder yet to be made, which no copy stands in and which goes again after this.

    :raises BackupError: another copy is being made, the database is not whole, or there is no room.
    """
    with alone(world):
        part = world.config.backups / f"{name}{shelf.PART}"
        shutil.rmtree(part, ignore_errors=True)
        _check_room(world)
        wrong = ENGINES[engine_of(world.config.database_url)].check(world.config.database_url)
        if wrong:
            raise BackupError(f"The database is not whole: {wrong[0]}.")
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def program() -> str:
    """The version of this program; a checkout that was never installed has none."""
    try:
        return version("werken-in-de-wijk")
    except PackageNotFoundError:
        return "0+checkout"


def sync(path: Path) -> None:
    """What is in this file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private(folder: Path) -> None:
    """Make this folder, and those above it that are missing, for ourselves alone."""
    if not folder.is_dir():
        private(folder.parent)
        folder.mkdir(mode=0o700)


def folders(folder: Path) -> list[Path]:
    """This one and all that are in it."""
    return [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]


def _fill(world: World, part: Path, why: str, form: str) -> None:
    before = shelf.newest(world)
    part.mkdir(mode=0o700)
    database = part / FORMS[form].file
    FORMS[form].make(world.config.database_url, database)
    for source, name in _files(world):
        _copy(source, part / name, before.folder / name if before else None)
    held = FORMS[form].read(database)
    manifest = Manifest(
        made=world.now(),
        why=why,
        program=program(),
        engine=form,
        url=world.config.url,
        scid=held.scid,
        version=held.version,
        last=held.last,
        migrations=held.migrations,
        counts=held.counts,
        files={str(path.relative_to(part)): digest_of(path) for path in _inside(part)},
        elsewhere=_elsewhere(world.config),
    )
    (part / FILE).touch(mode=0o600)
    (part / FILE).write_bytes(manifest.to_json())
    for path in (*_inside(part), *folders(part)):
        sync(path)


def _files(world: World) -> Iterator[tuple[Path, str]]:
    """What goes along, and under which name; read after the database, which names the pictures."""
    yield world.config.data / FILE_NAME, FILE_NAME
    for key in sorted(world.config.keys.glob("*.key")):
        yield key, f"keys/{key.name}"
    for path in sorted(world.config.pictures.rglob("*")):
        if path.is_file() and not path.suffix:
            yield path, f"pictures/{path.relative_to(world.config.pictures)}"


def _copy(source: Path, target: Path, before: Path | None) -> None:
    """What the last copy has in the same form stands on the disk once: no copy is ever changed."""
    private(target.parent)
    if before is not None and _is_same(source, before) and _linked(before, target):
        return
    try:
        data = source.open("rb")
    except FileNotFoundError:
        return  # erased meanwhile
    with data, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(data, out, CHUNK)


def _linked(before: Path, target: Path) -> bool:
    """Whether this disk gives a file a second name; one of a telephone or a camera does not."""
    try:
        os.link(before, target)
    except OSError:
        return False
    return True


def _is_same(source: Path, before: Path) -> bool:
    try:
        same_size = source.stat().st_size == before.stat().st_size
        return same_size and digest_of(source) == digest_of(before)
    except FileNotFoundError:
        return False


def _elsewhere(config: Config) -> tuple[str, ...]:
    """The settings that hold here and do not stand in the settings file."""
    try:
        written = tomllib.loads((config.data / FILE_NAME).read_text("utf-8"))
    except (FileNotFoundError, tomllib.TOMLDecodeError):
        written = {}
    names = [one.name for one in fields(config) if one.name not in NOT_OF_THE_NODE]
    usual = {one.name: one.default for one in fields(config)}
    return tuple(n for n in names if n not in written and getattr(config, n) != usual[n])


def _check_room(world: World) -> None:
    """:raises NoRoomError: another copy might fill the disk."""
    newest = shelf.newest(world)
    engine = ENGINES[engine_of(world.config.database_url)].file
    needed = SPARE_BYTES
    if newest is not None:
        needed += newest.manifest.files.get(engine, (0, ""))[0] * 5 // 4
    free = shutil.disk_usage(world.config.backups).free
    if free < needed:
        raise NoRoomError(
            f"The disk has {free // 1_000_000} MB free, and a copy may need"
            f" {needed // 1_000_000} MB. No copy was made."
        )


@contextmanager
def alone(
    world: World, lock: str = "lock", busy: str = "Another copy is being made now."
) -> Iterator[None]:
    """:raises BackupError: somebody else is alone now; or the folder cannot be written."""
    folder = world.config.backups
    try:
        private(folder)
        descriptor = os.open(folder / lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BackupError(_sentence(error)) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupError(busy) from None
    finally:
        os.close(descriptor)


def _free(target: Path) -> Path:
    number, found = 1, target
    while found.exists():
        number += 1
        found = target.with_name(f"{target.name}-{number}")
    return found


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"No copy was made: {error.filename or 'the disk'}: {error.strerror}."
    return f"No copy was made. {error}"


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
