"""What was counted in a month, in numbers that stay when what they count is gone."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class MonthCount(Table):
    month = pw.TextField()
    kind = pw.TextField()
    what = pw.TextField()
    count = pw.IntegerField()

    class Meta:
        primary_key = pw.CompositeKey("month", "kind", "what")


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((MonthCount,), bind_refs=False, bind_backrefs=False):
        MonthCount.create_table(safe=False)
