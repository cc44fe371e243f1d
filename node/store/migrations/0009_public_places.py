"""Public places of the ward, and listings that are at one."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class PublicPlace(Table):
    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    address = pw.TextField(default="")
    latitude = pw.IntegerField(null=True)
    longitude = pw.IntegerField(null=True)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx((PublicPlace,), bind_refs=False, bind_backrefs=False):
        db.create_tables((PublicPlace,), safe=False)
    migrate(
        migrator.add_column("listing", "address", pw.TextField(default="")),
        migrator.add_column("listing", "public_place", pw.IntegerField(null=True)),
    )
