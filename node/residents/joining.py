"""Joining: open to all, on application, with an invitation, or closed; with a mailbox or without.

Rule 1: whoever gives an address hears the same whether it is known here or not; only its mailbox
hears which. The name and the password are asked after that mailbox was opened, so nobody can lay a
password ready for somebody else, and nobody's address is held by who does not read its mail.
Rule 2: an invitation opens the door wherever it is not closed.
Rule 3: an answer stays with the question as it was asked, also when the ward asks another one by
the time it comes; and nobody can answer what the ward never asked.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import peewee as pw

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import (
    accounts,
    asked,
    coadmins,
    invitations,
    names,
    passwords,
    secrecy,
    tickets,
    watching,
)
from node.residents.accounts import own_words
from node.residents.errors import (
    AccountError,
    EmailNeededError,
    InvitationError,
    JoiningClosedError,
    NameTakenError,
    TooYoungError,
)
from node.residents.models import Application, Asked, Resident
from node.settings import values
from node.settings.table import MOST_QUESTIONS
from node.store.database import database
from node.world import World

LONGEST_ABOUT = 1_000


@dataclass(frozen=True)
class Question:
    """What the ward asks whoever applies. ``seal``: it says that the ward asked this."""

    text: str
    seal: str


@dataclass(frozen=True)
class Wanted:
    """What somebody who joins chose."""

    name: str
    password: str
    language: str
    about: str = ""
    answers: Mapping[Question, str] = field(default_factory=dict)


def questions(world: World) -> list[Question]:
    """What the ward asks whoever applies, besides who they are."""
    return [Question(text, _seal(world, text)) for text in values.get("questions").splitlines()]


def asked_here(world: World, found: Iterable[Question]) -> list[Question]:
    """Those of them that the ward asks or asked, and no more than it ever asks."""
    ours = [one for one in found if secrecy.same(one.seal, _seal(world, one.text))]
    return ours[:MOST_QUESTIONS]


def mode(world: World) -> str:
    """Who can join now: open, application, invitation, closed.

    While nobody looks after the ward, what is open to all is on application.
    """
    door = values.get("joining")
    return "application" if door == "open" and not watching.is_looked_after(world) else door


def check_door(world: World, *, old_enough: bool, invitation: str) -> int | None:
    """The id of the invitation, if one was given.

    :raises JoiningClosedError: :raises TooYoungError: :raises InvitationError:
    """
    door = mode(world)
    if door == "closed":
        raise JoiningClosedError
    if not old_enough:
        raise TooYoungError
    if invitation.strip():
        return int(invitations.find(world, invitation).id)
    if door == "invitation":
        raise InvitationError
    return None


def faults(
    world: World,
    *,
    wanted: Wanted | None = None,
    old_enough: bool | None = None,
    invitation: str | None = None,
    email: str | None = None,
) -> list[AccountError]:
    """All that can be said beforehand against what somebody typed, so that it is said at once.
    ``None``: was not asked.
    """
    checks: list[Callable[[], object]] = []
    if invitation is not None:
        checks.append(lambda: check_door(world, old_enough=True, invitation=invitation))
    if email is not None:
        checks.append(lambda: names.check_email(email))
    if wanted is not None:
        checks.append(lambda: names.check_name(wanted.name))
        checks.append(lambda: passwords.check_strength(wanted.password, own_words=own_words(world)))
    found: list[AccountError] = []
    for check in checks:
        try:
            check()
        except AccountError as error:
            found.append(error)
    return [*found, TooYoungError()] if old_enough is False else found


def ask(world: World, *, email: str, language: str, old_enough: bool, invitation: str = "") -> str:
    """Somebody wants to join with this mailbox; returns the address as it is written to.

    :raises AccountError: when the door is not open to them, or this is no address.
    """
    invited = check_door(world, old_enough=old_enough, invitation=invitation)
    address = names.check_email(email)
    asked.put(world, kind="join", typed=address, language=language, invitation=invited)
    return address


def answer(world: World, row: Asked) -> None:
    """Write to the mailbox: how to go on, or that there is an account already. Always one mail."""
    box = Recipient(row.language, address=row.typed)
    if not outbox.has_room(world, row.typed):
        return  # it would be dropped, and must not end the one that was sent before
    if Resident.get_or_none(email_key=names.fold_email(row.typed)):
        outbox.put(world, template="join-known", to=box, values={"path": "/herstel"})
        return
    written = tickets.for_mailbox(world, row.typed, row.invitation_id)
    outbox.put(
        world,
        template="join",
        to=box,
        values={"code": written.shown, "path": f"/account-maken/{written.token}"},
    )


def finish(world: World, *, token: str, wanted: Wanted) -> Resident | None:
    """Make the account of who opened the mail; ``None`` when an admin has to decide first.

    :raises TicketError: :raises AccountError: with the ticket still good, so that another name
        or password can be chosen.
    """
    ticket = tickets.look(world, "join", token)
    return _join(world, wanted, email=ticket.email, invited=ticket.invitation_id, token=token)


def join_without_mailbox(
    world: World, *, wanted: Wanted, old_enough: bool, invitation: str = ""
) -> Resident | None:
    """Make an account for somebody who has no mailbox; ``None`` when an admin decides first.

    :raises AccountError: when something will not do.
    """
    invited = check_door(world, old_enough=old_enough, invitation=invitation)
    if not values.is_on("without_email"):
        raise EmailNeededError
    return _join(world, wanted, email=None, invited=invited, token=None)


def _join(
    world: World, wanted: Wanted, *, email: str | None, invited: int | None, token: str | None
) -> Resident | None:
    name = names.check_name(wanted.name)
    accounts.check_free(world, name, email)  # before the work of hashing
    passwords.check_strength(wanted.password, own_words=own_words(world))
    hashed = passwords.hash_password(world, wanted.password)
    with database.atomic():
        if token is not None:
            tickets.use(world, "join", token)
        if _must_apply(world, invited):
            _apply(world, wanted, name=name, email=email, hashed=hashed)
            return None
        made = accounts.insert(
            world,
            name=name,
            email=email,
            hashed=hashed,
            role="resident",
            language=wanted.language,
        )
        accounts.tell(world, made, "welcome", path="/van-mij")
        if invited is not None:
            coadmins.joined(world, invited, made)
        return made


def _must_apply(world: World, invited: int | None) -> bool:
    """Whether an admin decides first; an invitation is used up if there is one."""
    door = mode(world)
    if door == "closed":
        raise JoiningClosedError
    if invited is not None:
        invitations.spend(world, invited)
        return False
    if door == "invitation":
        raise InvitationError
    return door == "application"


def _apply(world: World, wanted: Wanted, *, name: str, email: str | None, hashed: str) -> None:
    accounts.check_free(world, name, email)
    try:
        with database.atomic():
            Application.create(
                **accounts.keys(name, email),
                password=hashed,
                language=wanted.language,
                about=_tidy(wanted.about),
                answers=json.dumps(_answers(world, wanted), ensure_ascii=False),
                made=world.now(),
            )
    except pw.IntegrityError:
        raise NameTakenError(name) from None
    for keeper in accounts.moderators():
        accounts.tell(world, keeper, "application-new", path="/nieuwe-buren")
    if email:
        outbox.put(
            world,
            template="application-received",
            to=Recipient(wanted.language, address=email),
            values={"name": name, "path": "/over"},
        )


def _answers(world: World, wanted: Wanted) -> dict[str, str]:
    """What was said, by the question as it was asked."""
    said = {one.text: _tidy(wanted.answers[one]) for one in asked_here(world, wanted.answers)}
    return {question: text for question, text in said.items() if text}


def _seal(world: World, question: str) -> str:
    return secrecy.signature(world, "question", question)


def _tidy(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST_ABOUT]
