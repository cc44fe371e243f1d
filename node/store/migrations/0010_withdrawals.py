"""What somebody has taken away and can still put back: nothing of it was signed yet."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Listing(Table):
    id = pw.BigIntegerField(primary_key=True)


class Withdrawal(Table):
    listing = pw.ForeignKeyField(Listing, primary_key=True, on_delete="CASCADE")
    until = pw.BigIntegerField(index=True)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Listing, Withdrawal), bind_refs=False, bind_backrefs=False):
        Withdrawal.create_table(safe=False)
