"""Telling the two people of an answer what became of it: by mail, with a link back.

Rule 1: no word of a message stands in a mail, and no address of anybody; it says who and about
which listing, and where to read on.
Rule 2: where one blocked the other nothing is told.
Rule 3: what stays unread is told once, however much is written.
"""

from typing import Final

from node.agreements.models import Message, Response
from node.agreements.states import LISTER, other
from node.notices import outbox
from node.notices.kinds import KINDS, Value
from node.residents import accounts
from node.residents.models import Resident
from node.shown import aside
from node.world import World

NEW: Final = "answer-new"
MESSAGE: Final = "answer-message"


def tell(
    world: World, response: Response, template: str, to: str, *, key: str | None = None
) -> None:
    """Have one side told, if it is a resident of ours with a mailbox."""
    person = person_of(response, to)
    if person is None or person.suspended is not None or are_parted(response):
        return
    known: dict[str, Value] = {
        "name": person.shown_name,
        "other": name_of(response, other(to)),
        "title": response.title,
        "path": path_of(response),
        "starts": response.starts or response.made,
        "timed": int(response.timed),
        "until": response.until or response.made,
    }
    values = {name: known[name] for name in KINDS[template].values}
    outbox.put(world, template=template, to=accounts.recipient(person), values=values, key=key)


def tell_of_message(world: World, response: Response, to: str) -> None:
    """That there is something to read: once until it was read."""
    tell(world, response, MESSAGE, to, key=_key_of_message(response, to))


def take_back(response: Response, to: str) -> None:
    """They read it before they were told: no mail of it goes any more."""
    outbox.take_back(_key_of_message(response, to))


def are_parted(response: Response) -> bool:
    """Whether one of the two blocked the other: nothing of the one reaches the other."""
    one, another = response.lister_id, response.responder_id
    return one is not None and another is not None and aside.are_parted(one, another)


def path_of(response: Response) -> str:
    """Where the conversation is, on this site."""
    return f"/reactie/{response.key}"


def person_of(response: Response, side: str) -> Resident | None:
    """Who is on this side, while they have an account here."""
    number = response.lister_id if side == LISTER else response.responder_id
    found: Resident | None = None if number is None else Resident.get_or_none(id=number)
    return found


def name_of(response: Response, side: str) -> str:
    """What the other may call them; empty once they left."""
    person = person_of(response, side)
    return str(person.shown_name) if person is not None else ""


def _key_of_message(response: Response, to: str) -> str:
    read = response.lister_read if to == LISTER else response.responder_read
    return f"{MESSAGE} {response.key} {to} {read}"


def last_message(response: Response) -> int:
    """The number of the newest message; 0 when there is none."""
    newest = Message.select(Message.id).where(Message.response == response.id)
    row = newest.order_by(Message.id.desc()).first()
    return row.id if row else 0
