"""Tables of what is not shown: what moderators decided, and what residents do not want to see."""

import peewee as pw

from node.feed.models import Origin
from node.residents.models import Address, Resident
from node.store.database import InstantField, Row


class Decision(Row):
    """A word about one listing, for all its later versions and by every road (PROTOCOL §9.6)."""

    id = pw.AutoField()
    origin = pw.ForeignKeyField(Origin, backref="decisions", on_delete="CASCADE", index=False)
    lid = pw.TextField()
    verdict = pw.TextField()  # approved, hidden
    at = InstantField()

    class Meta:
        indexes = ((("origin", "lid"), True),)


class Hidden(Row):
    """What one resident does not want to see: a listing, or with no ``lid`` a whole ward."""

    origin_id: int

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, backref="hidden", on_delete="CASCADE", index=False)
    origin = pw.ForeignKeyField(Origin, backref="hidden", on_delete="CASCADE")
    lid = pw.TextField(default="")
    at = InstantField()

    class Meta:
        indexes = ((("resident", "origin", "lid"), True),)


class Block(Row):
    """One resident blocked another: neither sees anything of the other any more."""

    blocked_id: int
    resident_id: int

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, backref="blocks", on_delete="CASCADE", index=False)
    blocked = pw.ForeignKeyField(Resident, backref="blocked_by", on_delete="CASCADE")
    at = InstantField()

    class Meta:
        indexes = ((("resident", "blocked"), True),)


class OutsideBlock(Row):
    """A resident wants nothing of whoever reads this mail, who ``called`` themselves so."""

    address_id: int
    resident_id: int

    id = pw.AutoField()
    resident = pw.ForeignKeyField(Resident, on_delete="CASCADE", index=False)
    address = pw.ForeignKeyField(Address, on_delete="CASCADE")
    called = pw.TextField()
    at = InstantField()

    class Meta:
        indexes = ((("resident", "address"), True),)


MODELS = (Decision, Hidden, Block, OutsideBlock)
