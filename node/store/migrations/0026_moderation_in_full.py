"""Decisions with what they undo, appeals, and the log."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Ruling(Table):
    id = pw.AutoField()


class Appeal(Table):
    id = pw.AutoField()
    ruling = pw.ForeignKeyField(Ruling, on_delete="CASCADE", index=False)
    side = pw.IntegerField(default=0)
    person = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    text = pw.TextField(default="")
    state = pw.TextField(default="open")
    made = pw.BigIntegerField()
    decider = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    answer = pw.TextField(default="")
    decided = pw.BigIntegerField(null=True)

    class Meta:
        indexes = ((("ruling", "side"), True), (("state", "made", "id"), False))


class LogEntry(Table):
    number = pw.IntegerField(primary_key=True)
    at = pw.BigIntegerField(index=True)
    action = pw.TextField()
    case_number = pw.IntegerField(null=True)
    sealed = pw.TextField()
    link = pw.TextField()
    said = pw.TextField(default="")
    salt = pw.TextField(default="")
    moderator = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    concerned = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("action", "number"), False),)


class LogEnd(Table):
    id = pw.AutoField()
    count = pw.IntegerField(default=0)
    link = pw.TextField(default="")


class LogCount(Table):
    month = pw.TextField()
    action = pw.TextField()
    count = pw.IntegerField(default=0)

    class Meta:
        primary_key = pw.CompositeKey("month", "action")


TABLES = (Appeal, LogEntry, LogEnd, LogCount)


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("ruling", "reply", pw.TextField(default="")),
        migrator.add_column("ruling", "was", pw.TextField(default="")),
        migrator.add_column("ruling", "until", pw.BigIntegerField(null=True)),
        migrator.add_column("ruling", "ended", pw.BigIntegerField(null=True)),
        migrator.add_column("ruling", "ended_how", pw.TextField(default="")),
        migrator.add_index("ruling", ("action", "ended")),
        migrator.add_index("moderation_case", ("state", "opened", "id")),
    )
    with db.bind_ctx((Resident, Ruling, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    db.execute_sql(  # their mails are of other kinds now
        "DELETE FROM notice WHERE template IN "
        "('listing-removed', 'report-nothing', 'report-remove', 'message-removed',"
        " 'message-report-nothing', 'message-report-remove')"
    )
    db.execute_sql("INSERT INTO log_end (count, link) VALUES (0, '')")
