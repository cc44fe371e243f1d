"""The log of what was decided: typed lines in a chain, for all moderators; counts for everybody.

Rule 1: a line is only ever added. Its link is made of the link before it, what kind of line it is,
and a salted digest of the names and words beside it; so these can go, with their salt, and the
chain still holds, and nobody can find out from the digest what they were.
Rule 2: a line is added within the transaction of what it tells.
Rule 3: below five, a count that anybody may read says so and no more.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import peewee as pw

from node.moderation import subjects
from node.moderation.actions import ACTIONS
from node.moderation.models import Case, LogCount, LogEnd, LogEntry
from node.residents.models import Resident
from node.store.database import HIGHEST_ROW, database, seconds
from node.translations.catalogue import N_
from node.world import World

PAGE: Final = 40
SLICE: Final = 5_000  # lines in memory at a time
FEWER: Final = 5
MONTHS: Final = 12
SALT_BYTES: Final = 16

LOGGED: Final[Mapping[str, str]] = {
    **{name: action.past for name, action in ACTIONS.items()},
    "undone": N_("Besluit teruggedraaid"),
    "appealed": N_("Bezwaar gemaakt"),
    "upheld": N_("Bezwaar bekeken: besluit blijft"),
    "reversed": N_("Bezwaar bekeken: besluit gaat van tafel"),
    "changed": N_("Oproep veranderd, zoals gevraagd"),
    "over": N_("Account gaat weer aan: de tijd is om"),
    "gone": N_("Account is verwijderd"),
    "shut-out": N_("Iemand buitengesloten, op de computer van de site"),
    "let-back": N_("Iemand weer binnengelaten, op de computer van de site"),
    "password-set": N_("Nieuw wachtwoord gegeven, op de computer van de site"),
    "code-made": N_("Code voor een nieuw wachtwoord gemaakt, op de computer van de site"),
    "signed-out": N_("Iemand overal uitgelogd, op de computer van de site"),
    "second-step-off": N_("Tweede stap weggehaald, op de computer van de site"),
    "withdrawn": N_("Oproep weggehaald, op de computer van de site"),
    "application-yes": N_("Aanvraag om mee te doen: ja"),
    "application-no": N_("Aanvraag om mee te doen: nee"),
    "role": N_("Iemand kreeg een andere taak"),
    "admin-asked": N_("Iemand gevraagd als beheerder"),
    "ward-level": N_("Buurwijk: ander niveau"),
    "ward-ended": N_("Geen buurwijken meer"),
    "ward-listing-yes": N_("Oproep van een buurwijk: ja"),
    "ward-listing-no": N_("Oproep van een buurwijk: nee"),
    "setting": N_("De wijk besliste iets anders"),
    "takeover-announced": N_("Opvolging van beheerders aangekondigd"),
    "takeover": N_("Een bewoner is beheerder geworden: er was geen andere meer"),
    "takeover-ended": N_("Opvolging gestopt: er is weer een beheerder"),
}


@dataclass(frozen=True)
class Line:
    """A line as a moderator reads it. Names and words are empty once their time is over."""

    number: int
    action: str
    at: datetime
    case: int | None
    who: str
    about: str
    text: str
    faded: bool


@dataclass(frozen=True)
class Page:
    """Some lines, the newest first, and from where the next page goes on."""

    lines: list[Line]
    next: int | None


@dataclass(frozen=True)
class Broken:
    """The first line that does not fit the chain, and what is wrong: missing, link, words, end."""

    number: int
    problem: str


def note(
    world: World,
    action: str,
    *,
    by: Resident | None,
    concerned: int | None = None,
    case: int | None = None,
    about: str = "",
    text: str = "",
) -> None:
    """Add a line; inside the caller's transaction, which waits for whoever else is adding one.

    :raises KeyError: there is no such kind of line.
    """
    if action not in LOGGED:
        raise KeyError(action)
    said = json.dumps(
        {"who": by.shown_name if by else "", "about": about, "text": text}, ensure_ascii=False
    )
    salt, now = world.random(SALT_BYTES).hex(), world.now()
    with database.atomic():
        LogEnd.update(count=LogEnd.count + 1).execute()  # locks the row before it is read
        end = LogEnd.get()
        sealed = _sealed(salt, said)
        link = _link(end.link, end.count, seconds(now), action, case, sealed)
        LogEntry.insert(
            number=end.count,
            at=now,
            action=action,
            case_number=case,
            sealed=sealed,
            link=link,
            said=said,
            salt=salt,
            moderator=by.id if by else None,
            concerned=concerned,
        ).execute()
        LogEnd.update(link=link).execute()
        _count(f"{now:%Y-%m}", action)


def of_case(world: World, action: str, case: Case, *, by: Resident | None, text: str = "") -> None:
    """Add a line about a case. That somebody told moderators alone how it went is in the log of
    nobody else.
    """
    note(
        world,
        action,
        by=by,
        concerned=None if subjects.of(case).quiet else case.owner_id,
        case=case.id,
        about=subjects.title(case),
        text=text,
    )


def page(*, before: int | None = None, action: str = "") -> Page:
    """The lines below this number, the newest first; all, or of one kind."""
    condition: Any = LogEntry.number < (HIGHEST_ROW if before is None else before)
    if action:
        condition &= LogEntry.action == action
    query = LogEntry.select().where(condition).order_by(LogEntry.number.desc()).limit(PAGE + 1)
    rows = list(query)
    shown = rows[:PAGE]
    return Page([_line(row) for row in shown], shown[-1].number if len(rows) > PAGE else None)


def counts(now: datetime) -> dict[str, int]:
    """How often each was decided in the last twelve months, by the name of its kind."""
    months = now.year * 12 + now.month - 1 - (MONTHS - 1)
    first = f"{months // 12:04}-{months % 12 + 1:02}"
    rows: Any = (
        LogCount.select(LogCount.action, pw.fn.SUM(LogCount.count))
        .where(LogCount.month >= first)
        .group_by(LogCount.action)
        .tuples()
    )
    found = dict(list(rows))
    return {name: int(found.get(name, 0)) for name in LOGGED}


def check(*, last: int | None = None) -> Broken | None:
    """Follow the chain, all of it or the ``last`` so many lines; the first that does not fit."""
    end = LogEnd.get()
    first = 1 if last is None else max(1, end.count - last + 1)
    before = LogEntry.get_or_none(number=first - 1)
    if first > 1 and before is None:
        return Broken(first - 1, "missing")
    link, number = before.link if before else "", first - 1
    for row in _rows(first):
        number += 1
        if row.number != number:
            return Broken(number, "missing")
        problem = _wrong(row, link)
        if problem:
            return Broken(number, problem)
        link = row.link
    if number != end.count:
        return Broken(number + 1, "missing")
    return None if link == end.link else Broken(number, "end")


def length() -> int:
    """How many lines there are."""
    return int(LogEnd.get().count)


def fade(condition: Any) -> int:
    """Let go of names and words of these lines; returns of how many."""
    gone: int = LogEntry.update(said="", salt="").where(condition, LogEntry.said != "").execute()
    return gone


def unname(condition: Any) -> int:
    """Let go of who did it and whom it is about, of these lines; returns of how many."""
    somebody = LogEntry.moderator.is_null(is_null=False) | LogEntry.concerned.is_null(is_null=False)
    gone: int = LogEntry.update(moderator=None, concerned=None).where(condition, somebody).execute()
    return gone


def _rows(first: int) -> Iterator[LogEntry]:
    while True:
        query = LogEntry.select().where(LogEntry.number >= first).order_by(LogEntry.number)
        rows = list(query.limit(SLICE))
        yield from rows
        if len(rows) < SLICE:
            return
        first = rows[-1].number + 1


def _wrong(row: LogEntry, before: str) -> str:
    at = seconds(row.at)
    if row.link != _link(before, row.number, at, row.action, row.case_number, row.sealed):
        return "link"
    if row.salt and row.sealed != _sealed(row.salt, row.said):
        return "words"
    return "words" if row.said and not row.salt else ""


def _sealed(salt: str, said: str) -> str:
    return sha256(f"{salt}\0{said}".encode("utf-8", "surrogatepass")).hexdigest()


def _link(  # noqa: PLR0917  # all that a line is made of
    before: str, number: int, at: int, action: str, case: int | None, sealed: str
) -> str:
    parts = (before, number, at, action, "" if case is None else case, sealed)
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _count(month: str, action: str) -> None:
    LogCount.insert(month=month, action=action, count=1).on_conflict(
        conflict_target=[LogCount.month, LogCount.action],
        update={LogCount.count: LogCount.count + 1},
    ).execute()


def _line(row: LogEntry) -> Line:
    said = json.loads(row.said) if row.said else {}
    return Line(
        number=row.number,
        action=row.action,
        at=row.at,
        case=row.case_number,
        who=said.get("who", ""),
        about=said.get("about", ""),
        text=said.get("text", ""),
        faded=not row.said,
    )
