"""Telling the two people of an answer what became of it: by mail, with a link back.

Rule 1: no word of a message stands in a mail, and no address of anybody; it says who and about
which listing, and where to read on.
Rule 2: where one blocked the other nothing is told.
Rule 3: who has no account gets the same mails, each with a link that opens what is theirs.
Rule 4: what stays unread is told once, however much is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.agreements import parties
from node.agreements.models import Message, Response
from node.agreements.states import LISTER, other
from node.notices import outbox
from node.notices.kinds import KINDS, Value
from node.notices.outbox import Recipient
from node.residents import accounts, addresses
from node.shown import aside
from node.world import World

NEW: Final = "answer-new"
MESSAGE: Final = "answer-message"


@dataclass(frozen=True)
class Reader:
    """Who is told, what we call them, and where the conversation is for them."""

    recipient: Recipient
    name: str
    path: str


def tell(
    world: World, response: Response, template: str, to: str, *, key: str | None = None
) -> None:
    """Have one side told, if it is somebody whom we know."""
    reader = None if are_parted(response) else reader_of(world, response, to)
    if reader is None:
        return
    known: dict[str, Value] = {
        "name": reader.name,
        "other": parties.name_of(response, other(to)),
        "title": response.title,
        "path": reader.path,
        "starts": response.starts or response.made,
        "timed": int(response.timed),
        "until": response.until or response.made,
    }
    values = {name: known[name] for name in KINDS[template].values}
    outbox.put(world, template=template, to=reader.recipient, values=values, key=key)


def tell_of_message(world: World, response: Response, to: str) -> None:
    """That there is something to read: once until it was read."""
    tell(world, response, MESSAGE, to, key=_key_of_message(response, to))


def take_back(response: Response, to: str) -> None:
    """They read it before they were told: no mail of it goes any more."""
    outbox.take_back(_key_of_message(response, to))


def are_parted(response: Response) -> bool:
    """Whether one of the two blocked the other: nothing of the one reaches the other."""
    return bool(parted([response]))


def parted(rows: Iterable[Response]) -> set[int]:
    """Of which of these answers that is so, by number; at most two questions for all of them."""
    known: dict[int, tuple[int, int]] = {}
    outside: dict[int, tuple[int, int]] = {}
    for row in rows:
        if row.address_id is not None:
            outside[row.id] = (row.lister_id or 0, row.address_id)
        else:
            known[row.id] = (row.lister_id or 0, row.responder_id or 0)
    apart = aside.parted_of(known.values())
    shut_out = aside.shut_out_of(outside.values())
    return {number for number, pair in known.items() if pair in apart} | {
        number for number, pair in outside.items() if pair in shut_out
    }


def path_of(response: Response) -> str:
    """Where the conversation is on this site, for who has an account."""
    return f"/reactie/{response.key}"


def reader_of(world: World, response: Response, side: str) -> Reader | None:
    """Who reads what is told this side; who has no account by a new link."""
    address = parties.address_of(response, side)
    if address is not None:
        path = f"{addresses.path_for(world, address.id)}/{response.key}"
        return Reader(addresses.recipient(address), response.called, path)
    person = parties.resident_of(response, side)
    if person is None or person.suspended is not None:
        return None
    return Reader(accounts.recipient(person), person.shown_name, path_of(response))


def _key_of_message(response: Response, to: str) -> str:
    read = response.lister_read if to == LISTER else response.responder_read
    return f"{MESSAGE} {response.key} {to} {read}"


def last_message(response: Response, side: str) -> int:
    """The number of the newest message of this side; 0 when there is none."""
    newest = Message.select(Message.id).where(Message.response == response.id, Message.side == side)
    row = newest.order_by(Message.id.desc()).first()
    return row.id if row else 0
