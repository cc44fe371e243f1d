"""Tables of answers to listings, of what the two people write each other, and of places taken."""

import peewee as pw

from node.listings.models import Listing
from node.residents.models import Address, Resident
from node.store.database import InstantField, Row


class Response(Row):
    """Somebody's answer to a listing, and what the two agreed. What may follow what is the table
    in :mod:`node.agreements.states`; an agreement is a response that was accepted.

    Who answers is a resident, or whoever reads the mail of ``address`` and wants to be ``called``
    so, or, later, somebody ``elsewhere``.
    Of the listing its title stays, so that this can be read when the listing is gone.
    """

    listing_id: int | None
    lister_id: int | None
    responder_id: int | None
    address_id: int | None

    id = pw.AutoField()
    key = pw.TextField(unique=True)  # its address on the site
    listing = pw.ForeignKeyField(Listing, null=True, on_delete="SET NULL")
    lid = pw.TextField(index=True)
    lister = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    responder = pw.ForeignKeyField(Resident, null=True, on_delete="SET NULL")
    address = pw.ForeignKeyField(Address, null=True, on_delete="SET NULL")
    called = pw.TextField(default="")
    elsewhere = pw.TextField(default="")
    kind = pw.TextField()
    purpose = pw.TextField()
    title = pw.TextField()
    language = pw.TextField()
    noted = pw.TextField()  # what the listing was when both last heard of it
    state = pw.TextField(index=True)  # proposed, waiting, accepted, declined, cancelled, done, ...
    turn = pw.TextField()  # whose word is waited for: lister, responder
    quantity = pw.IntegerField(default=1)
    occasion = pw.BigIntegerField(default=0)  # of a meeting that comes back: which one
    starts = InstantField(null=True, index=True)
    timed = pw.BooleanField(default=False)  # whether a time of day was agreed too
    until = InstantField(null=True, index=True)  # a loan is back by then
    waits = InstantField(null=True)  # since when on the waiting list
    made = InstantField()
    changed = InstantField(index=True)
    ended_by = pw.TextField(default="")  # lister, responder, ward
    lister_read = pw.IntegerField(default=0)  # up to which message
    responder_read = pw.IntegerField(default=0)
    lister_shares = pw.TextField(null=True)  # how to be reached; shown once both gave it
    responder_shares = pw.TextField(null=True)
    lister_went = pw.TextField(default="")  # how it went: well, not
    responder_went = pw.TextField(default="")
    handed = InstantField(null=True)  # of a loan
    handed_as = pw.TextField(default="")  # in which condition it went
    back_as = pw.TextField(default="")  # and came back

    class Meta:
        indexes = (
            (("lister", "state"), False),
            (("responder", "state"), False),
        )


class Message(Row):
    """One message of a conversation, plain text. Empty once whoever wrote it has left, or a
    moderator ``removed`` it.
    """

    response_id: int

    id = pw.AutoField()
    response = pw.ForeignKeyField(Response, backref="messages", on_delete="CASCADE", index=False)
    side = pw.TextField()  # lister, responder
    text = pw.TextField()
    at = InstantField()
    removed = pw.BooleanField(default=False)

    class Meta:
        indexes = ((("response", "id"), False),)


class Seats(Row):
    """How many places of a listing (of one occasion of it) are taken; its row is the lock on them.

    ``number`` only ever rises: who holds the row has touched it.
    """

    key = pw.TextField(primary_key=True)  # lid and occasion
    taken = pw.IntegerField(default=0)
    number = pw.IntegerField(default=0)


MODELS = (Response, Message, Seats)
