"""Tables of reports, of the cases they make together, of what was ruled about each, and the log;
and of what the ward changed about itself.

A case is about one thing. ``open_key`` names that thing while the case is open, so that there is
one open case about it, however many report it at the same moment.
"""

import peewee as pw

from node.agreements.models import Message
from node.feed.models import Origin
from node.residents.models import Address, Resident
from node.store.database import InstantField, Row


class Case(Row):
    """One thing to decide about.

    open: waits for a moderator; decided; gone: so is what it is about. ``subject``: why it is here
    (:mod:`node.moderation.subjects`). Of a message its ``text`` stands here as it was reported;
    ``owner`` wrote it, or whoever reads the mail of ``address`` and is ``called`` so.
    """

    owner_id: int | None
    address_id: int | None
    origin_id: int
    message_id: int | None

    id = pw.AutoField()
    subject = pw.TextField(default="listing")  # of node/moderation/subjects.py
    open_key = pw.TextField(null=True, unique=True)
    origin = pw.ForeignKeyField(Origin, backref="cases", on_delete="CASCADE")
    lid = pw.TextField()
    owner = pw.ForeignKeyField(Resident, backref="cases", null=True, on_delete="SET NULL")
    address = pw.ForeignKeyField(Address, backref="cases", null=True, on_delete="SET NULL")
    called = pw.TextField(default="")
    title = pw.TextField(default="")  # as it was when it was reported
    message = pw.ForeignKeyField(Message, backref="cases", null=True, on_delete="SET NULL")
    text = pw.TextField(default="")
    state = pw.TextField(default="open")
    opened = InstantField()
    closed = InstantField(null=True, index=True)

    class Meta:
        table_name = "moderation_case"
        indexes = (
            (("state", "id"), False),
            (("origin", "lid"), False),
            (("state", "opened", "id"), False),
        )


class Report(Row):
    """What one person, or one neighbouring ward, reported.

    ``key``: sent twice, it counts once. ``name`` and ``email`` are of who has no account here;
    ``address`` too, where they confirmed it.
    """

    case_id: int
    reporter_id: int | None
    address_id: int | None

    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, backref="reports", on_delete="CASCADE")
    key = pw.TextField(unique=True)
    reporter = pw.ForeignKeyField(Resident, backref="reports", null=True, on_delete="SET NULL")
    address = pw.ForeignKeyField(Address, backref="reports", null=True, on_delete="SET NULL")
    reason = pw.TextField()  # of node/moderation/rules.py
    sentence = pw.TextField(default="")
    name = pw.TextField(default="")
    email = pw.TextField(null=True)
    language = pw.TextField(default="nl")
    tell_home = pw.BooleanField(default=False)  # the ward a neighbour's listing is from
    flag = pw.TextField(null=True)  # the report of a neighbouring ward that this is (PROTOCOL §12)
    made = InstantField()


class Ruling(Row):
    """What a moderator ruled about a case, by which rule of the house, and what they wrote.

    ``was``: the state that a listing of ours had. ``until``: when a pause is over, or an account
    that goes is gone. ``ended``: it holds no longer, and how that came (undone, reversed, over,
    changed, gone).
    """

    case_id: int
    moderator_id: int | None

    id = pw.AutoField()
    case = pw.ForeignKeyField(Case, backref="rulings", on_delete="CASCADE")
    moderator = pw.ForeignKeyField(Resident, backref="rulings", null=True, on_delete="SET NULL")
    action = pw.TextField()  # of node/moderation/actions.py
    reason = pw.TextField(default="")
    text = pw.TextField(default="")  # to whoever placed it
    reply = pw.TextField(default="")  # to whoever reported it
    told_home = pw.BooleanField(default=False)
    was = pw.TextField(default="")
    until = InstantField(null=True)
    ended = InstantField(null=True)
    ended_how = pw.TextField(default="")
    at = InstantField()

    class Meta:
        indexes = ((("action", "ended"), False),)


class Appeal(Row):
    """Somebody does not agree with a ruling. open: waits for a moderator who did not make it;
    upheld: the ruling stands; reversed.

    ``side``: the number of the report of who appeals; 0 for whom the ruling is about.
    """

    ruling_id: int
    person_id: int | None
    decider_id: int | None

    id = pw.AutoField()
    ruling = pw.ForeignKeyField(Ruling, backref="appeals", on_delete="CASCADE", index=False)
    side = pw.IntegerField(default=0)
    person = pw.ForeignKeyField(Resident, backref="appeals", null=True, on_delete="SET NULL")
    text = pw.TextField(default="")
    state = pw.TextField(default="open")
    made = InstantField()
    decider = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    answer = pw.TextField(default="")
    decided = InstantField(null=True)

    class Meta:
        indexes = ((("ruling", "side"), True), (("state", "made", "id"), False))


class LogEntry(Row):
    """One line of the log of what was decided, in a chain (:mod:`node.moderation.log`).

    ``said``: names and words beside it, JSON; ``sealed`` is their salted digest, and ``link`` that
    of all lines up to this one.
    """

    moderator_id: int | None
    concerned_id: int | None

    number = pw.IntegerField(primary_key=True)
    at = InstantField(index=True)
    action = pw.TextField()  # of node/moderation/log.py
    case_number = pw.IntegerField(null=True)
    sealed = pw.TextField()
    link = pw.TextField()
    said = pw.TextField(default="")
    salt = pw.TextField(default="")
    moderator = pw.ForeignKeyField(Resident, backref="logged", null=True, on_delete="SET NULL")
    concerned = pw.ForeignKeyField(Resident, backref="log_about", null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("action", "number"), False),)


class LogEnd(Row):
    """How long the log is and its last link; one row, locked to add a line."""

    id = pw.AutoField()
    count = pw.IntegerField(default=0)
    link = pw.TextField(default="")


class LogCount(Row):
    """How often something was decided in a month: what anybody may know."""

    month = pw.TextField()  # 2031-05
    action = pw.TextField()
    count = pw.IntegerField(default=0)

    class Meta:
        primary_key = pw.CompositeKey("month", "action")


class SettingChange(Row):
    """That the ward changed a setting: who, when, from what to what.

    ``by`` nobody: by command. ``faded``: name and texts were let go of.
    """

    by_id: int | None

    id = pw.AutoField()
    name = pw.TextField()  # of node/settings/table.py
    was = pw.TextField()
    became = pw.TextField()
    by = pw.ForeignKeyField(Resident, backref="setting_changes", null=True, on_delete="SET NULL")
    who = pw.TextField(default="")
    at = InstantField(index=True)
    faded = pw.BooleanField(default=False)

    class Meta:
        indexes = ((("name", "id"), False),)


class Feedback(Row):
    """What somebody wrote to those who look after the site; ``closed`` once one dealt with it.

    ``once``: sent twice, it counts once. ``name`` and ``email`` are of who has no account here.
    """

    resident_id: int | None

    id = pw.AutoField()
    once = pw.TextField(unique=True)
    about = pw.TextField()  # of node/moderation/feedback.py
    text = pw.TextField()
    name = pw.TextField(default="")
    email = pw.TextField(null=True)
    language = pw.TextField(default="nl")
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    made = InstantField()
    closed = InstantField(null=True, index=True)
    answer = pw.TextField(default="")


MODELS = (Case, Report, Ruling, Appeal, LogEntry, LogEnd, LogCount, SettingChange, Feedback)
