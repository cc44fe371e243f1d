"""One message that somebody would report: only what the other wrote, in a conversation of theirs.

Rule (ME-09): what leaves here is one message, never the conversation around it.
"""

from dataclasses import dataclass
from datetime import datetime

from node.agreements.models import Message
from node.agreements.moving import own
from node.agreements.parties import Party, name_of, on
from node.agreements.states import other
from node.listings.errors import NotFoundError


@dataclass(frozen=True)
class Spoken:
    """A message, with who wrote it."""

    id: int
    text: str
    at: datetime
    writer: Party | None
    writer_name: str


def one(key: str, who: Party, number: int) -> Spoken:
    """A message of the other.

    :raises NotFoundError: when the conversation is not theirs, or has no such message to report.
    """
    row, side = own(key, who)
    said = Message.get_or_none(response=row.id, id=number, side=other(side))
    if said is None or not said.text:
        raise NotFoundError(key)
    writer = other(side)
    return Spoken(said.id, said.text, said.at, on(row, writer), name_of(row, writer))


def take_away(number: int) -> None:
    """Empty a message, for both."""
    Message.update(text="", removed=True).where(Message.id == number).execute()


def put_back(number: int, text: str) -> None:
    """It was taken away in error: what it said, as far as that is still known."""
    if text:
        Message.update(text=text, removed=False).where(
            Message.id == number, Message.removed
        ).execute()
