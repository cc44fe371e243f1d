"""Asking admins every month whether they are still there; one confirmed tap is an answer.

Rule 1: who was here in the last month gave the answer already. Rule 2: looking at the link changes
nothing. Rule 3: the link is signed with the node's own secret, kept nowhere, and opens this alone.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from node.notices import outbox
from node.residents import accounts, secrecy, watching
from node.residents.models import Resident
from node.world import World

EVERY: Final = timedelta(days=30)
OPENS_FOR: Final = timedelta(days=45)
PAGE: Final = "/er-nog"


class NoQuestionError(Exception):
    """The link is not ours or is over, or whoever it was for is no admin any more."""


def ask_due(world: World) -> int:
    """The job: write to admins who were not here for a month, once a month; returns how many."""
    count = 0
    for admin in list(
        Resident.select().where(Resident.role == "admin", Resident.suspended.is_null())
    ):
        since = admin.seen or admin.created
        months = (world.now() - since) // EVERY
        if months < 1:
            continue
        count += 1
        outbox.put(
            world,
            template="still-there",
            to=accounts.recipient(admin),
            values={"name": admin.shown_name, "path": path_of(world, admin.id)},
            key=f"still-there {int(since.timestamp())} {months} {admin.id}",
        )
    return count


def path_of(world: World, number: int) -> str:
    """Where the question is, on this site."""
    ends = int((world.now() + OPENS_FOR).timestamp())
    return f"{PAGE}/{number}/{ends}/{_token(world, number, ends)}"


def look(world: World, number: int, ends: int, token: str) -> Resident:
    """The admin whom this link asks.

    :raises NoQuestionError: there is none any more.
    """
    if not secrecy.same(token, _token(world, number, ends)):
        raise NoQuestionError
    over = datetime.fromtimestamp(ends, UTC) <= world.now()
    found: Resident | None = Resident.get_or_none(id=number, role="admin", suspended=None)
    if over or found is None:
        raise NoQuestionError
    return found


def yes(world: World, number: int, ends: int, token: str) -> None:
    """They are there: as good as a visit.

    :raises NoQuestionError: there is nothing to answer any more.
    """
    watching.note(world, look(world, number, ends, token))


def _token(world: World, number: int, ends: int) -> str:
    return secrecy.signature(world, "still-there", f"{number} {ends}")
