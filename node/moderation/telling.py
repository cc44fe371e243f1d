"""Telling everybody concerned: a statement of reasons, an answer to who reported, and whatever
changes it afterwards.

Rule 1: within the transaction of what it tells. Rule 2: each is told what concerns them: who
reported is never named, and what was written to the one is not shown to the other.
Rule 3: every mail leads to a page of its own where its reader can disagree, also without account.
"""

import textwrap
from collections.abc import Iterator

import peewee as pw

from node.feed.models import Origin
from node.moderation import subjects
from node.moderation.actions import ACTIONS
from node.moderation.models import Appeal, Case, Report, Ruling
from node.moderation.rules import RULES
from node.notices import outbox
from node.notices.outbox import Recipient
from node.peering import reports
from node.peering.errors import UnknownOriginError
from node.residents import accounts, addresses, secrecy
from node.residents.models import Resident
from node.translations.catalogue import N_
from node.world import World

SHORT = 80  # characters of a message
OWNER = 0  # the side of whom a ruling is about; a report's number is the side of who made it
RESULTS = {
    True: N_("Wij haalden deze oproep weg."),
    False: N_("Wij keken ernaar en laten deze oproep hangen."),
}
AWAY = ("hide", "change", "remove", "pause", "expel")  # what a ward that reported counts as yes


def path_of(world: World, ruling: int, side: int) -> str:
    """Where somebody reads a ruling in full, and can disagree; only who was sent there."""
    return f"/besluit/{ruling}/{side}/{_token(world, ruling, side)}"


def is_ours(world: World, ruling: int, side: int, token: str) -> bool:
    """Whether this is a path that we sent."""
    return secrecy.same(token, _token(world, ruling, side))


def of_ruling(world: World, ruling: Ruling) -> None:
    """A ruling was made."""
    case, action = ruling.case, ACTIONS[ruling.action]
    if action.what:
        values = {
            "what": action.what,
            "cause": subjects.of(case).cause,
            "rule": RULES[ruling.reason].rule if ruling.reason in RULES else "",
            "text": ruling.text,
            "title": _own_words(case) or subjects.title(case),
            "path": f"/l/{case.lid}" if action.lets_on else path_of(world, ruling.id, OWNER),
        }
        if action.account:
            _tell_owner(world, case, f"account-{action.account}", until=ruling.until, **values)
        else:
            _tell_owner(world, case, subjects.of(case).mail, **values)
    for report in reports_of(case):
        if report.flag is not None:
            _answer_ward(world, report.flag, accepted=ruling.action in AWAY)
        elif not subjects.of(case).quiet:
            _tell_reporter(
                world,
                report,
                "report-decided",
                what=action.answer,
                reply=ruling.reply,
                title=subjects.title(case),
                path=path_of(world, ruling.id, report.id),
            )


def of_end(world: World, ruling: Ruling, how: str) -> None:
    """A ruling holds no longer. ``how``: undone, reversed, over."""
    case = ruling.case
    if ACTIONS[ruling.action].what:
        _tell_owner(
            world,
            case,
            "decision-ended",
            what=TO_OWNER[how],
            title=subjects.title(case),
            path=path_of(world, ruling.id, OWNER),
        )
    silent = how == "over" or subjects.of(case).quiet
    for report in () if silent else reports_of(case):
        if report.flag is None:
            _tell_reporter(
                world,
                report,
                "report-ended",
                what=TO_REPORTERS[how],
                title=subjects.title(case),
                path=path_of(world, ruling.id, report.id),
            )


TO_OWNER = {
    "undone": N_("Een moderator draaide dit besluit terug. Alles is weer zoals het was."),
    "reversed": N_("Een andere moderator keek opnieuw. Het besluit is van tafel."),
    "over": N_("De tijd is om. Je kunt weer inloggen, en je oproepen hangen weer."),
}
TO_REPORTERS = {
    "undone": N_("Een moderator draaide dit besluit terug. Wij kijken er opnieuw naar."),
    "reversed": N_("Een andere moderator keek opnieuw. Het besluit is van tafel."),
}


def of_appeal(world: World, appeal: Appeal) -> None:
    """Another moderator looked at an appeal: who appealed hears what came of it."""
    ruling = appeal.ruling
    values = {
        "what": APPEALS[appeal.state],
        "text": appeal.answer,
        "title": subjects.title(ruling.case),
        "path": path_of(world, ruling.id, appeal.side),
    }
    if appeal.side == OWNER:
        _tell_owner(world, ruling.case, "appeal-decided", **values)
        return
    report = Report.get_or_none(id=appeal.side)
    to = None if report is None else _to(report)
    if report is not None and to is not None:
        name = report.reporter.shown_name if report.reporter is not None else ""
        outbox.put(world, template="appeal-decided", to=to, values={"name": name, **values})


APPEALS = {
    "upheld": N_("Een andere moderator las je bezwaar. Het besluit blijft zoals het was."),
    "reversed": N_("Een andere moderator las je bezwaar en geeft je gelijk."),
}


def moderators(world: World, template: str, path: str, *, but: set[int], key: str) -> None:
    """Have all who look after the ward told, but those whom it concerns."""
    for one in accounts.moderators():
        if one.id not in but:
            outbox.put(
                world,
                template=template,
                to=accounts.recipient(one),
                values={"name": one.shown_name, "path": path},
                key=f"{template} {key} {one.id}",
            )


def reports_of(case: Case) -> Iterator[Report]:
    """All of this case, with who made them."""
    rows = Report.select(Report, Resident).join(Resident, pw.JOIN.LEFT_OUTER)
    yield from list(rows.where(Report.case == case.id).order_by(Report.id))


def whole(ruling_id: int) -> Ruling | None:
    """A ruling with its case, its origin and whom it is about."""
    found: Ruling | None = (
        Ruling.select(Ruling, Case, Origin, Resident)
        .join(Case)
        .join(Origin)
        .join_from(Case, Resident, pw.JOIN.LEFT_OUTER, on=Case.owner)
        .where(Ruling.id == ruling_id)
        .first()
    )
    return found


def _own_words(case: Case) -> str:
    """How a message of theirs begins, so that they know which one it is about."""
    if case.subject != subjects.MESSAGE or not case.text:
        return ""
    return f"“{textwrap.shorten(case.text, SHORT, placeholder='…')}”"


def _tell_owner(world: World, case: Case, template: str, **values: str) -> None:
    """Whom it is about, while they are here; with or without an account."""
    owner, address = case.owner, case.address
    if address is not None:
        to = addresses.recipient(address)
        outbox.put(world, template=template, to=to, values={"name": case.called, **values})
    elif owner is not None and not owner.organisation:
        accounts.tell(world, owner, template, **values)


def _tell_reporter(world: World, report: Report, template: str, **values: str) -> None:
    to = _to(report)
    if to is not None:
        outbox.put(world, template=template, to=to, values=values)


def _to(report: Report) -> Recipient | None:
    if report.reporter is not None:
        return accounts.recipient(report.reporter)
    if report.address is not None:
        return addresses.recipient(report.address)
    return Recipient(report.language, address=report.email) if report.email else None


def _answer_ward(world: World, flag: str, *, accepted: bool) -> None:
    try:
        reports.answer(world, flag, accepted=accepted, result=RESULTS[accepted])
    except UnknownOriginError:
        return  # answered already


def _token(world: World, ruling: int, side: int) -> str:
    return secrecy.signature(world, "ruling", f"{ruling} {side}")
