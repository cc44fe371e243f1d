"""Bring a database up to the tables this program expects, and say where it differs.

Rule 1: migrations are append-only files, each with its own frozen copy of the tables it touches.
Rule 2: an older program does not open a newer database.
"""

from collections.abc import Iterable
from pathlib import Path

import peewee as pw
from playhouse import schema_diff
from playhouse.migrations import Runner

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "schema_migration"


class SchemaError(Exception):
    """A sentence: the database does not fit this program."""


def _runner(database: pw.Database) -> Runner:
    return Runner(database, str(MIGRATIONS), table_name=TABLE)


def bring_up_to_date(database: pw.Database) -> list[str]:
    """Run what has not run yet, one transaction each, and return the names.

    :raises SchemaError: when the database was made by a newer program.
    """
    runner = _runner(database)
    unknown = set(runner.applied()) - {migration.name for migration in runner.migrations()}
    if unknown:
        raise SchemaError(
            f"This database was made by a newer program (it has {min(unknown)}). Install that one."
        )
    return list(runner.up())


def is_up_to_date(database: pw.Database) -> bool:
    """Whether every migration has run; one query."""
    runner = _runner(database)
    return {migration.name for migration in runner.migrations()} == set(runner.applied())


def drift(database: pw.Database, models: Iterable[type[pw.Model]]) -> str:
    """In what the tables differ from the models; empty when they agree."""
    return str(schema_diff.diff_models(database, list(models)) or "")
