"""Tables of reports, of the cases they make together, and of what was ruled about each.

A case is about one thing. ``open_key`` names that thing while the case is open, so that there is
one open case about it, however many report it at the same moment.
"""

import peewee as pw

from node.agreements.models import Message
from node.feed.models import Origin
from node.residents.models import Resident
from node.store.database import InstantField, Row


class Case(Row):
    """What was reported. open: waits for a moderator; decided; gone: so is it.

    Of a message its ``text`` stands here as it was reported; ``owner`` wrote it.
    """

    owner_id: int | None
    origin_id: int
    message_id: int | None

    id = pw.AutoField()
    subject = pw.TextField(default="listing")  # of node/moderation/subjects.py
    open_key = pw.TextField(null=True, unique=True)
    origin = pw.ForeignKeyField(Origin, backref="cases", on_delete="CASCADE")
    lid = pw.TextField()
    owner = pw.ForeignKeyField(Resident, backref="cases", null=True, on_delete="SET NULL")
    title = pw.TextField(default="")  # as it was when it was reported
    message = pw.ForeignKeyField(Message, backref="cases", null=True, on_delete="SET NULL")
    text = pw.TextField(default="")
    state = pw.TextField(default="open")
    opened = InstantField()
    closed = InstantField(null=True, index=True)

    class Meta:
        table_name = "moderation_case"
        indexes = ((("state", "id"), False), (("origin", "lid"), False))


class Report(Row):
    """What one person, or one neighbouring ward, reported.

    ``key``: sent twice, it counts once. ``name`` and ``email`` are of who has no account here.
    """

    case_id: int
    reporter_id: int | None

    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, backref="reports", on_delete="CASCADE")
    key = pw.TextField(unique=True)
    reporter = pw.ForeignKeyField(Resident, backref="reports", null=True, on_delete="SET NULL")
    reason = pw.TextField()  # of node/moderation/rules.py
    sentence = pw.TextField(default="")
    name = pw.TextField(default="")
    email = pw.TextField(null=True)
    language = pw.TextField(default="nl")
    tell_home = pw.BooleanField(default=False)  # the ward a neighbour's listing is from
    flag = pw.TextField(null=True)  # the report of a neighbouring ward that this is (PROTOCOL §12)
    made = InstantField()


class Ruling(Row):
    """What a moderator ruled about a case, by which rule of the house, and what they wrote."""

    case_id: int
    moderator_id: int | None

    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, backref="rulings", on_delete="CASCADE")
    moderator = pw.ForeignKeyField(Resident, backref="rulings", null=True, on_delete="SET NULL")
    action = pw.TextField()  # remove, nothing
    reason = pw.TextField(default="")
    text = pw.TextField(default="")  # to whoever placed it
    told_home = pw.BooleanField(default=False)
    at = InstantField()


MODELS = (Case, Report, Ruling)
