"""Tables of copies that residents take along, and of how far the set-up of the node is."""

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


class Founding(Row):
    """The set-up of this node, one row; a node that was made by commands has none.

    ``code_hash``: of the code that opens it. ``passed``: JSON, of each step that was answered
    or passed over which of the two. ``asked``: JSON, which words of the recovery sheets are asked
    back, and their hashes; empty once they were given.
    """

    id = pw.IntegerField(primary_key=True, default=1)
    code_hash = pw.TextField()
    passed = pw.TextField(default="{}")
    asked = pw.TextField(default="")
    begun = InstantField()
    finished = InstantField(null=True)


MODELS = (Export, Founding)
