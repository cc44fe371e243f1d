"""Telling the admins that something does not work: once, and again after a week.

Rule: what was told stands in the facts; when it works again it is forgotten, so that a next time is
told anew. A check that is bad at two looks in a row is told, so that a restart tells nobody.
"""

from datetime import datetime, timedelta
from typing import Final

from node.health import checks
from node.health.finding import BAD
from node.health.looking import Look
from node.notices import outbox
from node.residents.models import Resident
from node.store import facts
from node.store.database import database
from node.world import World

TOLD: Final = "told"
AGAIN_AFTER: Final = timedelta(days=7)


def tell(world: World) -> list[str]:
    """The job: what is told now, by name."""
    look = Look(world)
    lines = [one for one in checks.run(look) if one.check.mails and one.finding.state == BAD]
    seen = look.facts.get(TOLD)
    before = dict(seen.value) if seen else {}
    now = int(world.now().timestamp())
    due = [
        one
        for one in lines
        if one.check.name in before and _is_due(before[one.check.name], world.now())
    ]
    after = {one.check.name: before.get(one.check.name, 0) for one in lines}
    after |= {one.check.name: now for one in due}
    with database.atomic():
        if after != before:
            facts.note(world.now(), TOLD, **after)
        if due:
            _put(world, due, now)
    return [one.check.name for one in due]


def _is_due(told: int, now: datetime) -> bool:
    return now.timestamp() - told >= AGAIN_AFTER.total_seconds()


def _put(world: World, due: list[checks.Line], now: int) -> None:
    for admin in list(Resident.select().where(Resident.role == "admin")):
        outbox.put(
            world,
            template="node-health",
            to=outbox.Recipient(admin.language, admin.id, admin.email),
            values={
                "name": admin.shown_name,
                "lines": [{"title": one.check.title} for one in due],
                "path": "/beheer/gezondheid",
            },
            key=f"node-health {now} {admin.id}",
        )
