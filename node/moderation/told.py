"""What became of it: for whoever reported, and for whoever placed what was removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from node.feed.identity import own_origin
from node.feed.models import Origin
from node.moderation.actions import ACTIONS
from node.moderation.models import Case, Report, Ruling
from node.moderation.telling import OWNER, path_of
from node.world import World

KEEPS_AWAY = [name for name, action in ACTIONS.items() if action.state]
AGAIN = ("undone", "reversed")  # then it is looked at anew
MOST = 100  # the newest reports of one resident


@dataclass(frozen=True)
class Mine:
    """A report of somebody's own. ``action`` is empty until a ruling; ``gone``: none is needed.

    ``path``: where the ruling stands in full.
    """

    subject: str
    title: str
    ward: str
    reason: str
    sentence: str
    made: datetime
    gone: bool
    action: str
    at: datetime | None
    path: str


@dataclass(frozen=True)
class Kept:
    """Why a listing is kept from the board: what was decided, by which rule of the house, and what
    the moderator wrote. ``path``: where that stands in full.
    """

    action: str
    reason: str
    text: str
    at: datetime
    path: str


def reports_of(world: World, resident_id: int) -> Sequence[Mine]:
    """What this resident reported, the newest first."""
    rows = (
        Report.select(Report, Case, Origin)
        .join(Case)
        .join(Origin)
        .where(Report.reporter == resident_id)
        .order_by(Report.id.desc())
        .limit(MOST)
    )
    found = list(rows)
    cases = [one.case_id for one in found]
    ruled = Ruling.select().where(Ruling.case.in_(cases), Ruling.ended_how.not_in(AGAIN))
    rulings = {row.case_id: row for row in list(ruled.order_by(Ruling.id))}
    return [_mine(world, one, rulings.get(one.case_id)) for one in found]


def away(world: World, *, owner: int, lid: str) -> Kept | None:
    """What keeps a listing of this resident from the board, if a ruling does."""
    row = (
        Ruling.select(Ruling)
        .join(Case)
        .where(
            Case.origin == own_origin().id,
            Case.lid == lid,
            Case.owner == owner,
            Ruling.action.in_(KEEPS_AWAY),
            Ruling.ended.is_null(),
        )
        .order_by(Ruling.id.desc())
        .first()
    )
    if row is None:
        return None
    return Kept(row.action, row.reason, row.text, row.at, path_of(world, row.id, OWNER))


def _mine(world: World, row: Report, ruling: Ruling | None) -> Mine:
    case, origin = row.case, row.case.origin
    return Mine(
        subject=case.subject,
        title=case.title,
        ward="" if origin.own else origin.name,
        reason=row.reason,
        sentence=row.sentence,
        made=row.made,
        gone=case.state == "gone",
        action=ruling.action if ruling else "",
        at=ruling.at if ruling else None,
        path=path_of(world, ruling.id, row.id) if ruling else "",
    )
