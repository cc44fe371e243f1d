"""What forbids signing, how far re-signing is, and which origins are to be seen first."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate

COLUMNS: dict[str, dict[str, pw.Field]] = {
    "counter": {
        "restoring": pw.BigIntegerField(null=True),
        "restore_facts": pw.TextField(default="{}"),
        "copies": pw.BigIntegerField(null=True),
        "excused": pw.BigIntegerField(null=True),
        "resign_until": pw.BigIntegerField(null=True),
        "resign_total": pw.IntegerField(default=0),
    },
    "origin": {"unchecked": pw.BigIntegerField(null=True)},
}


def up(migrator: Any, _db: pw.Database) -> None:
    for table, columns in COLUMNS.items():
        for name, column in columns.items():
            migrate(migrator.add_column(table, name, column))
