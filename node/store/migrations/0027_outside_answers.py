"""Who answers without an account: by a confirmed mail address, and what they want to be called."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Address(Table):
    id = pw.AutoField()


class OutsideBlock(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    address = pw.ForeignKeyField(Address, on_delete="CASCADE")
    called = pw.TextField()
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("resident", "address"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    # Not by making the table anew: what hangs on its rows would go with them.
    address = pw.ForeignKeyField(Address, field=Address.id, null=True, on_delete="SET NULL")
    migrate(
        migrator.drop_column("response", "address"),
        migrator.add_column("response", "address_id", address),
    )
    db.execute_sql("""ALTER TABLE "response" ADD COLUMN "called" TEXT NOT NULL DEFAULT ''""")
    with db.bind_ctx((Resident, Address, OutsideBlock), bind_refs=False, bind_backrefs=False):
        OutsideBlock.create_table(safe=False)
