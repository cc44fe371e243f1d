"""Who keeps a search without an account: by a confirmed mail address."""

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


class SavedSearch(Table):
    id = pw.AutoField()


class Address(Table):
    id = pw.AutoField()


class Match(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE", index=False)
    lid = pw.TextField()
    listing = pw.BigIntegerField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    address = pw.ForeignKeyField(Address, null=True, on_delete="CASCADE")
    search = pw.ForeignKeyField(SavedSearch, null=True, on_delete="SET NULL")
    reason = pw.TextField()
    what = pw.TextField()
    made = pw.BigIntegerField(index=True)
    due = pw.BigIntegerField(null=True, index=True)

    class Meta:
        indexes = ((("origin", "lid", "resident"), True), (("origin", "lid", "address"), True))


KEPT = "id, origin_id, lid, listing, resident_id, search_id, reason, what, made, due"


def up(migrator: Any, db: pw.Database) -> None:
    address = pw.ForeignKeyField(
        Address, field=Address.id, null=True, on_delete="CASCADE", index=False
    )
    migrate(
        migrator.drop_index("saved_search", "saved_search_email_id"),
        migrator.drop_column("saved_search", "email"),
        migrator.add_column("saved_search", "address_id", address),
        migrator.add_index("saved_search", ("address_id", "id")),
    )
    # Nothing hangs on a match: it is made anew, and whose it is may be left open.
    db.execute_sql(f"CREATE TABLE match_before AS SELECT {KEPT} FROM match")  # noqa: S608
    db.execute_sql("DROP TABLE match")
    with db.bind_ctx((Match,), bind_refs=False, bind_backrefs=False):
        Match.create_table(safe=False)
    db.execute_sql(f"INSERT INTO match ({KEPT}) SELECT {KEPT} FROM match_before")  # noqa: S608
    db.execute_sql("DROP TABLE match_before")
    if isinstance(db, pw.PostgresqlDatabase):
        db.execute_sql("SELECT setval(pg_get_serial_sequence('match', 'id'), max(id)) FROM match")
