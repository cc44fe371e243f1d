"""Making a node again from a copy: in an empty folder, and an empty database, alone.

Rule 1: the copy is looked at first; what is not good is not put back.
Rule 2: nothing of a node that lives is touched, and the copy stays as it is.
Rule 3: the settings file comes last: a crash before that leaves no node.
Rule 4: what fails half-way leaves folder and database as empty as they were.
Rule 5: what let somebody in when the copy was made does so no more, and who was erased since stays
erased, as far as the list of it is still there (``beside``). The node's start does the rest (§13).
"""

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from node.backups import looking
from node.backups.errors import BackupError
from node.backups.making import folders, private, sync
from node.backups.manifest import CHUNK, Manifest
from node.config import FILE_NAME, Config
from node.listings import shelf
from node.store.database import DATABASE_ERRORS, Store, database
from node.store.migrate import SchemaError, bring_up_to_date, check_known
from node.store.snapshot import ENGINES, FORMS, NEUTRAL, SQLITE, SnapshotError, engine_of
from node.upkeep import restore, settings
from node.world import World

BESIDE = ("erased", "erased-addresses", "mark")  # what is kept in no copy
FAILURES = (OSError, SnapshotError, SchemaError, tomllib.TOMLDecodeError, *DATABASE_ERRORS)


@dataclass(frozen=True)
class Restored:
    """What was put back. ``erased``: who had been erased since; ``beside``: whether we knew."""

    manifest: Manifest
    erased: int
    beside: bool


def check(folder: Path, data: Path, *, database_url: str = "") -> Manifest:
    """What would be put back into ``data``.

    :raises BackupError: it may not, or cannot.
    """
    manifest = Manifest.read(folder)
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} is not empty. A copy is put back in an empty folder only.")
    if manifest.engine not in {engine_of(database_url), NEUTRAL}:
        raise BackupError(
            f"This copy is of {manifest.engine}: say where with"
            f" --database {_like(manifest.engine)}."
        )
    try:
        check_known(manifest.migrations)
    except SchemaError as error:
        raise BackupError(str(error)) from None
    if database_url:
        check_database(database_url)
    wrong = looking.problems(folder)
    if wrong:
        raise BackupError(f"This copy is not good: {wrong[0]}.")
    return manifest


def put_back(
    world: World, folder: Path, *, database_url: str = "", beside: Path | None = None
) -> Restored:
    """Make a node in the empty folder of ``world`` from the copy in ``folder``.

    Of the settings of ``world`` only its folder counts; the others are those of the copy.

    :raises BackupError: no node was made.
    """
    manifest = check(folder, world.config.data, database_url=database_url)
    data = world.config.data
    text = _settings(folder, database_url)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        for name in manifest.files:
            if name.startswith(("keys/", "pictures/")):
                _copy(folder / name, data / name)
        known = _take_beside(data, beside)
        at = database_url or usual_database(data)
        fill(folder / FORMS[manifest.engine].file, manifest.engine, at)
        erased = _void(replace(world, config=_as_it_will_be(world, at, text)))
        for place in folders(data):
            sync(place)  # with the names of the keys and pictures in them
        settings.write(data / FILE_NAME, text)
    except BaseException as error:
        _empty(data, database_url)
        if isinstance(error, FAILURES):
            raise BackupError(f"The copy could not be put back: {error}") from None
        raise
    return Restored(manifest, erased, known)


def check_database(url: str) -> None:
    """:raises BackupError: there is something in the database at ``url``, or it does not answer."""
    try:
        if not ENGINES[engine_of(url)].is_empty(url):
            raise BackupError("That database is not empty. A node is put in an empty one only.")
    except SnapshotError as error:
        raise BackupError(f"That database does not answer: {error}.") from None


def usual_database(data: Path) -> str:
    """Where the database of a node is whose settings name none."""
    return f"sqlite:///{data / 'wijk.db'}"


def fill(snapshot: Path, form: str, url: str) -> None:
    """Put a snapshot in the empty database at ``url``; what no snapshot has is made.

    :raises SnapshotError: it cannot be.
    """
    FORMS[form].put_back(snapshot, url)
    if form == NEUTRAL:
        with _opened(url), database.atomic():
            shelf.index_all()


def beside_of(folder: Path) -> Path | None:
    """The folder ``beside`` of the node that made this copy, when both still stand together."""
    found = folder.parent.parent / "beside"
    return found if found.is_dir() else None


def _void(world: World) -> int:
    with _opened(world.config.database_url), database.atomic():
        return restore.void(world)


@contextmanager
def _opened(url: str) -> Iterator[None]:
    store = Store(url)
    try:
        with store.active() as opened:
            bring_up_to_date(opened)
            yield
    finally:
        store.close()


def _as_it_will_be(world: World, at: str, text: str) -> Config:
    """Where its files are, and its secret, with which forgotten addresses are known."""
    secret = str(tomllib.loads(text).get("secret", world.config.secret)).strip()
    return replace(world.config, database=at, secret=secret)


def _settings(folder: Path, database_url: str) -> str:
    """The settings file of the copy, with another database."""
    try:
        text = (folder / FILE_NAME).read_text("utf-8")
    except FileNotFoundError:
        raise BackupError(f"This copy has no {FILE_NAME}: its settings were not kept.") from None
    return settings.with_database(text, database_url)


def _empty(data: Path, database_url: str) -> None:
    """Both were empty before us. A database that does not answer any more is left as it is, and so
    is all of a node whose settings cannot be taken away: they make it one.
    """
    (data / FILE_NAME).unlink(missing_ok=True)
    for path in data.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if database_url:
        with suppress(SnapshotError):
            ENGINES[engine_of(database_url)].clear(database_url)


def _take_beside(data: Path, beside: Path | None) -> bool:
    if beside is None:
        return False
    (data / "beside").mkdir(mode=0o700)
    for name in BESIDE:
        if (beside / name).is_file():
            _copy(beside / name, data / "beside" / name)
    return True


def _copy(source: Path, target: Path) -> None:
    private(target.parent)
    opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as data, os.fdopen(opened, "wb") as out:
        shutil.copyfileobj(data, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())


def _like(engine: str) -> str:
    return "sqlite" if engine == SQLITE else "postgresql://user:password@host/name"
