"""The table of what was counted in a month: numbers, and nothing of whom they are about."""

import peewee as pw

from node.store.database import Row


class MonthCount(Row):
    """How much of something there was in a month. ``kind``: of listing; empty: all together."""

    month = pw.TextField()  # 2031-05
    kind = pw.TextField()
    what = pw.TextField()  # of node/insight/counting.py
    count = pw.IntegerField()

    class Meta:
        primary_key = pw.CompositeKey("month", "kind", "what")


MODELS = (MonthCount,)
