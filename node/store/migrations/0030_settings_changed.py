"""What the ward changed about itself: who, when, from what to what."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class SettingChange(Table):
    id = pw.AutoField()
    name = pw.TextField()
    was = pw.TextField()
    became = pw.TextField()
    by = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    who = pw.TextField(default="")
    at = pw.BigIntegerField(index=True)
    faded = pw.BooleanField(default=False)

    class Meta:
        indexes = ((("name", "id"), False),)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, SettingChange), bind_refs=False, bind_backrefs=False):
        SettingChange.create_table(safe=False)
