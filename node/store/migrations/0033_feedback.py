"""What anybody writes to those who look after the site."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Feedback(Table):
    id = pw.AutoField()
    once = pw.TextField(unique=True)
    about = pw.TextField()
    text = pw.TextField()
    name = pw.TextField(default="")
    email = pw.TextField(null=True)
    language = pw.TextField(default="nl")
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    made = pw.BigIntegerField()
    closed = pw.BigIntegerField(null=True, index=True)
    answer = pw.TextField(default="")


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, Feedback), bind_refs=False, bind_backrefs=False):
        Feedback.create_table(safe=False)
