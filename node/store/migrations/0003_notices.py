"""Notices that go out by mail."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Notice(Table):
    id = pw.AutoField()
    key = pw.TextField(null=True, unique=True)
    template = pw.TextField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    address = pw.TextField(null=True)
    mailbox = pw.TextField(default="", index=True)
    language = pw.TextField()
    values = pw.TextField(default="{}")
    state = pw.TextField(default="waiting")
    problem = pw.TextField(default="")
    created = pw.BigIntegerField()
    due = pw.BigIntegerField()
    ends = pw.BigIntegerField(null=True)
    attempts = pw.IntegerField(default=0)
    changed = pw.BigIntegerField()

    class Meta:
        indexes = ((("state", "due"), False), (("resident", "state"), False))


TABLES = (Notice,)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
