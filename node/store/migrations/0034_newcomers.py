"""Meeting who is new: what applicants answer and are written, who welcomed whom, who is trusted."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Application(Table):
    id = pw.AutoField()


class ApplicationMessage(Table):
    id = pw.AutoField()
    application = pw.ForeignKeyField(Application, on_delete="CASCADE")
    host = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    who = pw.TextField(default="")
    text = pw.TextField()
    at = pw.BigIntegerField()


class Welcome(Table):
    id = pw.AutoField()
    newcomer = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    host = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("newcomer", "host"), True),)


class Trust(Table):
    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    since = pw.BigIntegerField(index=True)


TABLES = (ApplicationMessage, Welcome, Trust)


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("application", "answers", pw.TextField(default="{}")),
        migrator.add_column("application", "code_hash", pw.TextField(null=True)),
        migrator.add_index("application", ("code_hash",), unique=True),
    )
    with db.bind_ctx((Resident, Application, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
