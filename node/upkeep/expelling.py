"""Erasing accounts that a moderator removed, once there was time to take it back.

Rule: nothing is erased while somebody still has to look at an appeal.
"""

from node.moderation import log, undoing
from node.moderation.models import Appeal, Case, Ruling
from node.residents.errors import LastAdminError
from node.store.database import database
from node.upkeep import leaving
from node.world import World

BATCH = 20


def erase_due(world: World) -> int:
    """The job; returns how many accounts are gone."""
    disputed = Appeal.select(Appeal.ruling).where(Appeal.state == "open")
    due = (
        Ruling.select(Ruling, Case)
        .join(Case)
        .where(
            Ruling.action == "expel",
            Ruling.ended.is_null(),
            Ruling.until <= world.now(),
            Ruling.id.not_in(disputed),
        )
        .limit(BATCH)
    )
    return sum(_erase(world, ruling) for ruling in list(due))


def _erase(world: World, ruling: Ruling) -> bool:
    """The account first: dead in between, the next round finds nobody and only notes it."""
    case = ruling.case
    try:
        if case.owner_id is not None:
            leaving.erase(world, resident_id=case.owner_id)
    except LastAdminError:
        return False
    with database.atomic():
        undoing.mark(world, ruling, "gone")
        log.note(world, "gone", by=None, case=case.id)
    return True
