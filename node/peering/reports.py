"""Reports between nodes: a listing of theirs that breaks a house rule, and what came of it (§12).

Rule 1: never who reported it. Rule 2: our own decision comes first: what we report we hide at once.
Rule 3: a node may send so many a day; what is above changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from federation import activities
from federation.activities import Activity
from federation.errors import OverQuotaError
from federation.hosts import base_url
from federation.limits import FLAGS_A_DAY
from node.feed.models import Origin
from node.peering import errands, levels
from node.peering.errors import UnknownOriginError
from node.peering.models import Flagged
from node.shown.decisions import HIDDEN
from node.store.database import database
from node.world import World, new_uuid7

DAY = timedelta(days=1)
KEPT = timedelta(days=365)  # as long as the decision that came of it
OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"


@dataclass(frozen=True)
class Seen:
    """A report as both sides see it. ``ward``: the other one's name."""

    id: str
    incoming: bool
    ward: str
    lid: str
    reason: str
    state: str
    result: str
    created: datetime
    answered: datetime | None


def send(world: World, *, scid: str, lid: str, reason: str) -> str:
    """Hide a listing of another node here, and report it there; returns the report's id.

    :raises UnknownOriginError: no such node is known here.
    """
    with database.atomic():
        levels.decide(world, scid, lid, HIDDEN)
        origin = Origin.get(scid=scid)
        flag = activities.flag(
            host=world.config.host_name,
            uuid=new_uuid7(world),
            listing=f"{base_url(origin.host)}/l/{lid}",
            reason=reason,
            now=world.now(),
        )
        _store(world, flag, origin, lid=lid, incoming=False)
        errands.put(world, origin.host, flag)
    return flag.id


def take(world: World, flag: Activity, origin: Origin) -> None:
    """A report by a node that we know, for our moderators; one that is here already is no other.

    :raises OverQuotaError: it has sent enough today.
    """
    if Flagged.select(Flagged.id).where(Flagged.id == flag.id).exists():
        return
    today = Flagged.select().where(
        Flagged.origin == origin, Flagged.incoming, Flagged.created > world.now() - DAY
    )
    if today.count() >= FLAGS_A_DAY:
        raise OverQuotaError(limit=FLAGS_A_DAY)
    _store(world, flag, origin, lid=str(flag.to).rpartition("/")[2], incoming=True)


def answer(world: World, report_id: str, *, accepted: bool, result: str) -> None:
    """Our moderators decided about a report that came in; the other node is told, unless one of
    us has moved since.

    :raises UnknownOriginError: there is no such open report.
    """
    with database.atomic():
        row = Flagged.get_or_none(id=report_id, incoming=True, state=OPEN)
        if row is None:
            raise UnknownOriginError(report_id)
        _close(world, row, accepted=accepted, result=result)
        host = world.config.host_name
        flag = errands.recalled(row.flag, sender=row.origin.host, ours=host)
        if flag is not None:
            told = activities.answer(
                flag,
                host=host,
                uuid=new_uuid7(world),
                accepted=accepted,
                now=world.now(),
                result=result,
            )
            errands.put(world, row.origin.host, told)


def take_answer(world: World, activity: Activity, origin: Origin) -> None:
    """What the other node did with a report of ours; an answer to no report changes nothing."""
    flag = activity.about
    row = None if flag is None else Flagged.get_or_none(id=flag.id, origin=origin, incoming=False)
    if row is not None and flag is not None and flag.to_json() == row.flag.encode():
        accepted = activity.type == activities.ACCEPT
        _close(world, row, accepted=accepted, result=activity.result or "")


def all_of() -> list[Seen]:
    """Every report in and out, the newest first."""
    rows = Flagged.select(Flagged, Origin).join(Origin).order_by(Flagged.created.desc())
    return [
        Seen(
            id=row.id,
            incoming=row.incoming,
            ward=row.origin.name,
            lid=row.lid,
            reason=row.reason,
            state=row.state,
            result=row.result,
            created=row.created,
            answered=row.answered,
        )
        for row in list(rows)
    ]


def forget_old(world: World) -> int:
    """The job: reports that were answered long ago, and ours that nobody answers; how many."""
    old = world.now() - KEPT
    over = (Flagged.answered < old) | (~Flagged.incoming & (Flagged.created < old))
    count: int = Flagged.delete().where(over).execute()
    return count


def _store(world: World, flag: Activity, origin: Origin, *, lid: str, incoming: bool) -> None:
    Flagged.create(
        id=flag.id,
        incoming=incoming,
        origin=origin,
        lid=lid,
        reason=flag.content or "",
        flag=flag.to_json().decode(),
        created=world.now(),
    )


def _close(world: World, row: Flagged, *, accepted: bool, result: str) -> None:
    Flagged.update(
        state=ACCEPTED if accepted else REJECTED, result=result, answered=world.now()
    ).where(Flagged.id == row.id).execute()
