"""Making a move with an answer: accept, decline, propose another time, cancel, done, no-show.

Rule 1: which moves there are the table says (:mod:`node.agreements.states`); here is what else they
change. Rule 2: one transaction, one conditional update: of two who move at once one is refused, and
nothing of hers is left. Rule 3: a place that comes free goes to who waits longest and fits.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from node.agreements import lending, parties, room, settling, states, telling
from node.agreements.asking import Wish
from node.agreements.errors import PartedError, RefusedError, TooEarlyError
from node.agreements.models import Message, Response
from node.agreements.parties import Party
from node.agreements.states import LIVE, SIDES, WARD, other
from node.listings import days
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.store.database import database
from node.world import World

TOGETHER: Final = ("accept", "propose")  # what nobody does with whom they blocked
AFTER_IT_BEGAN: Final = ("done", "no-show", "hand-over")


def own(key: str, who: Party) -> tuple[Response, str]:
    """The answer with this address and the side they are on.

    :raises NotFoundError: when there is none of theirs.
    """
    row: Response | None = Response.get_or_none(key=key)
    if row is not None:
        for side in SIDES:
            if parties.is_on(row, side, who):
                return row, side
    raise NotFoundError(key)


def check_together(row: Response) -> None:
    """:raises PartedError: when one of the two blocked the other."""
    if telling.are_parted(row):
        raise PartedError(row.key)


def move(
    world: World,
    *,
    key: str,
    who: Party,
    name: str,
    text: str = "",
    wish: Wish | None = None,
    seen: str | None = None,
    **changes: Any,
) -> str:
    """Make a move, with a message if there is one; returns the state that came of it.

    ``seen``: the day that was on the page (:func:`states.day_seen`), where that matters.

    :raises NotFoundError: when it is not theirs; :raises RefusedError: when the table does not
        have it now, or the day is another than was seen; :raises TooEarlyError: before it began;
        :raises PartedError: one of the two blocked the other; :raises OverdueError: who would
        borrow has something that is late.
    """
    found, _ = own(key, who)
    with database.atomic():
        room.hold(found.lid, found.occasion)
        row, side = own(key, who)
        if text or any(changes.values()) or name in TOGETHER:
            check_together(row)
        if seen is not None and seen != states.day_seen(row.starts, row.until):
            raise RefusedError(state=row.state, move=name)
        _make(world, row, side, name, wish=wish, changes=changes)
        if text:
            Message.create(response=row.id, side=side, text=text, at=world.now())
    settling.settle(world, found.lid)
    return str(Response.get_by_id(found.id).state)


def end(world: World, row: Response, name: str, side: str = WARD) -> None:
    """What the ward itself does with an answer; inside the caller's transaction.

    ``side``: who left, if somebody did: the other hears of it.
    """
    room.hold(row.lid, row.occasion)
    held: Response = Response.get_by_id(row.id)
    found = states.find(held.state, name, side=WARD, turn=held.turn)
    _apply(world, held, found, side, {"ended_by": side})
    if held.state == "accepted":
        _let_go(world, held)


def move_up(world: World, lid: str, occasion: int) -> int:
    """Give free places to who waits, the longest first, as far as they fit; returns how many.

    Within a transaction that holds these places.
    """
    listing = Listing.get_or_none(Listing.lid == lid, Listing.owner.is_null(is_null=False))
    waiting = Response.select().where(
        Response.lid == lid, Response.occasion == occasion, Response.state == "waiting"
    )
    moved = 0
    for row in list(waiting.order_by(Response.waits, Response.id)):
        if (
            not _is_over(row, world.now())
            and not telling.are_parted(row)
            and room.take(listing, row)
        ):
            _apply(world, row, states.find("waiting", "move-up", side=WARD, turn=row.turn), WARD)
            moved += 1
    return moved


def _make(
    world: World, row: Response, side: str, name: str, *, wish: Wish | None, changes: dict[str, Any]
) -> None:
    special: dict[str, Callable[[], dict[str, Any]]] = {
        "propose": lambda: _proposed(row, side, wish),
        "accept": dict,
        "hand-over": lambda: {"handed": world.now()},
    }
    asked = states.find(row.state, name, side=side, turn=row.turn)
    lending.check(row, name)
    if name in AFTER_IT_BEGAN and _is_to_come(row, world.now()):
        raise TooEarlyError(row.key)
    more = changes | special.get(name, lambda: {"ended_by": side})()
    if name == "accept":
        if row.kind == "lending":
            lending.check_nothing_late(lending.borrower_of(row), world.now())
        listing = Listing.get_or_none(id=row.listing_id) if row.listing_id else None
        if not room.take(listing, row):
            asked = states.find(row.state, "wait", side=WARD, turn=row.turn)
            more |= {"waits": world.now()}
    _apply(world, row, asked, side, more)
    over = asked.end not in LIVE and (asked.end == "cancelled" or row.kind == "lending")
    if row.state == "accepted" and over:
        _let_go(world, row)


def _is_over(row: Response, now: datetime) -> bool:
    """Whether nothing is left of when it would be: of a thing its last day, else the day or hour
    on which it begins.
    """
    if row.kind == "lending" and row.until is not None:
        return bool(row.until <= now)
    if row.starts is None or row.timed:
        return row.starts is not None and row.starts <= now
    return days.day_of(row.starts) < days.day_of(now)


def _is_to_come(row: Response, now: datetime) -> bool:
    """Whether it has not begun; a thing may change hands all of its day."""
    if row.starts is None or row.handed is not None:
        return False
    if row.kind == "lending":
        return days.day_of(row.starts) > days.day_of(now)
    return bool(row.starts > now)


def _proposed(row: Response, side: str, wish: Wish | None) -> dict[str, Any]:
    if wish is None or wish.starts is None or row.occasion:
        raise RefusedError(state=row.state, move="propose")
    return {
        "starts": wish.starts,
        "timed": wish.timed,
        "until": wish.until,
        "turn": other(side),
    }


def _let_go(world: World, row: Response) -> None:
    """The place is free again, and somebody may move up."""
    room.give_back(row)
    move_up(world, row.lid, row.occasion)


def _apply(
    world: World,
    row: Response,
    found: states.Move,
    side: str,
    changes: dict[str, Any] | None = None,
) -> None:
    """The one place where a state changes.

    :raises RefusedError: when the other was first.
    """
    values: dict[str, Any] = {"state": found.end, "changed": world.now(), **(changes or {})}
    changed = (
        Response.update(**values)
        .where(Response.id == row.id, Response.state == row.state, Response.turn == row.turn)
        .execute()
    )
    if changed != 1:
        raise RefusedError(state=row.state, move=found.name)
    if found.tells:
        for to in states.told(found, side):
            telling.tell(world, row, found.tells, to)
