"""How far a neighbour's hints are relied upon, and how far its first feed has come."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("peer", "calm", pw.IntegerField(default=0)),
        migrator.add_column("peer", "coming", pw.IntegerField(null=True)),
        migrator.add_column("peer", "coming_of", pw.IntegerField(null=True)),
    )
