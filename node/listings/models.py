"""Tables of listings, drafts and pictures. Local and remote listings are one table.

``Listing.id`` is made from the moment of publishing, so newest first is ``id DESC``, in the table
and in the search index, and a page goes on from the last id it showed.
"""

import peewee as pw

from node.feed.models import Origin
from node.residents.models import Resident
from node.store.database import InstantField, Row

HASH_BITS = 30  # of an id, under the second of publishing, in 63 bits


class Listing(Row):
    """What people see of one listing. The signed bytes, where there are any, are in ``Entry``."""

    owner_id: int | None
    origin_id: int

    id = pw.BigIntegerField(primary_key=True)
    origin = pw.ForeignKeyField(Origin, backref="listings", on_delete="CASCADE", index=False)
    owner = pw.ForeignKeyField(Resident, backref="listings", null=True, on_delete="CASCADE")
    lid = pw.TextField()
    reach = pw.TextField()  # ward, adjacent, everyone
    state = pw.TextField()  # open, withdrawn
    seq = pw.BigIntegerField(null=True)  # null: never left the ward
    kind = pw.TextField()
    purpose = pw.TextField()
    terms = pw.TextField()
    title = pw.TextField()
    text = pw.TextField()
    language = pw.TextField()
    by = pw.TextField()  # the name as it may be shown at this reach
    place = pw.TextField(default="")
    address = pw.TextField(default="")  # of a public place alone (PROTOCOL §5.2)
    public_place = pw.IntegerField(null=True)  # of the ward's own list, while it is on it
    ward_code = pw.TextField(default="")
    latitude = pw.IntegerField(null=True)  # thousandths of a degree
    longitude = pw.IntegerField(null=True)
    published = InstantField()
    updated = InstantField()
    ends = InstantField(index=True)
    starts = InstantField(null=True)
    upcoming = InstantField(null=True, index=True)  # a meeting's next date, kept by a job
    details = pw.TextField(default="{}")  # JSON
    tags = pw.TextField(default="[]")  # JSON
    matched = InstantField(null=True, index=True)  # when it was looked whom it fits

    class Meta:
        indexes = (
            (("origin", "lid", "reach"), True),
            (("kind", "id"), False),
            (("origin", "id"), False),
            (("latitude", "longitude", "kind"), False),
        )


class Withdrawal(Row):
    """A listing that was taken away and can still be put back; nothing of it was signed yet.

    ``was``: the state to which it goes back.
    """

    listing_id: int

    listing = pw.ForeignKeyField(
        Listing, primary_key=True, backref="withdrawals", on_delete="CASCADE"
    )
    until = InstantField(index=True)
    was = pw.TextField(default="open")


class ListingPicture(Row):
    """A picture named by a listing, with its description."""

    listing_id: int

    id = pw.AutoField()
    listing = pw.ForeignKeyField(Listing, backref="pictures", on_delete="CASCADE")
    position = pw.IntegerField()
    digest = pw.TextField(index=True)
    media_type = pw.TextField()
    description = pw.TextField()
    width = pw.IntegerField()
    height = pw.IntegerField()


class Picture(Row):
    """A picture whose bytes this node keeps, in a file named by its digest."""

    owner_id: int | None

    digest = pw.TextField(primary_key=True)
    owner = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    media_type = pw.TextField()
    width = pw.IntegerField()
    height = pw.IntegerField()
    size = pw.IntegerField()
    created = InstantField()


class NeighbourPicture(Row):
    """A neighbour's picture that somebody looked for here, and our own copy of it (PROTOCOL §9.7).

    wanted: ``due`` says when it is fetched; here: ``kept`` names our copy; given up: neither, and
    ``code`` says why.
    """

    digest = pw.TextField(primary_key=True)  # as listings name it
    due = InstantField(null=True, index=True)
    attempts = pw.IntegerField(default=0)
    code = pw.TextField(default="")  # of PROTOCOL §15
    seen = InstantField(index=True)
    kept = pw.TextField(null=True, index=True)  # the digest of our copy, and its file's name
    width = pw.IntegerField(default=0)
    height = pw.IntegerField(default=0)
    size = pw.IntegerField(default=0)  # bytes


class Draft(Row):
    """A listing that somebody is still making. Its id becomes the listing's ``lid``."""

    id = pw.TextField(primary_key=True)
    owner = pw.ForeignKeyField(Resident, backref="drafts", on_delete="CASCADE")
    fields = pw.TextField()  # JSON
    updated = InstantField()


class PublicPlace(Row):
    """A place that everybody may know, with its address, as the ward's admins keep it."""

    id = pw.AutoField()
    name = pw.TextField()
    name_key = pw.TextField(unique=True)  # the name without care for case
    address = pw.TextField(default="")
    latitude = pw.IntegerField(null=True)  # of its cell, in thousandths of a degree
    longitude = pw.IntegerField(null=True)


MODELS = (Listing, Withdrawal, ListingPicture, Picture, NeighbourPicture, Draft, PublicPlace)
