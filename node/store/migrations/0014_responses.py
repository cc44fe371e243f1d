"""Answers to listings, what the two people write each other, and places taken."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Listing(Table):
    id = pw.BigIntegerField(primary_key=True)


class Resident(Table):
    id = pw.AutoField()


class Response(Table):
    id = pw.AutoField()
    key = pw.TextField(unique=True)
    listing = pw.ForeignKeyField(Listing, null=True, on_delete="SET NULL")
    lid = pw.TextField(index=True)
    lister = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    responder = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    address = pw.TextField(default="")
    elsewhere = pw.TextField(default="")
    kind = pw.TextField()
    purpose = pw.TextField()
    title = pw.TextField()
    language = pw.TextField()
    noted = pw.TextField()
    state = pw.TextField(index=True)
    turn = pw.TextField()
    quantity = pw.IntegerField(default=1)
    occasion = pw.BigIntegerField(default=0)
    starts = pw.BigIntegerField(null=True, index=True)
    timed = pw.BooleanField(default=False)
    until = pw.BigIntegerField(null=True, index=True)
    waits = pw.BigIntegerField(null=True)
    made = pw.BigIntegerField()
    changed = pw.BigIntegerField(index=True)
    ended_by = pw.TextField(default="")
    lister_read = pw.IntegerField(default=0)
    responder_read = pw.IntegerField(default=0)
    lister_shares = pw.TextField(null=True)
    responder_shares = pw.TextField(null=True)
    lister_went = pw.TextField(default="")
    responder_went = pw.TextField(default="")
    handed = pw.BigIntegerField(null=True)
    handed_as = pw.TextField(default="")
    back_as = pw.TextField(default="")

    class Meta:
        indexes = (
            (("lister", "state"), False),
            (("responder", "state"), False),
        )


class Message(Table):
    id = pw.AutoField()
    response = pw.ForeignKeyField(Response, on_delete="CASCADE", index=False)
    side = pw.TextField()
    text = pw.TextField()
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("response", "id"), False),)


class Seats(Table):
    key = pw.TextField(primary_key=True)
    taken = pw.IntegerField(default=0)
    number = pw.IntegerField(default=0)


TABLES = (Response, Message, Seats)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        for table in TABLES:
            table.create_table(safe=False)
