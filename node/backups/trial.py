"""Putting a copy back for trial, where nobody sees it: only that shows that it can be done.

Rule: nothing of it is left, and nothing of the node is touched.
"""

import shutil
from dataclasses import replace
from typing import Any, Final

from node.backups import restoring, shelf
from node.backups.errors import BackupError
from node.backups.shelf import Backup
from node.config import Config
from node.feed import mark
from node.feed.identity import own_origin, verified
from node.store.database import DATABASE_ERRORS, Store
from node.store.snapshot import ENGINES, SQLITE, SnapshotError
from node.world import World

LOCK: Final = "trial-lock"


def run(world: World, copy: Backup) -> dict[str, Any]:
    """Put it back and open it; ``ok``, with ``why`` not, or ``scratch`` when there was no place."""
    folder = world.config.backups / shelf.TRIAL
    shutil.rmtree(folder, ignore_errors=True)
    engine = ENGINES.get(copy.manifest.engine, ENGINES[SQLITE])
    try:
        with engine.scratch(world.config.database_url) as url:
            config = Config(data=folder, url=world.config.url, secret=world.config.secret)
            trying = replace(world, config=config)
            restoring.put_back(trying, copy.folder, database_url=url)
            _open(trying, copy, url or f"sqlite:///{folder / 'wijk.db'}")
    except BackupError as error:
        return {"ok": False, "why": str(error)}
    except DATABASE_ERRORS as error:
        return {"ok": False, "why": str(error)}
    except SnapshotError as error:
        return {"ok": True, "scratch": str(error)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"ok": True}


def _open(world: World, copy: Backup, url: str) -> None:
    """:raises BackupError: it opens, and is not what it should be."""
    store = Store(url)
    try:
        with store.active():
            ours = verified(bytes(own_origin().log))
            held = mark.of_database(world)
    finally:
        store.close()
    if ours.scid != copy.manifest.scid:
        raise BackupError("It is put back, and is another node.")
    if held is not None and held.last != copy.manifest.last:
        raise BackupError("It is put back, and has other numbers than when it was made.")
