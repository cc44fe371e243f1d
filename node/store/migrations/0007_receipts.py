"""Receipts are kept with their moments: when a neighbour first said that it has a change."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, _db: pw.Database) -> None:
    migrate(
        migrator.drop_index("receipt", "receipt_origin_id_scope"),
        migrator.add_index("receipt", ("origin_id", "scope", "seq"), unique=True),
    )
