"""A newer program takes over the data: a copy, the tables, a look at all of it; else as it was.

Rule 1: nobody else is at work meanwhile, and nothing is changed before a good copy was made.
Rule 2: what was begun stands in a file; who is killed on the way goes on, or goes back, at the next
start (each migration is one transaction, and so is putting the copy back).
Rule 3: what failed is not begun again by itself: an admin says so, or installs the older program.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from node.backups import making, shelf
from node.backups.errors import BackupError
from node.backups.making import program, sync
from node.backups.manifest import Manifest
from node.feed import mark
from node.feed.identity import own_origin, verified
from node.store import migrate
from node.store.database import Store
from node.store.snapshot import ENGINES, SnapshotError, engine_of
from node.world import World

log = logging.getLogger(__name__)

FILE: Final = "upgrading"
OURS: Final = ("resident", "listing", "entry", "message")  # of these no row may be lost


@dataclass(frozen=True)
class Upgraded:
    """What ran, and the copy from before."""

    names: tuple[str, ...]
    copy: str


def is_needed(world: World, store: Store) -> bool:
    """Whether this program has to change the tables, or an upgrade was not finished.

    :raises SchemaError: there is no node in the database, or it is of a newer program.
    """
    migrate.check_file(world.config.database_url)
    with store.active() as database:
        return bool(migrate.check(database)) or _path(world).exists()


def failed(world: World) -> str:
    """Why this very program could not do it the last time, if it could not."""
    begun = _begun(world)
    return begun["failed"] if begun.get("program") == program() and "failed" in begun else ""


def upgrade(world: World, store: Store, opens: Callable[[], str]) -> Upgraded:
    """Do it. ``opens``: what is wrong with the pages then, or nothing.

    :raises BackupError: it did not go well, and all is as it was before.
    """
    begun = _begun(world)
    if "failed" in begun or "copy" not in begun:
        copy = making.make(world, shelf.UPGRADE)
        store.close()
        _note(world, copy=copy.name)
    else:
        copy = shelf.find(world, begun["copy"])
    try:
        with store.active() as database:
            names = migrate.bring_up_to_date(database)
        wrong = next(_problems(world, store, copy.manifest, opens), "")
    except Exception as error:  # noqa: BLE001  # whatever it is, we go back
        names, wrong = [], f"{type(error).__name__}: {error}".partition("\n")[0]
    if wrong:
        _go_back(world, store, copy, wrong)
    _path(world).unlink()
    sync(world.config.data)
    return Upgraded(tuple(names), copy.name)


def _go_back(world: World, store: Store, copy: shelf.Backup, wrong: str) -> None:
    store.close()
    log.error("the upgrade failed: %s; the copy %s is put back", wrong, copy.name)
    url = world.config.database_url
    engine = ENGINES[engine_of(url)]
    try:
        engine.put_back(copy.folder / engine.file, url)
    except SnapshotError as error:
        raise BackupError(
            f"The upgrade failed ({wrong}), and the copy {copy.name} could not be put back: {error}"
            " Start the program once more; it tries again."
        ) from None
    _note(world, copy=copy.name, failed=wrong)
    raise BackupError(
        f"The upgrade failed: {wrong}. All is as it was before. Install the program of before"
        f" ({copy.manifest.program}); or try again with `wijk upgrade`."
    )


def _problems(
    world: World, store: Store, before: Manifest, opens: Callable[[], str]
) -> Iterator[str]:
    url = world.config.database_url
    engine = ENGINES[engine_of(url)]
    yield from engine.check(url)
    with store.active() as database:
        for name in OURS:
            had = before.counts.get(name, 0)
            has = database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            if has < had:
                yield f"the table {name} has {has} rows, and had {had}"
        if verified(bytes(own_origin().log)).scid != before.scid:
            yield "the identity is another one"
        ours = mark.of_database(world)
        if ours is not None and ours.last != before.last:
            yield "the numbers are others"
    said = opens()
    if said:
        yield said


def _path(world: World) -> Path:
    return world.config.data / FILE


def _begun(world: World) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_path(world).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _note(world: World, **values: str) -> None:
    path = _path(world)
    part = path.with_suffix(".part")
    text = json.dumps({"program": program(), **values})
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)
