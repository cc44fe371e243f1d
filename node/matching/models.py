"""Table of the searches that somebody keeps."""

import peewee as pw

from node.residents.models import Resident
from node.store.database import InstantField, Row


class SavedSearch(Row):
    """A search with a name. It is a resident's, or of whoever reads mail at a confirmed address.

    ``gone``: since when it is thrown away; until a job deletes it, it can be put back.
    """

    resident_id: int | None

    id = pw.AutoField()
    resident = pw.ForeignKeyField(
        Resident, backref="saved_searches", null=True, on_delete="CASCADE", index=False
    )
    email = pw.TextField(null=True)
    name = pw.TextField()
    choices = pw.TextField()  # JSON: what was typed and chosen, by name (node.listings.choices)
    created = InstantField()
    looked = InstantField()  # when its owner last opened it
    gone = InstantField(null=True, index=True)

    class Meta:
        indexes = ((("resident", "id"), False), (("email", "id"), False))


MODELS = (SavedSearch,)
