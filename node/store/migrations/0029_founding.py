"""A node is set up in a browser; and somebody is asked to look after it too."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Invitation(Table):
    id = pw.AutoField()


class AdminCall(Table):
    id = pw.AutoField()
    name = pw.TextField()
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    maker = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    made = pw.BigIntegerField()


class Founding(Table):
    id = pw.IntegerField(primary_key=True)
    code_hash = pw.TextField()
    passed = pw.TextField(default="[]")
    asked = pw.TextField(default="")
    begun = pw.BigIntegerField()
    finished = pw.BigIntegerField(null=True)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((AdminCall, Founding), bind_refs=False, bind_backrefs=False):
        db.create_tables([AdminCall, Founding], safe=False)
