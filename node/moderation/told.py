"""What became of it: for whoever reported, and for whoever placed what was removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from node.feed.identity import own_origin
from node.feed.models import Origin
from node.moderation.models import Case, Report, Ruling

MOST = 100  # the newest reports of one resident


@dataclass(frozen=True)
class Mine:
    """A report of somebody's own. ``action`` is empty until a ruling; ``gone``: none is needed."""

    subject: str
    title: str
    ward: str
    reason: str
    sentence: str
    made: datetime
    gone: bool
    action: str
    at: datetime | None


@dataclass(frozen=True)
class Removal:
    """Why a listing was removed: the rule of the house, and what the moderator wrote."""

    reason: str
    text: str
    at: datetime


def reports_of(resident_id: int) -> Sequence[Mine]:
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
    rulings = {
        row.case_id: row
        for row in list(
            Ruling.select()
            .where(Ruling.case.in_([one.case_id for one in found]))
            .order_by(Ruling.id)
        )
    }
    return [_mine(one, rulings.get(one.case_id)) for one in found]


def removal_of(*, owner: int, lid: str) -> Removal | None:
    """Why a listing of this resident was removed, if it was."""
    row = (
        Ruling.select(Ruling)
        .join(Case)
        .where(
            Case.origin == own_origin().id,
            Case.lid == lid,
            Case.owner == owner,
            Ruling.action == "remove",
        )
        .order_by(Ruling.id.desc())
        .first()
    )
    return Removal(row.reason, row.text, row.at) if row else None


def _mine(row: Report, ruling: Ruling | None) -> Mine:
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
    )
