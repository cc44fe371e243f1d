"""Notices that go out by mail, profiles, names of people who left, copies to take along."""

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


class Profile(Table):
    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    handle = pw.TextField(unique=True)


class ProfileAnswer(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    name = pw.TextField()
    value = pw.TextField()
    reach = pw.TextField()

    class Meta:
        indexes = ((("resident", "name"), True),)


class FormerName(Table):
    hash = pw.TextField(primary_key=True)
    until = pw.BigIntegerField()


class Export(Table):
    id = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, unique=True, on_delete="CASCADE")
    language = pw.TextField()
    state = pw.TextField()
    asked = pw.BigIntegerField()
    changed = pw.BigIntegerField()
    ends = pw.BigIntegerField(null=True)
    size = pw.BigIntegerField(default=0)


TABLES = (Notice, Profile, ProfileAnswer, FormerName, Export)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
