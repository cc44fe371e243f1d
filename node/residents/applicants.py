"""What somebody who asks to join, and those who may let them in, write each other.

Rule 1: the applicant comes back by a link that is signed with the node's own secret, or, without a
mailbox, by a code on paper of which only the hash is kept. Either opens this conversation alone.
Rule 2: it goes when the application is decided: nothing of it is kept with the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, names, secrecy
from node.residents.applications import Applied, shown_as
from node.residents.errors import CodeError, UnknownNameError
from node.residents.models import Application, ApplicationMessage, Resident
from node.store.database import database, seconds
from node.world import World

PAGE: Final = "/aanvraag"
LONGEST: Final = 2_000
MOST: Final = 100  # messages of one applicant
PURPOSE: Final = "application"


class NothingSaidError(Exception):
    """The message is empty, or one too many."""


@dataclass(frozen=True)
class Said:
    """One message. ``who``: the name of who welcomes; empty: the applicant."""

    who: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Conversation:
    """An application with all that was written about it. ``refused``: it was decided."""

    applied: Applied
    said: Sequence[Said]
    refused: bool


def of(number: int) -> Conversation:
    """An application that waits.

    :raises UnknownNameError: there is none of this number.
    """
    found = _row(number)
    if found.refused is not None:
        raise UnknownNameError("")
    return _conversation(found)


def by_link(world: World, number: int, token: str) -> Conversation:
    """The own application of whoever has this link; also when it was refused.

    :raises UnknownNameError: it is not one of ours, or was decided.
    """
    return _conversation(_own(world, number, token))


def path_of(world: World, number: int) -> str:
    """The applicant's own link, on this site.

    :raises UnknownNameError: there is none of this number.
    """
    return f"{PAGE}/{number}/{_token(world, _row(number))}"


def by_code(world: World, typed: str) -> str:
    """The link of the application with this code.

    :raises CodeError: there is none.
    """
    kept = secrecy.paper_hash(PURPOSE, secrecy.tidy(typed))
    found = Application.get_or_none(code_hash=kept)
    if found is None:
        raise CodeError
    return path_of(world, found.id)


def give_code(world: World, name: str) -> str:
    """A code for the application of this name, as people read it; nothing where there is a mailbox
    or was a code. Whoever just applied is given it, and nobody after them.
    """
    code = secrecy.letters(world)
    given = Application.update(code_hash=secrecy.paper_hash(PURPOSE, code)).where(
        Application.name_key == names.fold_name(name),
        Application.email.is_null(),
        Application.code_hash.is_null(),
    )
    return secrecy.grouped(code) if given.execute() else ""


def ask(world: World, host: Resident, number: int, text: str) -> None:
    """Somebody who may let people in writes to the applicant, who hears of it by mail.

    :raises UnknownNameError: it was decided; :raises NothingSaidError: nothing was written.
    """
    with database.atomic():
        row = _row(number)
        if row.refused is not None:
            raise UnknownNameError("")
        _write(world, row, text, host=host)
        if row.email:
            outbox.put(
                world,
                template="application-asked",
                to=Recipient(row.language, address=row.email),
                values={
                    "name": row.name,
                    "host": host.shown_name,
                    "path": path_of(world, row.id),
                },
            )


def answer(world: World, number: int, token: str, text: str) -> None:
    """The applicant writes; who wrote to them hears of it, else who looks after the ward.

    :raises UnknownNameError: it was decided; :raises NothingSaidError: nothing was written.
    """
    with database.atomic():
        row = _own(world, number, token)
        if row.refused is not None:
            raise UnknownNameError("")
        _write(world, row, text, host=None)
        for host in _hosts(row) or accounts.moderators():
            accounts.tell(
                world,
                host,
                "application-answered",
                applicant=row.name,
                path=f"/nieuwe-buren/aanvraag/{row.id}",
            )


def withdraw(world: World, number: int, token: str) -> None:
    """The applicant does not want it any more; all of it goes at once.

    :raises UnknownNameError: there is nothing any more.
    """
    row = _own(world, number, token)
    Application.delete().where(Application.id == row.id).execute()


def _row(number: int) -> Application:
    found: Application | None = Application.get_or_none(id=number)
    if found is None:
        raise UnknownNameError("")
    return found


def _own(world: World, number: int, token: str) -> Application:
    found = _row(number)
    if not secrecy.same(token, _token(world, found)):
        raise UnknownNameError("")
    return found


def _token(world: World, row: Application) -> str:
    """Of this one alone: its number may be another's later."""
    return secrecy.signature(world, PURPOSE, f"{row.id} {seconds(row.made)} {row.name_key}")


def _conversation(row: Application) -> Conversation:
    query = (
        ApplicationMessage.select()
        .where(ApplicationMessage.application == row.id)
        .order_by(ApplicationMessage.id)
    )
    said = [Said(one.who, one.text, one.at) for one in list(query)]
    return Conversation(shown_as(row), said, row.refused is not None)


def _write(world: World, row: Application, text: str, *, host: Resident | None) -> None:
    tidy = text.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST]
    theirs = ApplicationMessage.host.is_null(is_null=host is None)
    wrote = ApplicationMessage.select().where(ApplicationMessage.application == row.id, theirs)
    if not tidy or wrote.count() >= MOST:
        raise NothingSaidError
    ApplicationMessage.create(
        application=row.id,
        host=host,
        who=host.shown_name if host else "",
        text=tidy,
        at=world.now(),
    )


def _hosts(row: Application) -> list[Resident]:
    """Who wrote to this applicant and can still sign in."""
    wrote = ApplicationMessage.select(ApplicationMessage.host).where(
        ApplicationMessage.application == row.id,
        ApplicationMessage.host.is_null(is_null=False),
    )
    return list(Resident.select().where(Resident.id.in_(wrote), Resident.suspended.is_null()))
