"""What a listing was before its maker took it away, so that it is put back as that."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    migrate(migrator.add_column("withdrawal", "was", pw.TextField(default="open")))
