"""What happens between nodes: decisions, relaying, receipts, what is said, what is kept of it."""

from typing import Any

import peewee as pw

ADDED = (
    ("origin", "unbound", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("origin", "relaying", "BOOLEAN NOT NULL DEFAULT TRUE"),
    ("origin", "distance", "INTEGER DEFAULT 1"),
    ("origin", "filters", "TEXT NOT NULL DEFAULT '{}'"),
    ("origin", "most_listings", "INTEGER"),
    ("origin", "most_bytes", "BIGINT"),
    ("origin", "most_new", "INTEGER"),
    ("origin", "refill", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("origin", "moved", "BIGINT NOT NULL DEFAULT 0"),
    ("origin", "bind_next", "BIGINT"),
    ("origin", "bind_failures", "INTEGER NOT NULL DEFAULT 0"),
    ("feed", "removed", "BIGINT NOT NULL DEFAULT 0"),
    ("peer", "accepted", "BIGINT"),
    ("peer", "follow", "TEXT NOT NULL DEFAULT ''"),
    ("peer", "our_follow", "TEXT NOT NULL DEFAULT ''"),
    ("peer", "their_follow", "TEXT NOT NULL DEFAULT ''"),
    ("peer", "log_from", "TEXT NOT NULL DEFAULT ''"),
    ("peer", "log_asked", "BIGINT"),
    ("peer", "head_asked", "BIGINT"),
    ("peer", "through", "BOOLEAN NOT NULL DEFAULT TRUE"),
    ("peer", "offers_cursor", "BIGINT NOT NULL DEFAULT 0"),
    ("peer", "offers_next", "BIGINT"),
    ("peer", "offers_whole", "BIGINT"),
    ("peer", "hinted_seq", "BIGINT NOT NULL DEFAULT 0"),
    ("peer", "hinted_version", "INTEGER NOT NULL DEFAULT 0"),
    ("peer", "hint_due", "BIGINT"),
    ("peer", "heeded", "BIGINT"),
)


class Bytes(pw.Field):
    field_type = "BLOB"


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Origin(Table):
    id = pw.AutoField()


class Peer(Table):
    id = pw.AutoField()


class Decision(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE", index=False)
    lid = pw.TextField()
    verdict = pw.TextField()
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("origin", "lid"), True),)


class Receipt(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE", index=False)
    scope = pw.TextField()
    seq = pw.BigIntegerField()
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("origin", "scope"), True),)


class Nonce(Table):
    id = pw.BigAutoField()
    scid = pw.TextField()
    nonce = pw.TextField()
    until = pw.BigIntegerField(index=True)

    class Meta:
        indexes = ((("scid", "nonce"), True),)


class Said(Table):
    id = pw.TextField(primary_key=True)
    at = pw.BigIntegerField(index=True)


class Errand(Table):
    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, null=True, on_delete="CASCADE")
    host = pw.TextField()
    body = pw.TextField()
    due = pw.BigIntegerField(index=True)
    attempts = pw.IntegerField(default=0)
    created = pw.BigIntegerField()
    last_error = pw.TextField(null=True)


class Knock(Table):
    id = pw.AutoField()
    host = pw.TextField(unique=True)
    url = pw.TextField()
    headers = pw.TextField()
    body = pw.TextField()
    received = pw.BigIntegerField()
    due = pw.BigIntegerField(null=True, index=True)
    last_error = pw.TextField(null=True)

    class Meta:
        table_name = "peer_application"


class Pass(Table):
    hash = pw.TextField(primary_key=True)
    created = pw.BigIntegerField()
    ends = pw.BigIntegerField()
    used = pw.BigIntegerField(null=True)
    used_by = pw.TextField(null=True)

    class Meta:
        table_name = "peer_invitation"


class Offer(Table):
    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, on_delete="CASCADE", index=False)
    scid = pw.TextField(index=True)
    did_version = pw.TextField()
    seq = pw.BigIntegerField()
    distance = pw.IntegerField()
    introduced = pw.BigIntegerField(null=True)

    class Meta:
        indexes = ((("peer", "scid"), True),)


class KeptPage(Table):
    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, on_delete="CASCADE", index=False)
    scope = pw.TextField()
    start = pw.BigIntegerField()
    number = pw.IntegerField()
    body = Bytes()
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("peer", "scope", "number"), True),)


class Proof(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE")
    document = Bytes()
    at = pw.BigIntegerField()


class Flagged(Table):
    id = pw.TextField(primary_key=True)
    incoming = pw.BooleanField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE")
    lid = pw.TextField()
    reason = pw.TextField()
    flag = pw.TextField()
    state = pw.TextField(default="open")
    result = pw.TextField(default="")
    created = pw.BigIntegerField(index=True)
    answered = pw.BigIntegerField(null=True)


class WantedPicture(Table):
    digest = pw.TextField(primary_key=True)
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE")
    wanted = pw.BigIntegerField(index=True)
    seen = pw.BigIntegerField()
    attempts = pw.IntegerField(default=0)
    kept = pw.TextField(null=True)
    size = pw.IntegerField(default=0)


TABLES = (
    Decision,
    Receipt,
    Nonce,
    Said,
    Errand,
    Knock,
    Pass,
    Offer,
    KeptPage,
    Proof,
    Flagged,
    WantedPicture,
)


def up(migrator: Any, db: pw.Database) -> None:
    for table, column, kind in ADDED:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    db.execute_sql('UPDATE "peer" SET accepted = added')
    with db.bind_ctx((Origin, Peer, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
