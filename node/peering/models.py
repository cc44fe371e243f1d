"""Tables of the nodes we keep up with, and of what passes between them and us."""

import peewee as pw

from node.feed.models import Origin
from node.store.database import BytesField, InstantField, Row


class Peer(Row):
    """A node that we keep up with, or that keeps up with us.

    active: an admin here chose to follow it; paused: for now not; guest: it follows us and we do
    not follow it; distant: met through a relay, its host bound by ourselves (PROTOCOL §4.8).
    """

    origin_id: int

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="peers", unique=True, on_delete="CASCADE")
    url = pw.TextField(unique=True)
    state = pw.TextField(default="active")  # active, paused, guest, distant
    added = InstantField()
    next_attempt = InstantField(index=True)
    failures = pw.IntegerField(default=0)
    failing_since = InstantField(null=True)
    last_contact = InstantField(null=True)
    last_error = pw.TextField(null=True)  # a code of PROTOCOL §15
    last_error_facts = pw.TextField(default="{}")  # JSON, for the sentence
    manifest_asked = InstantField(null=True)  # at most once an hour (§8.5)
    accepted = InstantField(null=True)  # since when our admin lets it have what is for neighbours
    follow = pw.TextField(default="")  # what it said to our Follow: asked, accepted, refused
    our_follow = pw.TextField(default="")  # the Follow itself, as it was posted
    their_follow = pw.TextField(default="")  # theirs
    log_from = pw.TextField(default="")  # the host whose log is to be fetched once more
    log_asked = InstantField(null=True)
    head_asked = InstantField(null=True)  # of the origin itself, once a day (§9.5)
    through = pw.BooleanField(default=True)  # whether what it relays is taken
    offers_cursor = pw.BigIntegerField(default=0)
    offers_next = InstantField(null=True)
    offers_whole = InstantField(null=True)  # when all of it was last asked for
    hinted_seq = pw.BigIntegerField(default=0)
    hinted_version = pw.IntegerField(default=0)
    hint_due = InstantField(null=True)
    heeded = InstantField(null=True)  # its last hint that we followed
    debts_next = InstantField(null=True)  # when texts are asked for that relays left out (§9.1)
    debts_from = pw.BigIntegerField(default=0)  # the number that the next slice begins after
    calm = pw.IntegerField(default=0)  # doublings of the interval that its hints earned (§8.9)
    coming = pw.IntegerField(null=True)  # listings of a first feed that came until now,
    coming_of = pw.IntegerField(null=True)  # and how many its head says there are


class Receipt(Row):
    """How far a peer said that it has processed a feed of ours, and when it first said so (§7).

    The newest is kept of each peer and scope, and those from which we know when a change arrived.
    """

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="receipts", on_delete="CASCADE", index=False)
    scope = pw.TextField()
    seq = pw.BigIntegerField()
    at = InstantField()

    class Meta:
        indexes = ((("origin", "scope", "seq"), True),)


class Nonce(Row):
    """A signed request that was seen, for as long as it would count (§11.2)."""

    id = pw.BigAutoField()
    scid = pw.TextField()
    nonce = pw.TextField()
    until = InstantField(index=True)

    class Meta:
        indexes = ((("scid", "nonce"), True),)


class Said(Row):
    """The id of an activity that came in: each counts once (§11.1)."""

    id = pw.TextField(primary_key=True)
    at = InstantField(index=True)


class Errand(Row):
    """An activity of ours on its way to another node's inbox."""

    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, null=True, backref="errands", on_delete="CASCADE")
    host = pw.TextField()
    body = pw.TextField()
    due = InstantField(index=True)
    attempts = pw.IntegerField(default=0)
    created = InstantField()
    last_error = pw.TextField(null=True)


class Knock(Row):
    """What a stranger posted to our inbox, unread: nothing in it was believed yet (§11.1)."""

    id = pw.AutoField()
    host = pw.TextField(unique=True)
    url = pw.TextField()
    headers = pw.TextField()  # JSON: those that the signature covers, and itself
    body = pw.TextField()
    received = InstantField()
    due = InstantField(null=True, index=True)  # when its log is fetched; null: nobody looked yet
    last_error = pw.TextField(null=True)

    class Meta:
        table_name = "peer_application"  # residents have their own


class Pass(Row):
    """A code that lets one node in; only its hash is kept (§11.1)."""

    hash = pw.TextField(primary_key=True)
    created = InstantField()
    ends = InstantField()
    used = InstantField(null=True)
    used_by = pw.TextField(null=True)  # host

    class Meta:
        table_name = "peer_invitation"  # residents have their own


class Offer(Row):
    """What a peer says that it relays (§9)."""

    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, backref="offers", on_delete="CASCADE", index=False)
    scid = pw.TextField(index=True)
    did_version = pw.TextField()
    seq = pw.BigIntegerField()
    distance = pw.IntegerField()
    introduced = InstantField(null=True)  # when it was this peer who first told us of the origin

    class Meta:
        indexes = ((("peer", "scid"), True),)


class KeptPage(Row):
    """A page of a feed whose other pages did not come yet (§8.1)."""

    id = pw.AutoField()
    peer = pw.ForeignKeyField(Peer, backref="pages", on_delete="CASCADE", index=False)
    scope = pw.TextField()
    source = pw.TextField(default="")  # the relay whose copy it is of; empty: the origin itself
    start = pw.BigIntegerField()  # the cursor of the whole walk
    number = pw.IntegerField()
    body = BytesField()
    at = InstantField()

    class Meta:
        indexes = ((("peer", "scope", "number"), True),)


class Proof(Row):
    """Evidence that an origin said two things under one number (§8.6)."""

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="proofs", on_delete="CASCADE")
    document = BytesField()
    at = InstantField()


class Flagged(Row):
    """A report between nodes, in or out (§12)."""

    id = pw.TextField(primary_key=True)  # of the Flag
    incoming = pw.BooleanField()
    origin = pw.ForeignKeyField(Origin, backref="reports", on_delete="CASCADE")  # the other node
    lid = pw.TextField()
    reason = pw.TextField()
    flag = pw.TextField()  # the Flag itself
    state = pw.TextField(default="open")  # open, accepted, rejected
    result = pw.TextField(default="")
    created = InstantField(index=True)
    answered = InstantField(null=True)


MODELS = (
    Peer,
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
)
