"""Who the two sides of an answer are: a resident, or whoever reads the mail of a confirmed address.

Rule 1: whoever placed a listing is a resident. Later somebody at another node may answer too.
Rule 2: who is not a resident hears of a resident only the name that they have outside the ward.
"""

from dataclasses import dataclass
from typing import Any

from node.agreements.models import Response
from node.agreements.states import LISTER
from node.residents.models import Address, Resident


@dataclass(frozen=True)
class Outsider:
    """Whoever reads the mail of this confirmed address."""

    address: int


Party = int | Outsider  # a resident by their number


def is_on(row: Response, side: str, who: Party) -> bool:
    """Whether this is who stands on this side."""
    if isinstance(who, Outsider):
        return side != LISTER and row.address_id == who.address
    return who == (row.lister_id if side == LISTER else row.responder_id)


def on(row: Response, side: str) -> Party | None:
    """Who stands on this side, while they are here."""
    if side == LISTER:
        return row.lister_id
    return row.responder_id if row.address_id is None else Outsider(row.address_id)


def answered_by(who: Party) -> Any:
    """The condition that they answered."""
    if isinstance(who, Outsider):
        return Response.address == who.address
    return Response.responder == who


def of(who: Party) -> Any:
    """The condition that it is theirs, on either side."""
    if isinstance(who, Outsider):
        return answered_by(who)
    return (Response.lister == who) | answered_by(who)


def resident_of(row: Response, side: str) -> Resident | None:
    """The resident on this side, while they have an account here."""
    number = row.lister_id if side == LISTER else row.responder_id
    found: Resident | None = None if number is None else Resident.get_or_none(id=number)
    return found


def address_of(row: Response, side: str) -> Address | None:
    """The address on this side, if it is one."""
    if side == LISTER or row.address_id is None:
        return None
    found: Address | None = Address.get_or_none(id=row.address_id)
    return found


def name_of(row: Response, side: str) -> str:
    """What the other may call them; empty once they left."""
    return called(row, side, resident_of(row, side))


def called(row: Response, side: str, person: Resident | None) -> str:
    """The same, where the caller has the resident at hand."""
    if person is not None:
        return str(person.shown_name if row.address_id is None else person.outside_name)
    return row.called if side != LISTER and row.address_id is not None else ""
