"""Tables of wards, origins and their feeds. Our own node is the origin with ``own`` set.

Own and taken-over feeds have one form, so what serves the one can serve the other.
"""

import peewee as pw

from node.store.database import BytesField, InstantField, Row


class Ward(Row):
    """What this node calls itself; one row."""

    # The settings of these names, where they were asked for.
    centre: str | None
    tiles: str | None
    tiles_credit: str | None

    id = pw.AutoField()
    name = pw.TextField()
    codes = pw.TextField(default="[]")  # JSON: CBS codes with their year
    language = pw.TextField(default="nl")
    summary = pw.TextField(default="")


class Counter(Row):
    """The last number given to a listing or removal (PROTOCOL §6.2); one row, locked to draw.

    Whatever forbids signing stands beside it, so who draws a number has seen it.
    """

    id = pw.AutoField()
    last = pw.BigIntegerField(default=0)
    restoring = InstantField(null=True)  # since when, until the neighbours were asked (§13)
    restore_facts = pw.TextField(default="{}")  # JSON: who was asked and what came of it
    copies = InstantField(null=True)  # since when another living copy of us is known (§13)
    excused = InstantField(null=True)  # signatures up to here may be ahead of the clock (§14)
    resign_until = pw.BigIntegerField(null=True)  # live numbers up to here carry an old key (§4.4)
    resign_total = pw.IntegerField(default=0)  # how many those were at first


class Origin(Row):
    """A node whose listings we hold, ourselves included. Its SCID is its identity (§4.1)."""

    id = pw.AutoField()
    scid = pw.TextField(unique=True)
    host = pw.TextField()
    url = pw.TextField()  # scheme and host, where its pages are
    name = pw.TextField(default="")
    codes = pw.TextField(default="[]")
    own = pw.BooleanField(default=False)
    level = pw.TextField(default="hidden")  # shown, approval, hidden, blocked (§11.3)
    quarantined = InstantField(null=True)  # since when, after equivocation (§8.6)
    unconfirmed = InstantField(null=True)  # since when its head is past its end (§8.3)
    unchecked = InstantField(null=True)  # since a restore, until its head is seen once (§13)
    log = BytesField()  # the identity log, exactly as it came
    version = pw.IntegerField()  # number of the newest DID version
    added = InstantField()
    unbound = pw.BooleanField(default=False)  # its host was not asked yet by ourselves (§4.8)
    relaying = pw.BooleanField(default=True)  # handed on to those who follow us (§9)
    distance = pw.IntegerField(null=True, default=1)  # steps; null: nobody we hear knows it (§9.2)
    filters = pw.TextField(default="{}")  # JSON: kinds, languages, metres (§11.3)
    most_listings = pw.IntegerField(null=True)  # with text; null: the protocol's own bound (§14)
    most_bytes = pw.BigIntegerField(null=True)
    most_new = pw.IntegerField(null=True)  # a day
    refill = pw.BooleanField(default=False)  # more is wanted than we hold: read it from the start
    moved = pw.BigIntegerField(default=0)  # grows when there is news for who asks what we relay
    bind_next = InstantField(null=True)  # when its host is asked for its log
    bind_failures = pw.IntegerField(default=0)


class Feed(Row):
    """The newest head of one origin and scope, and how far we are."""

    origin_id: int

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="feeds", on_delete="CASCADE", index=False)
    scope = pw.TextField()  # public, adjacent
    version = pw.IntegerField()  # number of the DID version the head names
    seq = pw.BigIntegerField()
    count = pw.IntegerField()
    root = pw.TextField()
    min_seq = pw.BigIntegerField()
    published = InstantField()
    ends = InstantField()
    head = BytesField()
    etag = pw.TextField()
    removed = pw.BigIntegerField(default=0)  # our copy: its number when something last went
    proven = pw.BigIntegerField(default=0)  # up to here each listing's own proof was checked,
    proven_version = pw.IntegerField(default=0)  # with the keys of this DID version (§8.7)
    recounted = InstantField(null=True)  # when its root was last counted anew (§9.5)

    class Meta:
        indexes = ((("origin", "scope"), True),)


class Entry(Row):
    """One listing of a feed by its number: the exact bytes, or what is known without them.

    live: digest and document; stub: digest alone; held back: both, and the code why;
    removed: neither, kept for as long as a reader may still have to be told (§7.1).
    """

    id = pw.BigAutoField()
    origin = pw.ForeignKeyField(Origin, backref="entries", on_delete="CASCADE", index=False)
    scope = pw.TextField()
    lid = pw.TextField()
    seq = pw.BigIntegerField()
    digest = pw.TextField(null=True)
    document = BytesField(null=True)
    code = pw.TextField(null=True)
    at = InstantField()

    class Meta:
        indexes = ((("origin", "scope", "lid"), True), (("origin", "scope", "seq"), False))


MODELS = (Ward, Counter, Origin, Feed, Entry)
