"""Searches that somebody keeps."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class SavedSearch(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(
        Resident, backref="saved_searches", null=True, on_delete="CASCADE", index=False
    )
    email = pw.TextField(null=True)
    name = pw.TextField()
    choices = pw.TextField()
    created = pw.BigIntegerField()
    looked = pw.BigIntegerField()
    gone = pw.BigIntegerField(null=True, index=True)

    class Meta:
        indexes = ((("resident", "id"), False), (("email", "id"), False))


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((SavedSearch,), bind_refs=False, bind_backrefs=False):
        SavedSearch.create_table(safe=False)
