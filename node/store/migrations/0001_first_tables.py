"""The first tables: wards, origins, feeds, residents, listings, peers."""

from typing import Any

import peewee as pw


class Bytes(pw.Field):
    field_type = "BLOB"


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Heartbeat(Table):
    name = pw.TextField(primary_key=True)
    at = pw.BigIntegerField()


class Ward(Table):
    id = pw.AutoField()
    name = pw.TextField()
    codes = pw.TextField(default="[]")
    language = pw.TextField(default="nl")
    summary = pw.TextField(default="")
    centre = pw.TextField(default="")


class Counter(Table):
    id = pw.AutoField()
    last = pw.BigIntegerField(default=0)


class Origin(Table):
    id = pw.AutoField()
    scid = pw.TextField(unique=True)
    host = pw.TextField()
    url = pw.TextField()
    name = pw.TextField(default="")
    codes = pw.TextField(default="[]")
    own = pw.BooleanField(default=False)
    level = pw.TextField(default="hidden")
    quarantined = pw.BigIntegerField(null=True)
    unconfirmed = pw.BigIntegerField(null=True)
    log = Bytes()
    version = pw.IntegerField()
    added = pw.BigIntegerField()


class Feed(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="feeds", on_delete="CASCADE", index=False)
    scope = pw.TextField()
    version = pw.IntegerField()
    seq = pw.BigIntegerField()
    count = pw.IntegerField()
    root = pw.TextField()
    min_seq = pw.BigIntegerField()
    published = pw.BigIntegerField()
    ends = pw.BigIntegerField()
    head = Bytes()
    etag = pw.TextField()

    class Meta:
        indexes = ((("origin", "scope"), True),)


class Entry(Table):
    id = pw.BigAutoField()
    origin = pw.ForeignKeyField(Origin, backref="entries", on_delete="CASCADE", index=False)
    scope = pw.TextField()
    lid = pw.TextField()
    seq = pw.BigIntegerField()
    digest = pw.TextField(null=True)
    document = Bytes(null=True)
    code = pw.TextField(null=True)
    at = pw.BigIntegerField()

    class Meta:
        indexes = ((("origin", "scope", "lid"), True), (("origin", "scope", "seq"), False))


class Resident(Table):
    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)
    email = pw.TextField(null=True)
    email_key = pw.TextField(null=True, unique=True)
    password = pw.TextField(null=True)
    role = pw.TextField(default="resident")
    organisation = pw.BooleanField(default=False)
    shown_name = pw.TextField()
    outside_name = pw.TextField()
    language = pw.TextField(default="nl")
    created = pw.BigIntegerField()
    suspended = pw.BigIntegerField(null=True)


class Session(Table):
    token_hash = pw.TextField(primary_key=True)
    resident = pw.ForeignKeyField(Resident, backref="sessions", on_delete="CASCADE")
    created = pw.BigIntegerField()
    seen = pw.BigIntegerField()
    ends = pw.BigIntegerField(index=True)


class Listing(Table):
    id = pw.BigIntegerField(primary_key=True)
    origin = pw.ForeignKeyField(Origin, backref="listings", on_delete="CASCADE", index=False)
    owner = pw.ForeignKeyField(Resident, backref="listings", null=True, on_delete="CASCADE")
    lid = pw.TextField()
    reach = pw.TextField()
    state = pw.TextField()
    seq = pw.BigIntegerField(null=True)
    kind = pw.TextField()
    purpose = pw.TextField()
    terms = pw.TextField()
    title = pw.TextField()
    text = pw.TextField()
    language = pw.TextField()
    by = pw.TextField()
    place = pw.TextField(default="")
    ward_code = pw.TextField(default="")
    latitude = pw.IntegerField(null=True)
    longitude = pw.IntegerField(null=True)
    published = pw.BigIntegerField()
    updated = pw.BigIntegerField()
    ends = pw.BigIntegerField(index=True)
    starts = pw.BigIntegerField(null=True)
    details = pw.TextField(default="{}")
    tags = pw.TextField(default="[]")

    class Meta:
        indexes = (
            (("origin", "lid", "reach"), True),
            (("kind", "id"), False),
            (("origin", "id"), False),
        )


class ListingPicture(Table):
    id = pw.AutoField()
    listing = pw.ForeignKeyField(Listing, backref="pictures", on_delete="CASCADE")
    position = pw.IntegerField()
    digest = pw.TextField(index=True)
    media_type = pw.TextField()
    description = pw.TextField()
    width = pw.IntegerField()
    height = pw.IntegerField()


class Picture(Table):
    digest = pw.TextField(primary_key=True)
    owner = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    media_type = pw.TextField()
    width = pw.IntegerField()
    height = pw.IntegerField()
    size = pw.IntegerField()
    created = pw.BigIntegerField()


class Draft(Table):
    id = pw.TextField(primary_key=True)
    owner = pw.ForeignKeyField(Resident, backref="drafts", on_delete="CASCADE")
    fields = pw.TextField()
    updated = pw.BigIntegerField()


class Peer(Table):
    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="peers", unique=True, on_delete="CASCADE")
    url = pw.TextField(unique=True)
    state = pw.TextField(default="active")
    added = pw.BigIntegerField()
    next_attempt = pw.BigIntegerField(index=True)
    failures = pw.IntegerField(default=0)
    failing_since = pw.BigIntegerField(null=True)
    last_contact = pw.BigIntegerField(null=True)
    last_error = pw.TextField(null=True)
    last_error_facts = pw.TextField(default="{}")
    manifest_asked = pw.BigIntegerField(null=True)


TABLES = (
    Heartbeat,
    Ward,
    Counter,
    Origin,
    Feed,
    Entry,
    Resident,
    Session,
    Listing,
    ListingPicture,
    Picture,
    Draft,
    Peer,
)


def up(migrator: Any, db: pw.Database) -> None:
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    if isinstance(db, pw.SqliteDatabase):
        db.execute_sql(
            "CREATE VIRTUAL TABLE search_index USING fts5(words, columnsize=0, detail=none,"
            " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
    else:
        db.execute_sql(
            "CREATE TABLE search_index (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        db.execute_sql("CREATE INDEX search_index_words ON search_index USING gin (words)")
