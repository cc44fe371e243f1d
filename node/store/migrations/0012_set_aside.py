"""What residents do not want to see: listings, wards, and each other."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Origin(Table):
    id = pw.AutoField()


class Hidden(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE")
    lid = pw.TextField(default="")
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("resident", "origin", "lid"), True),)


class Block(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    blocked = pw.ForeignKeyField(Resident, on_delete="CASCADE", backref="blocked_by")
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("resident", "blocked"), True),)


TABLES = (Hidden, Block)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, Origin, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
