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


class Candidate(Row):
    """A resident who is ready to look after a ward without an admin.

    ``announced``: since when enough others want that, and everybody was told.
    """

    resident_id: int

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, unique=True, on_delete="CASCADE")
    made = InstantField()
    announced = InstantField(null=True)


class Support(Row):
    """``voter`` wants ``candidate`` to be an admin."""

    candidate_id: int
    voter_id: int

    id = pw.AutoField()
    candidate = pw.ForeignKeyField(Candidate, backref="support", on_delete="CASCADE", index=False)
    voter = pw.ForeignKeyField(Resident, on_delete="CASCADE")
    at = InstantField()

    class Meta:
        indexes = ((("candidate", "voter"), True),)


MODELS = (Welcome, Trust, Candidate, Support)
