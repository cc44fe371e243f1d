"""Ending a ruling before its time: undone by a moderator, reversed after an appeal, or over.

Rule 1: ended once; who comes second changes nothing. Rule 2: what it did is undone, everybody
concerned hears it, and the log says so, in one transaction.
"""

import peewee as pw

from node.listings.models import Listing
from node.listings.withdrawing import HELD
from node.moderation import effects, log, queue, telling
from node.moderation.actions import ACTIONS, PAUSED
from node.moderation.errors import NoCaseError
from node.moderation.models import Case, Ruling
from node.moderation.subjects import MESSAGE
from node.residents.models import Resident
from node.store.database import database
from node.world import World

PAUSES = [name for name, action in ACTIONS.items() if action.account == PAUSED]
BATCH = 200


def undo(world: World, moderator: Resident, ruling_id: int) -> Case:
    """A moderator made a mistake, or another one did: the case waits anew.

    :raises NoCaseError: there is nothing for this moderator to undo.
    :raises PublishError: this node may not sign now.
    """
    ruling = telling.whole(ruling_id)
    if (
        ruling is None
        or not can_undo(ruling)
        or queue.decided_for(moderator, ruling.case_id) is None
    ):
        raise NoCaseError
    with database.atomic():
        end(world, ruling, "undone", by=moderator)
        open_again(ruling.case)
    return ruling.case


def can_undo(ruling: Ruling) -> bool:
    """Whether it still holds and can be undone at all."""
    action = ACTIONS.get(ruling.action)
    return ruling.ended is None and action is not None and action.undoable


def end(world: World, ruling: Ruling, how: str, *, by: Resident | None) -> None:
    """End it; inside the caller's transaction. ``how``: undone, reversed, over.

    :raises NoCaseError: it has ended meanwhile.
    """
    mark(world, ruling, how)
    effects.undo(world, ruling)
    telling.of_end(world, ruling, how)
    case = ruling.case
    log.of_case(world, how, case, by=by)


def mark(world: World, ruling: Ruling, how: str) -> None:
    """It holds no longer.

    :raises NoCaseError: it has ended meanwhile.
    """
    ended = (
        Ruling.update(ended=world.now(), ended_how=how)
        .where(Ruling.id == ruling.id, Ruling.ended.is_null())
        .execute()
    )
    if not ended:
        raise NoCaseError


def open_again(case: Case) -> None:
    """It waits for a decision again, unless there is an open case about the same already."""
    key = _key(case)
    if Case.select().where(Case.open_key == key).exists():
        return
    Case.update(state="open", open_key=key, closed=None).where(
        Case.id == case.id, Case.state == "decided"
    ).execute()


def _key(case: Case) -> str:
    """What its open key was."""
    if case.lid:
        return f"listing {case.origin_id} {case.lid}"
    return f"{MESSAGE} {case.message_id}" if case.message_id else f"case {case.id}"


def end_due(world: World) -> int:
    """The job: pauses whose time is over, and what was changed as we asked; returns how many."""
    due = [row.id for row in list(_over(world))]
    for number in due:
        with database.atomic():
            ruling = telling.whole(number)
            if ruling is not None and ruling.ended is None:
                end(world, ruling, "over", by=None)
    changed = [row.id for row in list(_changed())]
    for number in changed:
        _look_again(world, number)
    return len(due) + len(changed) + _let_go(world)


def _let_go(world: World) -> int:
    """What waited for a first look and was taken away by its maker waits no longer."""
    waits = Listing.select(pw.SQL("1")).where(
        Listing.origin == Case.origin, Listing.lid == Case.lid, Listing.state == HELD
    )
    gone: int = (
        Case.update(state="decided", open_key=None, closed=world.now())
        .where(Case.state == "open", Case.subject == "held", ~pw.fn.EXISTS(waits))
        .execute()
    )
    return gone


def _over(world: World) -> pw.Query:
    return (
        Ruling.select(Ruling.id)
        .where(Ruling.action.in_(PAUSES), Ruling.ended.is_null(), Ruling.until <= world.now())
        .limit(BATCH)
    )


def _changed() -> pw.Query:
    """Rulings that asked for a change which was made: the listing hangs again."""
    hangs = Listing.select(pw.SQL("1")).where(
        Listing.origin == Case.origin,
        Listing.lid == Case.lid,
        Listing.state == "open",
        Listing.updated >= Ruling.at,
    )
    return (
        Ruling.select(Ruling.id)
        .join(Case)
        .where(Ruling.action == "change", Ruling.ended.is_null(), pw.fn.EXISTS(hangs))
        .limit(BATCH)
    )


def _look_again(world: World, number: int) -> None:
    with database.atomic():
        ruling = telling.whole(number)
        if ruling is None or ruling.ended is not None:
            return
        mark(world, ruling, "changed")
        case = ruling.case
        made = (
            Case.insert(
                subject="changed",
                open_key=f"listing {case.origin_id} {case.lid}",
                origin=case.origin_id,
                lid=case.lid,
                owner=case.owner_id,
                title=Listing.get(origin=case.origin_id, lid=case.lid).title,
                opened=world.now(),
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if made:
            log.of_case(world, "changed", case, by=None)
