"""Bring a database up to the tables this program expects, and say where it differs.

Rule 1: migrations are append-only files, each with its own frozen copy of the tables it touches.
Rule 2: an older program does not open a newer database.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import peewee as pw
from playhouse import schema_diff
from playhouse.migrations import Runner

from node.store.database import is_missing

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "schema_migration"
NEWER = "This database was made by a newer program (it has {}). Install that one."


class SchemaError(Exception):
    """A sentence: the database does not fit this program."""


def _runner(database: pw.Database) -> Runner:
    return Runner(database, str(MIGRATIONS), table_name=TABLE)


def bring_up_to_date(database: pw.Database) -> list[str]:
    """Run what has not run yet, one transaction each, and return the names.

    :raises SchemaError: when the database was made by a newer program.
    """
    pending(database)
    return list(_runner(database).up())


def make_tables(database: pw.Database, names: Sequence[str]) -> None:
    """Make the tables, without rows that anybody needs, as these migrations left them.

    :raises SchemaError: this program does not know all of them.
    """
    runner = _runner(database)
    known = [migration.name for migration in runner.migrations()]
    if not names or list(names) != known[: len(names)]:
        unknown = sorted(set(names) - set(known))
        raise SchemaError(NEWER.format(unknown[0]) if unknown else "Its tables are of no version.")
    runner.up(names[-1])


def check_known(names: Iterable[str]) -> None:
    """:raises SchemaError: some of these migrations are of a newer program."""
    unknown = set(names) - {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}
    if unknown:
        raise SchemaError(NEWER.format(min(unknown)))


def pending(database: pw.Database) -> list[str]:
    """The migrations that have not run yet.

    :raises SchemaError: when the database was made by a newer program.
    """
    runner = _runner(database)
    applied = set(runner.applied())
    unknown = applied - {migration.name for migration in runner.migrations()}
    if unknown:
        raise SchemaError(NEWER.format(min(unknown)))
    return [one.name for one in runner.migrations() if one.name not in applied]


def check_file(url: str) -> None:
    """:raises SchemaError: the database is a file that is not there; none is made."""
    if is_missing(url):
        raise SchemaError(f"There is no database at {url}. Is its address right?")


def check(database: pw.Database) -> list[str]:
    """The migrations that have not run yet, of a database that is a node's.

    :raises SchemaError: there is no node in it, or it was made by a newer program.
    """
    if not database.table_exists(TABLE):
        raise SchemaError("There is no node in that database. Is its address right?")
    return pending(database)


def is_up_to_date(database: pw.Database) -> bool:
    """Whether every migration has run; one query."""
    runner = _runner(database)
    return {migration.name for migration in runner.migrations()} == set(runner.applied())


def drift(database: pw.Database, models: Iterable[type[pw.Model]]) -> str:
    """In what the tables differ from the models; empty when they agree."""
    return str(schema_diff.diff_models(database, list(models)) or "")
