"""Pictures of neighbours: by what listings name them, and our own copies of them."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class NeighbourPicture(Table):
    digest = pw.TextField(primary_key=True)
    due = pw.BigIntegerField(null=True, index=True)
    attempts = pw.IntegerField(default=0)
    code = pw.TextField(default="")
    seen = pw.BigIntegerField(index=True)
    kept = pw.TextField(null=True, index=True)
    width = pw.IntegerField(default=0)
    height = pw.IntegerField(default=0)
    size = pw.IntegerField(default=0)


def up(migrator: Any, db: pw.Database) -> None:
    db.execute_sql("DROP TABLE wanted_picture")  # nothing ever wrote to it
    with db.bind_ctx((NeighbourPicture,), bind_refs=False, bind_backrefs=False):
        NeighbourPicture.create_table(safe=False)
