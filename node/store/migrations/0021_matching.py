"""What people would like to hear of, and what was found for them."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Origin(Table):
    id = pw.AutoField()


class Listing(Table):
    id = pw.BigIntegerField(primary_key=True)


class SavedSearch(Table):
    id = pw.AutoField()


class Wanted(Table):
    id = pw.AutoField()
    key = pw.TextField(index=True)
    asked = pw.TextField(unique=True)


class Seeker(Table):
    id = pw.AutoField()
    wanted = pw.ForeignKeyField(Wanted)
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    search = pw.ForeignKeyField(SavedSearch, null=True, on_delete="CASCADE")
    listing = pw.ForeignKeyField(Listing, null=True, on_delete="CASCADE")
    reason = pw.TextField()
    what = pw.TextField(default="")


class Match(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE", index=False)
    lid = pw.TextField()
    listing = pw.BigIntegerField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE")
    search = pw.ForeignKeyField(SavedSearch, null=True, on_delete="SET NULL")
    reason = pw.TextField()
    what = pw.TextField()
    made = pw.BigIntegerField(index=True)
    due = pw.BigIntegerField(null=True, index=True)

    class Meta:
        indexes = ((("origin", "lid", "resident"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("listing", "matched", pw.BigIntegerField(null=True, index=True)),
        migrator.add_column("saved_search", "alert", pw.TextField(default="none")),
    )
    db.execute_sql('UPDATE "listing" SET matched = updated - 1')  # what hangs is no news
    with db.bind_ctx((Wanted, Seeker, Match), bind_refs=False, bind_backrefs=False):
        for table in (Wanted, Seeker, Match):
            table.create_table(safe=False)
