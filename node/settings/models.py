"""The table of what was set; what is not in it has its default."""

import peewee as pw

from node.store.database import Row


class Setting(Row):
    """One setting that the ward has changed, as text."""

    name = pw.TextField(primary_key=True)
    value = pw.TextField()


MODELS = (Setting,)
