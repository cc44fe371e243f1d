"""The table of notices.

``resident`` is tied to the residents by the database, and goes with its owner; this room itself
does not know residents, so that every room above can tell them something.
"""

import peewee as pw

from node.store.database import InstantField, Row


class Notice(Row):
    """One notice for one mailbox, or for somebody who has none.

    waiting: to be sent when due; held: to go into one letter with others when due;
    sending: claimed, what came of it is not known yet; sent;
    stuck: no more tries, an admin sees it (``problem`` says why);
    done: handed over by an admin, or given up.
    """

    id = pw.AutoField()
    key = pw.TextField(null=True, unique=True)  # a notice with a key is never made twice
    template = pw.TextField()
    resident = pw.IntegerField(column_name="resident_id", null=True, index=True)
    address = pw.TextField(null=True)  # until it has been sent
    mailbox = pw.TextField(default="", index=True)  # a keyed hash: what its share is counted by
    language = pw.TextField()
    values = pw.TextField(default="{}")  # JSON; emptied as soon as it has been sent
    state = pw.TextField(default="waiting")
    problem = pw.TextField(default="")
    created = InstantField()
    due = InstantField()
    ends = InstantField(null=True)  # when its code opens nothing any more
    attempts = pw.IntegerField(default=0)
    changed = InstantField()  # when the state became what it is; of what was sent: when

    class Meta:
        indexes = ((("state", "due"), False), (("resident", "state"), False))


class NoticeChoice(Row):
    """One choice of somebody about their notices: how a sort comes, or which hours are quiet.

    It is a resident's, or of whoever reads the mailbox of this keyed hash.
    """

    id = pw.AutoField()
    resident = pw.IntegerField(column_name="resident_id", null=True)
    mailbox = pw.TextField(null=True)
    name = pw.TextField()
    value = pw.TextField()

    class Meta:
        indexes = ((("resident", "name"), True), (("mailbox", "name"), True))


MODELS = (Notice, NoticeChoice)
