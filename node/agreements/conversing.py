"""Writing each other about an answer: plain text, read or not, and contact data when both want.

Rule 1: only the two people concerned; to everybody else it does not exist.
Rule 2: how to reach somebody is shown to the other once both gave theirs, and not before.
Rule 3: whoever writes or reads holds the places of the listing first, so that messages are numbered
in the order in which they can be seen, and what comes while somebody reads is told.
"""

from datetime import timedelta
from typing import Any, Final

from node.agreements import room, telling
from node.agreements.models import Message, Response
from node.agreements.moving import check_together, own
from node.agreements.parties import Outsider, Party
from node.agreements.states import LISTER, other
from node.residents.errors import TooManyError
from node.store.database import database
from node.world import World

HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 30  # messages of one person in one conversation
LONGEST_CONTACT: Final = 200


def write(world: World, *, key: str, who: Party, text: str) -> None:
    """Send a message.

    :raises NotFoundError: when the conversation is not theirs; :raises PartedError: when one of
        them blocked the other; :raises TooManyError: when they wrote a lot in it just now.
    """
    found, _ = own(key, who)
    with database.atomic():
        room.hold(found.lid, found.occasion)
        row, side = own(key, who)
        check_together(row)
        _check_share(world, row, side)
        Message.create(response=row.id, side=side, text=text, at=world.now())
        telling.tell_of_message(world, row, other(side))


def read(world: World, key: str, who: Party, newest: int) -> None:
    """They have seen all up to message ``newest``: what waits to be told of it is told no more.
    What came after the page was made was not on it.
    """
    row, side = own(key, who)
    column = _column(side, "read")
    if getattr(row, column.name) >= newest:
        return
    with database.atomic():
        room.hold(row.lid, row.occasion)
        row, side = own(key, who)
        if getattr(row, column.name) >= newest:
            return
        Response.update({column: newest}).where(Response.id == row.id).execute()
        if not isinstance(who, Outsider):  # a link may be opened by a mail program that looks ahead
            telling.take_back(row, side)
        if telling.last_message(row, other(side)) > newest:  # written in the meantime
            telling.tell_of_message(world, Response.get_by_id(row.id), side)


def share(world: World, *, key: str, who: Party, contact: str) -> bool:
    """Give how to be reached; returns whether both have, so that it is shown."""
    with database.atomic():
        row, side = own(key, who)
        check_together(row)
        Response.update({_column(side, "shares"): contact}).where(Response.id == row.id).execute()
        row = Response.get_by_id(row.id)
        both = bool(row.lister_shares and row.responder_shares)
        telling.tell(world, row, "contact-shared" if both else "contact-asked", other(side))
    return both


def keep_back(key: str, who: Party) -> None:
    """Take it back; what the other has seen they have seen."""
    row, side = own(key, who)
    Response.update({_column(side, "shares"): None}).where(Response.id == row.id).execute()


def went(world: World, *, key: str, who: Party, how: str) -> None:
    """Say how it went: well, not."""
    row, side = own(key, who)
    if row.state in {"done", "no_show"} and how in {"well", "not"}:
        changes = {_column(side, "went"): how, Response.changed: world.now()}
        Response.update(changes).where(Response.id == row.id).execute()


def _check_share(world: World, row: Response, side: str) -> None:
    now = world.now()
    lately = list(
        Message.select(Message.at)
        .where(Message.response == row.id, Message.side == side, Message.at > now - HOUR)
        .order_by(Message.id.desc())
        .limit(MOST_AN_HOUR)
    )
    if len(lately) == MOST_AN_HOUR:
        wait = lately[-1].at + HOUR - now
        raise TooManyError(max(1, int(wait.total_seconds())))


def _column(side: str, name: str) -> Any:
    return getattr(Response, f"{'lister' if side == LISTER else 'responder'}_{name}")
