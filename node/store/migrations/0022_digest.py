"""Up to which week somebody's digest was dealt with."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class DigestSent(Table):
    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    week = pw.IntegerField()


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, DigestSent), bind_refs=False, bind_backrefs=False):
        db.create_tables([DigestSent], safe=False)
