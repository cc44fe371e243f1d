"""Tables of what people seek, and of what was found for them."""

import peewee as pw

from node.feed.models import Origin
from node.listings.models import Listing
from node.residents.models import Address, Resident
from node.store.database import InstantField, Row


class SavedSearch(Row):
    """A search with a name. It is a resident's, or of whoever reads mail at a confirmed address.

    ``alert``: how soon its owner hears of something new: now, daily, weekly, none.
    ``gone``: since when it is thrown away; until a job deletes it, it can be put back.
    """

    address_id: int | None
    resident_id: int | None

    id = pw.AutoField()
    resident = pw.ForeignKeyField(
        Resident, backref="saved_searches", null=True, on_delete="CASCADE", index=False
    )
    address = pw.ForeignKeyField(Address, null=True, on_delete="CASCADE", index=False)
    name = pw.TextField()
    choices = pw.TextField()  # JSON: what was typed and chosen, by name (node.listings.choices)
    alert = pw.TextField(default="none")
    created = InstantField()
    looked = InstantField()  # when its owner last opened it
    gone = InstantField(null=True, index=True)

    class Meta:
        indexes = ((("resident", "id"), False), (("address", "id"), False))


class Wanted(Row):
    """Something that is sought, once for all who seek it (:mod:`node.matching.sought`).

    ``key``: one word or facet that every listing must have that fits it.
    """

    id = pw.AutoField()
    key = pw.TextField(index=True)
    asked = pw.TextField(unique=True)  # JSON


class Seeker(Row):
    """Who seeks something, and by what we know: a profile, a kept search, a listing of theirs."""

    wanted_id: int
    resident_id: int | None
    search_id: int | None
    listing_id: int | None

    id = pw.AutoField()
    wanted = pw.ForeignKeyField(Wanted)
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    search = pw.ForeignKeyField(SavedSearch, null=True, on_delete="CASCADE")
    listing = pw.ForeignKeyField(Listing, null=True, on_delete="CASCADE")
    reason = pw.TextField()  # wish, talent, search, asked, offered
    what = pw.TextField(default="")  # of a wish or talent: a key of the list, or as it was typed


class Match(Row):
    """A listing that was found for somebody: one row, by however many roads and reasons it came.

    They are a resident, or whoever reads mail at a confirmed address.
    ``due``: when they are to hear of it; ``None`` once that was done, or was not to be.
    """

    address_id: int | None
    origin_id: int
    resident_id: int | None
    search_id: int | None

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, on_delete="CASCADE", index=False)
    lid = pw.TextField()
    listing = pw.BigIntegerField()  # its id: the listing may go
    resident = pw.ForeignKeyField(Resident, null=True, on_delete="CASCADE")
    address = pw.ForeignKeyField(Address, null=True, on_delete="CASCADE")
    search = pw.ForeignKeyField(SavedSearch, null=True, on_delete="SET NULL")
    reason = pw.TextField()
    what = pw.TextField()
    made = InstantField(index=True)
    due = InstantField(null=True, index=True)

    class Meta:
        indexes = ((("origin", "lid", "resident"), True), (("origin", "lid", "address"), True))


class DigestSent(Row):
    """Up to which week somebody's digest was dealt with."""

    resident = pw.ForeignKeyField(Resident, primary_key=True, on_delete="CASCADE")
    resident_id: int
    week = pw.IntegerField()  # the day of that week's letters, as a number of days


MODELS = (SavedSearch, Wanted, Seeker, Match, DigestSent)
