"""Whose copy the pages of a walk come from that goes on later."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    migrate(migrator.add_column("kept_page", "source", pw.TextField(default="")))
