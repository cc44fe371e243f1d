"""Tables of who welcomed whom, who is trusted, and of a ward without an admin.

A welcome is a resident's word that somebody new belongs here. Since when somebody is trusted is
written down: what it came of is forgotten in its time (:mod:`node.agreements.forgetting`).
"""

import peewee as pw

from node.residents.models import Resident
from node.store.database import InstantField, Row


class Welcome(Row):
    """``host`` welcomed ``newcomer``; without a host once that one has left."""

    newcomer_id: int
    host_id: int | None

    id = pw.AutoField()
    newcomer = pw.ForeignKeyField(Resident, backref="welcomes", on_delete="CASCADE", index=False)
    host = pw.ForeignKeyField(Resident, backref="welcomed", null=True, on_delete="SET NULL")
    at = InstantField()

    class Meta:
        indexes = ((("newcomer", "host"), True),)


class Trust(Row):
    """Since when a resident is trusted."""

    resident_id: int

    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    since = InstantField(index=True)


MODELS = (Welcome, Trust)
