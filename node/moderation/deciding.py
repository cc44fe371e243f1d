"""Ruling on a case: the effect, the log and what everybody is told are one transaction.

Rule 1: nobody rules about themselves, nor on what they reported. Rule 2: a case is ruled on once;
who comes second is told so. Rule 3: what somebody hears is true.
"""

from dataclasses import dataclass, replace

from node.moderation import effects, log, queue, subjects, telling
from node.moderation.actions import ACTIONS, PAUSES, Action
from node.moderation.errors import FormError, NoCaseError, Wrong
from node.moderation.models import Case, Ruling
from node.moderation.reporting import LONGEST, TOO_LONG, tidy
from node.moderation.rules import RULES
from node.peering import reports
from node.residents import passwords
from node.residents.errors import LastAdminError
from node.residents.models import Resident
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

CHOOSE_ACTION = Wrong(N_("Kies wat er moet gebeuren."))
CHOOSE_RULE = Wrong(N_("Kies welke regel van de wijk dit raakt."))
CHOOSE_DAYS = Wrong(N_("Kies hoe lang."))
WRITE = Wrong(N_("Schrijf de maker in een of twee zinnen waarom."))
PASSWORD = Wrong(N_("Dit is je wachtwoord niet. Vul het nog een keer in."))
ONLY_ADMIN = Wrong(N_("Dit is een beheerder of moderator. Alleen een beheerder kan dat."))
LAST_ADMIN = Wrong(N_("Dit is de enige beheerder. Zorg eerst voor een tweede."))


@dataclass(frozen=True)
class Chosen:
    """What a moderator chose. ``text`` is for whom it is about, ``reply`` for who reported.

    ``days``: of a pause; ``password``: their own, again, for what is dangerous.
    """

    action: str
    reason: str = ""
    text: str = ""
    tell_home: bool = False
    reply: str = ""
    days: str = ""
    password: str = ""


def decide(world: World, moderator: Resident, case_id: int, chosen: Chosen) -> Ruling:
    """Rule on an open case.

    :raises NoCaseError: there is none for this moderator, or another one just ruled on it.
    :raises FormError: some fields will not do.
    :raises PublishError: this node may not sign now.
    """
    case = queue.open_for(moderator, case_id)
    if case is None:
        raise NoCaseError
    checked = _check(world, moderator, case, chosen)
    with database.atomic():
        _close(world, case)
        ruling = _rule(world, moderator, case, checked)
        telling.of_ruling(world, ruling)
        log.of_case(world, ruling.action, case, by=moderator, text=ruling.text)
    return ruling


def _rule(world: World, moderator: Resident, case: Case, chosen: Chosen) -> Ruling:
    action = ACTIONS[chosen.action]
    try:
        was = effects.do(world, case, action)
    except LastAdminError:
        raise FormError({"action": LAST_ADMIN}) from None
    if chosen.tell_home and action.state:
        rule = RULES[chosen.reason]
        reports.send(world, scid=case.origin.scid, lid=case.lid, reason=rule.reason)
    return Ruling.create(
        case=case,
        moderator=moderator,
        action=chosen.action,
        reason=chosen.reason,
        text=chosen.text,
        reply=chosen.reply,
        told_home=chosen.tell_home,
        was=was,
        until=effects.until(world, action, chosen.days),
        at=world.now(),
    )


def _check(world: World, moderator: Resident, case: Case, chosen: Chosen) -> Chosen:
    action = ACTIONS.get(chosen.action)
    if action is None or chosen.action not in subjects.offered(case):
        raise FormError({"action": CHOOSE_ACTION})
    text, reply = tidy(chosen.text), tidy(chosen.reply)
    read = case.origin.own  # there is somebody here who reads it
    problems = _reasons(action, chosen, text if read else "-")
    problems |= _persons(world, moderator, case, action, chosen)
    for name, value in (("text", text), ("reply", reply)):
        if len(value) > LONGEST:
            problems[name] = Wrong(TOO_LONG, {"length": len(value), "most": LONGEST})
    if problems:
        raise FormError(problems)
    return replace(
        chosen,
        reason=chosen.reason if action.reasoned else "",
        text=text if action.reasoned and read else "",
        reply=reply,
        tell_home=chosen.tell_home and not read,
        password="",
    )


def _reasons(action: Action, chosen: Chosen, text: str) -> dict[str, Wrong]:
    problems: dict[str, Wrong] = {}
    if action.reasoned and chosen.reason not in RULES:
        problems["reason"] = CHOOSE_RULE
    if action.reasoned and not text:
        problems["text"] = WRITE
    return problems


def _persons(
    world: World, moderator: Resident, case: Case, action: Action, chosen: Chosen
) -> dict[str, Wrong]:
    """What is asked more where it is about somebody's account."""
    if not action.account or case.owner is None:
        return {}
    problems: dict[str, Wrong] = {}
    if case.owner.role != "resident" and moderator.role != "admin":
        problems["action"] = ONLY_ADMIN
    if not action.dangerous and chosen.days not in PAUSES:
        problems["days"] = CHOOSE_DAYS
    if action.dangerous and not passwords.is_password(world, chosen.password, moderator.password):
        problems["password"] = PASSWORD
    return problems


def _close(world: World, case: Case) -> None:
    closed = (
        Case.update(state="decided", open_key=None, closed=world.now())
        .where(Case.id == case.id, Case.state == "open")
        .execute()
    )
    if not closed:
        raise NoCaseError
