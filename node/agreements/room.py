"""How much room a listing has, and taking some of it: never more than there is.

Rule 1: whoever takes or gives back holds the row of :class:`Seats` first (:func:`hold`), so that
two people at the last place come one after the other, on either engine.
Rule 2: taking is one conditional update besides; it cannot go past the number of places.
Rule 3: a thing is lent to one person at a time; a meeting that comes back has its places each time.
"""

import json

from federation.kinds import KINDS
from node.agreements.models import Response, Seats
from node.listings.models import Listing


def places(listing: Listing | None) -> int | None:
    """For how many a listing is; ``None`` when its maker set no number."""
    kind = KINDS.get(listing.kind) if listing is not None else None
    if listing is None or kind is None or not kind.counted:
        return None
    number = json.loads(listing.details).get(kind.counted)
    return number if isinstance(number, int) and number > 0 else None


def comes_back(listing: Listing) -> bool:
    """Whether it is a meeting that is held again and again."""
    return bool(json.loads(listing.details).get("repeat"))


def left(listing: Listing, occasion: int = 0) -> int | None:
    """How many places are free; ``None`` when there is no number."""
    most = places(listing)
    if most is None:
        return None
    row = Seats.get_or_none(key=key_of(listing.lid, occasion))
    return max(0, most - (row.taken if row else 0))


def hold(lid: str, occasion: int = 0) -> None:
    """Hold the places of a listing until the transaction ends."""
    Seats.insert(key=key_of(lid, occasion), taken=0, number=1).on_conflict(
        conflict_target=[Seats.key], update={Seats.number: Seats.number + 1}
    ).execute()


def take(listing: Listing | None, response: Response) -> bool:
    """Take what this answer needs; whether there was room."""
    if response.kind == "lending":
        return not _is_lent(response)
    most = places(listing)
    counted = Seats.update(taken=Seats.taken + response.quantity).where(
        Seats.key == key_of(response.lid, response.occasion)
    )
    if most is not None:
        counted = counted.where(Seats.taken + response.quantity <= most)
    return bool(counted.execute())


def give_back(response: Response) -> None:
    """What this answer had is free again."""
    if response.kind == "lending":
        return
    Seats.update(taken=Seats.taken - response.quantity).where(
        Seats.key == key_of(response.lid, response.occasion), Seats.taken >= response.quantity
    ).execute()


def key_of(lid: str, occasion: int) -> str:
    """Which row holds these places."""
    return f"{lid} {occasion}"


def _is_lent(response: Response) -> bool:
    """Whether another has it on one of these days. What is out is out until it is back."""
    conditions = [
        Response.lid == response.lid,
        Response.state == "accepted",
        Response.id != response.id,
    ]
    if response.starts is not None:
        is_out = Response.handed.is_null(is_null=False)
        conditions.append(is_out | Response.until.is_null() | (Response.until > response.starts))
    if response.until is not None:
        conditions.append(Response.starts.is_null() | (Response.starts < response.until))
    return bool(Response.select().where(*conditions).exists())
