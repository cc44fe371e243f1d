"""What a ruling does to listings and accounts, and how that is undone.

Rule 1: whatever is done here can be undone here, until an account is really gone.
Rule 2: rulings overlap: a listing is back only when none that keeps it away is left, and an account
is let in only when none that shuts it out is.
"""

from datetime import datetime
from typing import Any

import peewee as pw

from node.agreements import reported
from node.listings import withdrawing
from node.listings.withdrawing import ASKED, HELD, HIDDEN, ON_BOARD, RESTING
from node.moderation.actions import ACTIONS, LEAVING, PAUSES, TO_THINK, Action
from node.moderation.models import Case, Ruling
from node.peering import levels
from node.residents import accounts
from node.residents.models import Resident
from node.shown.decisions import APPROVED
from node.shown.decisions import HIDDEN as HIDDEN_HERE
from node.world import World

KEEPS_AWAY = {action.state: name for name, action in ACTIONS.items() if action.state}
SHUTS_OUT = [name for name, action in ACTIONS.items() if action.account]


def until(world: World, action: Action, days: str) -> datetime | None:
    """When what it does to an account is over, or done."""
    if not action.account:
        return None
    return world.now() + (TO_THINK if action.account == LEAVING else PAUSES[days])


def do(world: World, case: Case, action: Action) -> str:
    """Do it; the state that a listing of ours had.

    :raises LastAdminError: nobody would look after the node.
    """
    if not case.origin.own:
        if action.state:
            levels.decide(world, case.origin.scid, case.lid, HIDDEN_HERE)
        return ""
    was = ""
    if action.lets_on:
        withdrawing.put_up(world, lid=case.lid, state=HELD, becomes="open")
    if action.state:
        was = withdrawing.take_off(world, lid=case.lid, state=action.state)
    if action.unsays and case.message_id is not None:
        reported.take_away(case.message_id)
    if action.account and case.owner is not None:
        accounts.suspend(world, case.owner)
        withdrawing.rest(world, owner=case.owner.id)
    return was


def undo(world: World, ruling: Ruling) -> None:
    """Undo what it did; the ruling is ended already.

    :raises PublishError: this node may not sign now.
    """
    case, action = ruling.case, ACTIONS.get(ruling.action)
    if action is None:
        return
    if action.state and not case.origin.own:
        levels.decide(world, case.origin.scid, case.lid, APPROVED)
    elif action.state and ruling.was:
        becomes = _becomes(ruling)
        withdrawing.put_up(world, lid=case.lid, state=action.state, becomes=becomes)
    if action.unsays and case.message_id is not None:
        reported.put_back(case.message_id, case.text)
    if action.account and case.owner is not None and not shut_out(case.owner.id):
        accounts.restore(case.owner)
        withdrawing.wake(world, owner=case.owner.id)


def shut_out(owner: int) -> bool:
    """Whether a ruling that is in force shuts this resident out."""
    return bool(_in_force(Ruling.action.in_(SHUTS_OUT), Case.owner == owner).exists())


def _becomes(ruling: Ruling) -> str:
    """What its listing was, as far as that still holds."""
    case, was = ruling.case, str(ruling.was)
    if was in {HIDDEN, ASKED}:
        same = (Case.origin == case.origin_id) & (Case.lid == case.lid)
        if not _in_force(Ruling.action == KEEPS_AWAY[was], same).exists():
            was = "open"
    shut = case.owner_id is not None and _is_suspended(case.owner_id)
    if was == RESTING and not shut:
        return "open"
    return RESTING if shut and was in ON_BOARD else was


def _is_suspended(resident_id: int) -> bool:
    return Resident.get_by_id(resident_id).suspended is not None


def _in_force(*conditions: pw.Expression) -> Any:
    return Ruling.select().join(Case).where(Ruling.ended.is_null(), *conditions)
