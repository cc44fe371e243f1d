"""Reports, the cases they make together, and what was ruled about each."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Origin(Table):
    id = pw.AutoField()


class Case(Table):
    id = pw.AutoField()
    subject = pw.TextField(default="listing")
    open_key = pw.TextField(null=True, unique=True)
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE")
    lid = pw.TextField()
    owner = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    title = pw.TextField(default="")
    state = pw.TextField(default="open")
    opened = pw.BigIntegerField()
    closed = pw.BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "moderation_case"
        indexes = ((("state", "id"), False), (("origin", "lid"), False))


class Report(Table):
    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    key = pw.TextField(unique=True)
    reporter = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    reason = pw.TextField()
    sentence = pw.TextField(default="")
    name = pw.TextField(default="")
    email = pw.TextField(null=True)
    language = pw.TextField(default="nl")
    tell_home = pw.BooleanField(default=False)
    flag = pw.TextField(null=True)
    made = pw.BigIntegerField()


class Ruling(Table):
    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    moderator = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    action = pw.TextField()
    reason = pw.TextField(default="")
    text = pw.TextField(default="")
    told_home = pw.BooleanField(default=False)
    at = pw.BigIntegerField()


TABLES = (Case, Report, Ruling)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, Origin, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
