"""Table of what moderators decided about single listings of other nodes."""

import peewee as pw

from node.feed.models import Origin
from node.store.database import InstantField, Row


class Decision(Row):
    """A word about one listing, for all its later versions and by every road (PROTOCOL §9.6)."""

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="decisions", on_delete="CASCADE", index=False)
    lid = pw.TextField()
    verdict = pw.TextField()  # approved, hidden
    at = InstantField()

    class Meta:
        indexes = ((("origin", "lid"), True),)


MODELS = (Decision,)
