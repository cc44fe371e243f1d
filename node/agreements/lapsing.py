"""What nobody said yes to in time: it is closed a day after it would have begun.

Rule: what was agreed never lapses; how it went is asked instead (:mod:`node.agreements.reminding`).
"""

from datetime import timedelta
from typing import Final

from node.agreements import moving, room
from node.agreements.errors import RefusedError
from node.agreements.models import Response
from node.store.database import database
from node.world import World

AFTER: Final = timedelta(days=1)
BATCH: Final = 500


def lapse_due(world: World) -> int:
    """The job; returns how many were closed."""
    due = Response.select().where(
        Response.state.in_(["proposed", "waiting"]), Response.starts <= world.now() - AFTER
    )
    closed = 0
    for row in list(due.order_by(Response.id).limit(BATCH)):
        with database.atomic():
            room.hold(row.lid, row.occasion)
            try:
                moving.end(world, row, "lapse")
            except RefusedError:  # they said something meanwhile
                continue
            closed += 1
    return closed
