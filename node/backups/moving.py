"""The same node with another database: from SQLite to PostgreSQL, or back.

Rule 1: nobody is at work meanwhile, so it is a move and no restore: nothing is void, nobody signs
in anew, and every row is the same after as it was before.
Rule 2: the database of before stays as it is; only the settings name another one, and they do so
last.
"""

from contextlib import suppress
from pathlib import Path

from node.backups import making, restoring
from node.backups.errors import BackupError
from node.config import FILE_NAME
from node.store.snapshot import ENGINES, FORMS, NEUTRAL, SnapshotError, engine_of
from node.upkeep import settings
from node.world import World

_BEFORE = "The database could not be moved"
_AFTER = (
    f"The disk failed when {FILE_NAME} was to name that database, or right after. All is in it;"
    f" look which one {FILE_NAME} names, and keep both until the node has started"
)


def move(world: World, url: str) -> None:
    """Put all rows in the empty database at ``url`` ("" for SQLite's usual file), and name that.

    :raises BackupError: it was not done, and the node is as it was; or the disk failed after it.
    """
    config = world.config
    at = url or restoring.usual_database(config.data)
    if at == config.database_url:
        raise BackupError("That is the database that this node has.")
    restoring.check_database(at)
    path = config.data / FILE_NAME
    text = path.read_text("utf-8")
    try:
        with making.beside(world, "move") as part:
            part.mkdir(mode=0o700)
            tables = part / FORMS[NEUTRAL].file
            FORMS[NEUTRAL].make(config.database_url, tables)
            restoring.fill(tables, NEUTRAL, at)
        settings.write(path, settings.with_database(text, url))
    except BaseException as error:
        named = _is_named(path, url)
        if not named:
            with suppress(SnapshotError):
                ENGINES[engine_of(at)].clear(at)
        if isinstance(error, restoring.FAILURES):
            raise BackupError(f"{_AFTER if named else _BEFORE}: {error}") from None
        raise


def _is_named(path: Path, url: str) -> bool:
    """Whether the settings name this database; when they cannot be read, they may."""
    try:
        text = path.read_text("utf-8")
    except OSError:
        return True
    return text == settings.with_database(text, url)
