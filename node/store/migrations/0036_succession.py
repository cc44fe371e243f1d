"""When residents were here last, by the day; and who takes over from admins who are gone."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Candidate(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, unique=True, on_delete="CASCADE")
    made = pw.BigIntegerField()
    announced = pw.BigIntegerField(null=True)


class Support(Table):
    id = pw.AutoField()
    candidate = pw.ForeignKeyField(Candidate, on_delete="CASCADE", index=False)
    voter = pw.ForeignKeyField(Resident, on_delete="CASCADE")
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("candidate", "voter"), True),)


def up(migrator: Any, db: pw.Database) -> None:
    migrate(migrator.add_column("resident", "seen", pw.BigIntegerField(null=True)))
    db.execute_sql(  # whoever is signed in was here; the day is enough
        "UPDATE resident SET seen = (SELECT max(session.seen) / 86400 * 86400 FROM session "
        "WHERE session.resident_id = resident.id)"
    )
    with db.bind_ctx((Resident, Candidate, Support), bind_refs=False, bind_backrefs=False):
        db.create_tables((Candidate, Support), safe=False)
