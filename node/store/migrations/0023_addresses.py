"""Confirmed mail addresses of people without an account, and the links of the mails to them."""

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Address(Table):
    id = pw.AutoField()
    email = pw.TextField()
    email_key = pw.TextField(unique=True)
    language = pw.TextField()
    confirmed = pw.BigIntegerField()


class AddressTicket(Table):
    id = pw.AutoField()
    purpose = pw.TextField(default="")
    token_hash = pw.TextField(unique=True)
    address = pw.ForeignKeyField(Address, null=True, on_delete="CASCADE")
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, index=True)
    language = pw.TextField()
    about = pw.TextField(default="")
    made = pw.BigIntegerField()
    ends = pw.BigIntegerField(index=True)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((Address, AddressTicket), bind_refs=False, bind_backrefs=False):
        Address.create_table(safe=False)
        AddressTicket.create_table(safe=False)
