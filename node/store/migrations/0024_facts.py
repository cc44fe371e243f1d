"""What was seen of the node itself, so that its health can be told."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Fact(Table):
    name = pw.TextField(primary_key=True)
    at = pw.BigIntegerField()
    value = pw.TextField()


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Fact,), bind_refs=False, bind_backrefs=False):
        db.create_tables([Fact], safe=False)
