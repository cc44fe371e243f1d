"""Pausing a listing, taking it up again, giving it longer, placing it anew: for whoever placed it.

Rule 1: a paused listing is in no feed and on no list; taken up again it is signed anew.
Rule 2: what may follow what is one table; every other move is refused like an unknown listing.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from node.feed.publish import Press, publishing
from node.listings import compose, places
from node.listings.cards import Card, state_at
from node.listings.errors import NotFoundError
from node.listings.fields import Fields, NamedPicture
from node.listings.models import Listing, ListingPicture
from node.residents.models import Resident
from node.world import World

FROM: Final = {
    "pause": ("open",),
    "resume": ("paused",),
    "renew": ("open", "paused", "expired"),
    "anew": ("expired", "withdrawn", "fulfilled"),
    "change": compose.CHANGED_FROM,
    "take_away": ("open", "full", "paused", "asked", "held", "hidden"),
}
"""In which states a listing may be for each move. What was withdrawn is placed anew: a draft with
the same words, which becomes a listing of its own."""


def moves(card: Card, now: datetime) -> list[str]:
    """What its maker may do with it now. A meeting that was, once, is not made longer."""
    found = [move for move, states in FROM.items() if card.state in states]
    was = card.starts is not None and card.starts <= now and not card.details.get("repeat")
    return [move for move in found if move != "renew" or not was]


def pause(world: World, *, owner: int, lid: str) -> None:
    """Take an open listing off the board for a while.

    :raises NotFoundError: when this resident has no open listing with this id.
    """
    with publishing(world) as press:
        compose.end(press, _held(world, press, owner, lid, "pause"), "paused")


def resume(world: World, *, owner: int, lid: str) -> None:
    """Put a paused listing back; nothing is resumed past its end.

    :raises NotFoundError: when this resident has no paused listing with this id, or it has ended.
    """
    with publishing(world) as press:
        held = _held(world, press, owner, lid, "resume")
        _open(world, press, held, fields_of(held))


def renew(world: World, *, owner: int, lid: str, end: datetime) -> None:
    """Let a listing stay until ``end``, in UTC; one that was paused or over is open again.

    :raises NotFoundError: when this resident has no such listing that could be renewed.
    :raises FederationError: ``end`` is further away than a listing may live (PROTOCOL §5.2).
    """
    with publishing(world) as press:
        held = _held(world, press, owner, lid, "renew")
        _open(world, press, held, replace(fields_of(held), end=end))


def fields_of(held: Listing) -> Fields:
    """An own listing as its maker meant it."""
    named = ListingPicture.select().where(ListingPicture.listing == held.id)
    return Fields(
        kind=held.kind,
        purpose=held.purpose,
        terms=held.terms,
        title=held.title,
        text=held.text,
        end=held.ends,
        reach=held.reach,
        language=held.language,
        place=held.place,
        geo=places.kept(held.latitude, held.longitude),
        address=held.address,
        public_place=held.public_place,
        start=held.starts,
        tags=tuple(json.loads(held.tags)),
        details=json.loads(held.details),
        pictures=tuple(
            NamedPicture(one.digest, one.description)
            for one in list(named.order_by(ListingPicture.position))
        ),
    )


def _held(world: World, press: Press, owner: int, lid: str, move: str) -> Listing:
    held: Listing | None = Listing.get_or_none(
        Listing.origin == press.own.origin_id,
        Listing.owner == owner,
        Listing.lid == lid,
    )
    if held is None or state_at(held, world.now()) not in FROM[move]:
        raise NotFoundError(lid)
    return held


def open_anew(world: World, press: Press, held: Listing) -> None:
    """Put an own listing that was closed back as it was; inside the caller's transaction."""
    _open(world, press, held, fields_of(held))


def _open(world: World, press: Press, held: Listing, fields: Fields) -> None:
    resident = Resident.get_by_id(held.owner_id)
    compose.publish(world, press, resident, fields=fields, lid=held.lid, published=held.published)
