"""Ruling on a case: its listing goes, or nothing happens; everybody concerned is told.

Rule 1: nobody rules about themselves. Rule 2: a case is ruled on once; who comes second is told so.
Rule 3: ruling, effect and notices are one transaction: what somebody hears is true.
"""

from dataclasses import dataclass

import peewee as pw

from node.agreements import reported, telling
from node.feed.models import Origin
from node.listings import withdrawing
from node.moderation import queue
from node.moderation.errors import FormError, NoCaseError, Wrong
from node.moderation.models import Case, Report, Ruling
from node.moderation.reporting import LONGEST, TOO_LONG, tidy
from node.moderation.rules import RULES
from node.moderation.subjects import MESSAGE, NOTHING, REMOVE, SUBJECTS, Subject
from node.notices import outbox
from node.notices.kinds import KINDS
from node.notices.outbox import Recipient
from node.peering import levels, reports
from node.peering.errors import UnknownOriginError
from node.residents import accounts
from node.residents.models import Resident
from node.shown.decisions import HIDDEN
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

CHOOSE_ACTION = Wrong(N_("Kies wat er moet gebeuren."))
CHOOSE_RULE = Wrong(N_("Kies welke regel van de wijk dit raakt."))
WRITE = Wrong(N_("Schrijf de maker in een of twee zinnen waarom."))
RESULTS = {
    REMOVE: N_("Wij haalden deze oproep weg."),
    NOTHING: N_("Wij keken ernaar en laten deze oproep hangen."),
}


@dataclass(frozen=True)
class Chosen:
    """What a moderator chose. ``text`` is for whoever placed a listing of ours."""

    action: str
    reason: str = ""
    text: str = ""
    tell_home: bool = False


def decide(world: World, moderator: Resident, case_id: int, chosen: Chosen) -> None:
    """Rule on an open case.

    :raises NoCaseError: there is none for this moderator, or another one just ruled on it.
    :raises FormError: some fields will not do.
    """
    case = queue.open_for(moderator, case_id)
    if case is None:
        raise NoCaseError
    checked = _check(chosen, SUBJECTS[case.subject], ours=case.origin.own)
    with database.atomic():
        _close(world, case)
        if checked.action == REMOVE:
            _remove(world, case, checked)
        Ruling.create(
            case=case,
            moderator=moderator,
            action=checked.action,
            reason=checked.reason,
            text=checked.text,
            told_home=checked.tell_home,
            at=world.now(),
        )
        _tell(world, case, checked)


def _check(chosen: Chosen, subject: Subject, *, ours: bool) -> Chosen:
    if chosen.action == NOTHING:
        return Chosen(NOTHING)
    text = tidy(chosen.text) if ours else ""
    problems: dict[str, Wrong] = {}
    if chosen.action not in subject.actions:
        problems["action"] = CHOOSE_ACTION
    elif chosen.reason not in RULES:
        problems["reason"] = CHOOSE_RULE
    if ours and chosen.action in subject.actions and not text:
        problems["text"] = WRITE
    if len(text) > LONGEST:
        problems["text"] = Wrong(TOO_LONG, {"length": len(text), "most": LONGEST})
    if problems:
        raise FormError(problems)
    return Chosen(REMOVE, chosen.reason, text, tell_home=chosen.tell_home and not ours)


def _close(world: World, case: Case) -> None:
    closed = (
        Case.update(state="decided", open_key=None, closed=world.now())
        .where(Case.id == case.id, Case.state == "open")
        .execute()
    )
    if not closed:
        raise NoCaseError


def _remove(world: World, case: Case, chosen: Chosen) -> None:
    origin: Origin = case.origin
    if case.subject == MESSAGE:
        reported.take_away(case.message_id or 0)
    elif origin.own:
        withdrawing.remove(world, lid=case.lid)
    elif chosen.tell_home:
        reports.send(world, scid=origin.scid, lid=case.lid, reason=RULES[chosen.reason].reason)
    else:
        levels.decide(world, origin.scid, case.lid, HIDDEN)


def _tell(world: World, case: Case, chosen: Chosen) -> None:
    if chosen.action == REMOVE and case.owner is not None and not case.owner.organisation:
        _tell_maker(world, case.owner, case, chosen)
    rows = Report.select(Report, Resident).join(Resident, pw.JOIN.LEFT_OUTER)
    for row in list(rows.where(Report.case == case.id)):
        _tell_reporter(world, case, row, chosen.action)


def _tell_maker(world: World, maker: Resident, case: Case, chosen: Chosen) -> None:
    template = SUBJECTS[case.subject].tells_maker
    known = {
        "title": case.title,
        "rule": RULES[chosen.reason].rule,
        "text": chosen.text,
        "path": f"/l/{case.lid}" if case.lid else _conversation(case),
    }
    values = {name: value for name, value in known.items() if name in KINDS[template].values}
    accounts.tell(world, maker, template, **values)


def _conversation(case: Case) -> str:
    message = case.message
    return telling.path_of(message.response) if message is not None else "/berichten"


def _tell_reporter(world: World, case: Case, row: Report, action: str) -> None:
    if row.flag is not None:
        _answer_ward(world, row.flag, action)
        return
    template = SUBJECTS[case.subject].tells.get(action)
    if template is None:
        return
    if row.reporter is not None:
        to, path = accounts.recipient(row.reporter), "/van-mij/meldingen"
    elif row.email:
        to, path = Recipient(row.language, address=row.email), "/over"
    else:
        return
    known = {"title": case.title, "path": path}
    values = {name: known[name] for name in KINDS[template].values}
    outbox.put(world, template=template, to=to, values=values)


def _answer_ward(world: World, flag: str, action: str) -> None:
    try:
        reports.answer(world, flag, accepted=action == REMOVE, result=RESULTS[action])
    except UnknownOriginError:
        return  # answered already
