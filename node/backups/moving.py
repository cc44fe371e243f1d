"""The same node with another database: from SQLite to PostgreSQL, or back.

Rule 1: nobody is at work meanwhile, so it is a move and no restore: nothing is void, nobody signs
in anew, and every row is the same after as it was before.
Rule 2: the database of before stays as it is; only the settings name another one, and they do so
last.
"""

from contextlib import suppress

from node.backups import making, restoring
from node.backups.errors import BackupError
from node.config import FILE_NAME
from node.store.snapshot import ENGINES, FORMS, NEUTRAL, SnapshotError, engine_of
from node.upkeep import settings
from node.world import World


def move(world: World, url: str) -> None:
    """Put all rows in the empty database at ``url`` ("" for SQLite's usual file), and name that.

    :raises BackupError: it was not done, and the node is as it was.
    """
    config = world.config
    at = url or restoring.usual_database(config.data)
    if at == config.database_url:
        raise BackupError("That is the database that this node has.")
    restoring.check_database(at)
    try:
        text = (config.data / FILE_NAME).read_text("utf-8")
        with making.beside(world, "move") as part:
            part.mkdir(mode=0o700)
            tables = part / FORMS[NEUTRAL].file
            FORMS[NEUTRAL].make(config.database_url, tables)
            restoring.fill(tables, NEUTRAL, at)
        settings.write(config.data / FILE_NAME, settings.with_database(text, url))
    except BaseException as error:
        with suppress(SnapshotError):
            ENGINES[engine_of(at)].clear(at)
        if isinstance(error, restoring.FAILURES):
            raise BackupError(f"The database could not be moved: {error}") from None
        raise
