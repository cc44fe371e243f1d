"""What anybody writes to those who look after the site: a question, an idea, something broken.

Rule 1: with or without an account; a mail address is only for whoever wants an answer.
Rule 2: sent twice it counts once. Admins hear of it once a day, however much comes in.
Rule 3: it goes, names and all, a while after somebody dealt with it, or when nobody did for long.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee as pw

from node.listings.legible import legible
from node.moderation.errors import FormError, NoCaseError, Wrong
from node.moderation.models import Feedback
from node.moderation.reporting import LONGEST_NAME, NO_ADDRESS, TOO_LONG, tidy
from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents import accounts, names
from node.residents.errors import BadEmailError
from node.residents.models import Resident
from node.store import single
from node.store.database import HIGHEST_ROW, database
from node.store.single import Value
from node.translations.catalogue import N_
from node.world import World

KEPT: Final = timedelta(days=60)  # after it was dealt with, so that it can be taken up again
WAITS: Final = timedelta(days=365)  # when nobody deals with it; then no answer helps any more
LONGEST: Final = 2_000  # characters
MOST: Final = 500  # that wait: more than anybody reads
PAGE: Final = 20
ABOUT: Final[Mapping[str, str]] = {
    "question": N_("Ik heb een vraag"),
    "broken": N_("Er werkt iets niet"),
    "idea": N_("Ik heb een idee"),
    "thanks": N_("Ik vind iets fijn"),
}
CHOOSE = Wrong(N_("Kies waar het over gaat."))
WRITE = Wrong(N_("Schrijf wat je wilt zeggen."))
ANSWER = Wrong(N_("Schrijf een antwoord."))
FULL = Wrong(N_("Er wachten al te veel berichten. Bel of mail iemand van de wijk."))
_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Sent:
    """What somebody filled in. ``once``: what makes a second sending the same."""

    once: str
    about: str
    text: str
    name: str = ""
    email: str = ""
    language: str = "nl"


@dataclass(frozen=True)
class Item:
    """Something that was written, as whoever looks after the site reads it.

    ``reachable``: an answer gets to whoever wrote it.
    """

    id: int
    about: str
    text: str
    name: str
    reachable: bool
    made: datetime
    closed: datetime | None
    answer: str


@dataclass(frozen=True)
class Items:
    """Some of them, the newest first, and from where the next page goes on."""

    lines: list[Item]
    next: int | None


def send(world: World, sent: Sent, *, by: int | None) -> None:
    """Keep it, and have the admins told.

    :raises FormError: some fields will not do, or too much waits already.
    """
    checked = _checked(sent, known=by is not None)
    with database.atomic():
        if single.one(number_open()) >= MOST:
            raise FormError({"text": FULL})
        made = (
            Feedback.insert(
                once=checked.once,
                about=checked.about,
                text=checked.text,
                name="" if by else checked.name,
                email=None if by else checked.email or None,
                language=checked.language,
                resident=by,
                made=world.now(),
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if made:
            _tell_admins(world)


def page(*, before: int | None = None, closed: bool = False) -> Items:
    """What waits, or what was dealt with, the newest first."""
    condition: Any = Feedback.id < (HIGHEST_ROW if before is None else before)
    condition &= Feedback.closed.is_null(not closed)
    query = (
        Feedback.select(Feedback, Resident)
        .left_outer_join(Resident)
        .where(condition)
        .order_by(Feedback.id.desc())
        .limit(PAGE + 1)
    )
    rows = list(query)
    shown = rows[:PAGE]
    return Items([_item(row) for row in shown], shown[-1].id if len(rows) > PAGE else None)


def number_open() -> Value[int]:
    """How many wait."""
    return Value(Feedback.select(pw.fn.COUNT(Feedback.id)).where(Feedback.closed.is_null()), int)


def answer(world: World, number: int, text: str) -> None:
    """Answer it, by mail or on paper, and be done with it.

    :raises NoCaseError: there is none that waits. :raises FormError: the text will not do.
    """
    written = _written(text)
    if not written:
        raise FormError({"answer": ANSWER})
    if len(written) > LONGEST:
        raise FormError({"answer": Wrong(TOO_LONG, {"length": len(written), "most": LONGEST})})
    with database.atomic():
        row = _close(world, number, written)
        to = _recipient(row)
        if to is not None:
            outbox.put(
                world,
                template="feedback-answer",
                to=to,
                values={"asked": row.text, "text": written, "path": "/contact"},
            )


def close(world: World, number: int) -> None:
    """Be done with it; nobody hears of that.

    :raises NoCaseError: there is none that waits.
    """
    with database.atomic():
        _close(world, number, "")


def reopen(number: int) -> None:
    """Not done with it after all.

    :raises NoCaseError: there is none that was dealt with.
    """
    done = Feedback.id == number, Feedback.closed.is_null(is_null=False)
    if not Feedback.update(closed=None, answer="").where(*done).execute():
        raise NoCaseError


def forget_old(world: World) -> int:
    """The job: what was dealt with some time ago, or never; returns how many."""
    over = Feedback.closed < world.now() - KEPT
    never = Feedback.closed.is_null() & (Feedback.made < world.now() - WAITS)
    count: int = Feedback.delete().where(over | never).execute()
    return count


def _checked(sent: Sent, *, known: bool) -> Sent:
    text, name, email = _written(sent.text), tidy(sent.name), "" if known else sent.email.strip()
    problems: dict[str, Wrong] = {}
    if sent.about not in ABOUT:
        problems["about"] = CHOOSE
    if not text:
        problems["text"] = WRITE
    for field, written, most in (("text", text, LONGEST), ("name", name, LONGEST_NAME)):
        if len(written) > most:
            problems[field] = Wrong(TOO_LONG, {"length": len(written), "most": most})
    try:
        email = names.check_email(email) if email else ""
    except BadEmailError:
        problems["email"] = NO_ADDRESS
    if problems:
        raise FormError(problems)
    return Sent(sent.once, sent.about, text, name, email, sent.language)


def _written(text: str) -> str:
    """Its lines as they were typed, without anything that steers or cannot be seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ("".join(" " if unicodedata.category(c) == "Cc" else c for c in line) for line in lines)
    return _LINES.sub("\n\n", legible("\n".join(line.rstrip() for line in plain))).strip()


def _tell_admins(world: World) -> None:
    today = f"{world.now():%Y-%m-%d}"
    for person in accounts.moderators():
        if person.role == "admin":
            outbox.put(
                world,
                template="feedback-new",
                to=accounts.recipient(person),
                values={"name": person.shown_name, "path": "/beheer/vragen"},
                key=f"feedback-new {today} {person.id}",
            )


def _close(world: World, number: int, text: str) -> Feedback:
    row: Feedback | None = Feedback.get_or_none(id=number, closed=None)
    closed = Feedback.update(closed=world.now(), answer=text).where(
        Feedback.id == number, Feedback.closed.is_null()
    )
    if row is None or not closed.execute():
        raise NoCaseError
    return row


def _recipient(row: Feedback) -> Recipient | None:
    if row.resident is not None:
        return accounts.recipient(row.resident)
    return Recipient(row.language, address=row.email) if row.email else None


def _item(row: Feedback) -> Item:
    person = row.resident
    return Item(
        id=row.id,
        about=row.about,
        text=row.text,
        name=person.shown_name if person else row.name,
        reachable=bool(person or row.email),
        made=row.made,
        closed=row.closed,
        answer=row.answer,
    )
