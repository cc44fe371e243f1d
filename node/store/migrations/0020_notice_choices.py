"""What somebody chose about their notices: how each sort comes, and which hours are quiet."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class NoticeChoice(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE", index=False)
    mailbox = pw.TextField(null=True)
    name = pw.TextField()
    value = pw.TextField()

    class Meta:
        indexes = ((("resident", "name"), True), (("mailbox", "name"), True))


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Resident, NoticeChoice), bind_refs=False, bind_backrefs=False):
        db.create_tables([NoticeChoice], safe=False)
