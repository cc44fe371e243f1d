"""Of what somebody without an account wrote or told: whose mail address it is."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Address(pw.Model):
    id = pw.AutoField()

    class Meta:
        table_name = "address"


def up(migrator: Any, _db: pw.Database) -> None:
    theirs = pw.ForeignKeyField(Address, Address.id, null=True, on_delete="SET NULL")
    reported = pw.ForeignKeyField(Address, Address.id, null=True, on_delete="SET NULL")
    migrate(
        migrator.add_column("moderation_case", "address_id", theirs),
        migrator.add_column("moderation_case", "called", pw.TextField(default="")),
        migrator.add_column("report", "address_id", reported),
    )
