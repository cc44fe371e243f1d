"""The table of copies that residents take along."""

import peewee as pw

from node.residents.models import Resident
from node.store.database import InstantField, Row


class Export(Row):
    """A copy of somebody's data; its id is also the name of its file, which nobody can guess.

    asked: to be made; making: claimed; ready: to be fetched until ``ends``.
    """

    resident_id: int

    id = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, unique=True, on_delete="CASCADE")
    language = pw.TextField()
    state = pw.TextField()
    asked = InstantField()
    changed = InstantField()
    ends = InstantField(null=True)
    size = pw.BigIntegerField(default=0)  # bytes of the file


MODELS = (Export,)
