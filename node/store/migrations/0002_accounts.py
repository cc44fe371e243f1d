"""Ways in and back: settings of the ward, second steps, codes, invitations, applications."""

from typing import Any

import peewee as pw
from playhouse.migrate import migrate


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Resident(Table):
    id = pw.AutoField()


class Setting(Table):
    name = pw.TextField(primary_key=True)
    value = pw.TextField()


class Device(Table):
    token_hash = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, backref="devices", on_delete="CASCADE")
    seen = pw.BigIntegerField(index=True)


class SecondStep(Table):
    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    secret = pw.TextField()
    confirmed = pw.BigIntegerField(null=True)
    last_step = pw.BigIntegerField(default=0)


class PaperCode(Table):
    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, backref="paper_codes", on_delete="CASCADE")
    kind = pw.TextField()
    code_hash = pw.TextField()
    made = pw.BigIntegerField()

    class Meta:
        indexes = ((("resident", "kind", "code_hash"), True),)


class Invitation(Table):
    id = pw.AutoField()
    code_hash = pw.TextField(unique=True)
    label = pw.TextField(default="")
    maker = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    uses_left = pw.IntegerField()
    made = pw.BigIntegerField()
    ends = pw.BigIntegerField()


class Ticket(Table):
    id = pw.AutoField()
    kind = pw.TextField()
    token_hash = pw.TextField(unique=True)
    code_hash = pw.TextField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, index=True)
    way = pw.TextField(default="mail")
    wrong = pw.IntegerField(default=0)
    made = pw.BigIntegerField()
    ends = pw.BigIntegerField(index=True)


class Asked(Table):
    id = pw.AutoField()
    kind = pw.TextField()
    typed = pw.TextField()
    language = pw.TextField()
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    invitation = pw.ForeignKeyField(Invitation, null=True, on_delete="SET NULL")
    secret_hash = pw.TextField(default="")
    check_hash = pw.TextField(default="")
    at = pw.BigIntegerField()


class Application(Table):
    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    name_look = pw.TextField(unique=True)
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, unique=True)
    password = pw.TextField()
    language = pw.TextField()
    about = pw.TextField(default="")
    made = pw.BigIntegerField()
    refused = pw.BigIntegerField(null=True)


class Helper(Table):
    id = pw.AutoField()
    owner = pw.ForeignKeyField(Resident, backref="helpers", on_delete="CASCADE")
    helper = pw.ForeignKeyField(Resident, backref="helps", on_delete="CASCADE")
    made = pw.BigIntegerField()

    class Meta:
        indexes = ((("owner", "helper"), True),)


class Rescue(Table):
    id = pw.AutoField()
    owner = pw.ForeignKeyField(Resident, backref="rescues", on_delete="CASCADE")
    secret_hash = pw.TextField()
    check_hash = pw.TextField()
    stop_hash = pw.TextField(null=True, unique=True)
    state = pw.TextField(default="asked")
    made = pw.BigIntegerField()
    opens = pw.BigIntegerField(null=True)
    ends = pw.BigIntegerField()

    class Meta:
        indexes = ((("owner", "state"), False),)


class RescueVote(Table):
    id = pw.AutoField()
    rescue = pw.ForeignKeyField(Rescue, backref="votes", on_delete="CASCADE", index=False)
    helper = pw.ForeignKeyField(Resident, on_delete="CASCADE")
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("rescue", "helper"), True),)


class Tally(Table):
    key = pw.TextField(primary_key=True)
    count = pw.IntegerField()
    ends = pw.BigIntegerField(index=True)


TABLES = (
    Setting,
    Device,
    SecondStep,
    PaperCode,
    Invitation,
    Ticket,
    Asked,
    Application,
    Helper,
    Rescue,
    RescueVote,
    Tally,
)


def up(migrator: Any, db: pw.Database) -> None:
    migrate(
        migrator.add_column("resident", "name_look", pw.TextField(null=True)),
        migrator.add_index("resident", ("name_look",), unique=True),
        migrator.add_column("session", "agent", pw.TextField(default="")),
        migrator.add_column("session", "shared", pw.BooleanField(default=False)),
        migrator.add_column("session", "halfway", pw.BooleanField(default=False)),
    )
    with db.bind_ctx((Resident, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
