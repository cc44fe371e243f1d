"""How far the background is: with texts that relays left out, with proofs, with the roots."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("peer", "debts_next", pw.BigIntegerField(null=True)),
        migrator.add_column("peer", "debts_from", pw.BigIntegerField(default=0)),
        migrator.add_column("feed", "proven", pw.BigIntegerField(default=0)),
        migrator.add_column("feed", "proven_version", pw.IntegerField(default=0)),
        migrator.add_column("feed", "recounted", pw.BigIntegerField(null=True)),
    )
