"""The cases that wait for a moderator, the longest waiting first, and one of them in full.

Rule 1: a moderator sees no case about a listing or a message of their own, nor about one written
to them: another one decides.
Rule 2: who reported stays out of sight: what they wrote is enough.
Rule 3: a page costs the same with ten cases and with ten thousand.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import peewee as pw

from node.feed.models import Origin
from node.listings import read
from node.listings.cards import Card
from node.moderation.errors import NoCaseError
from node.moderation.models import Case, Report, Ruling
from node.moderation.subjects import LISTING, SUBJECTS
from node.residents.models import Resident
from node.world import World

PAGE: Final = 20
MOST_COUNTED: Final = 1_000
HIGHEST: Final = 2**31 - 1  # number of a case, on either engine


@dataclass(frozen=True)
class Waiting:
    """A case in the queue. ``ward`` is empty for one of our own; ``reasons``: how often each."""

    id: int
    subject: str
    title: str
    ward: str
    opened: datetime
    reasons: Mapping[str, int]

    @property
    def reports(self) -> int:
        """How many there are."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Queue:
    """A page of the queue, where the next begins, and how many wait, counted up to a bound."""

    cases: Sequence[Waiting]
    next: int | None
    total: int


@dataclass(frozen=True)
class Reported:
    """One report as a moderator reads it. ``who``: resident, visitor, ward; ``name`` as given."""

    reason: str
    sentence: str
    who: str
    name: str
    made: datetime


@dataclass(frozen=True)
class Ruled:
    """What was ruled before about the same listing."""

    action: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Whole:
    """One case in full. ``card`` is nothing when the listing is gone, or it is no listing; of a
    message ``text`` is all there is, and ``maker`` wrote it.
    """

    id: int
    subject: str
    actions: Sequence[str]
    title: str
    ward: str
    opened: datetime
    card: Card | None
    text: str
    maker: str
    reports: Sequence[Reported]
    tell_home: bool
    before: Sequence[Ruled]

    @property
    def changed(self) -> bool:
        """Whether the listing is not what it was when it was first reported."""
        return self.card is not None and self.card.updated > self.opened


def page(moderator: Resident, *, after: int = 0) -> Queue:
    """The cases from the one with this number on."""
    rows = list(
        Case.select(Case, Origin)
        .join(Origin)
        .where(_for(moderator), Case.id > after)
        .order_by(Case.id)
        .limit(PAGE + 1)
    )
    shown, reasons = rows[:PAGE], _reasons([row.id for row in rows[:PAGE]])
    return Queue(
        cases=[
            Waiting(row.id, row.subject, row.title, _ward(row), row.opened, reasons[row.id])
            for row in shown
        ],
        next=shown[-1].id if len(rows) > PAGE else None,
        total=count(moderator),
    )


def count(moderator: Resident) -> int:
    """How many cases wait for this moderator, up to a bound."""
    bounded = Case.select(Case.id).where(_for(moderator)).limit(MOST_COUNTED + 1)
    return int(bounded.count())


def one(world: World, moderator: Resident, case_id: int) -> Whole:
    """One open case.

    :raises NoCaseError: there is none of this number for this moderator.
    """
    row = open_for(moderator, case_id)
    if row is None:
        raise NoCaseError
    reports = list(Report.select().where(Report.case == case_id).order_by(Report.id))
    return Whole(
        id=row.id,
        subject=row.subject,
        actions=SUBJECTS[row.subject].actions,
        title=row.title,
        ward=_ward(row),
        opened=row.opened,
        card=read.whatever(world, origin_id=row.origin_id, lid=row.lid) if row.lid else None,
        text=row.text,
        maker="" if row.lid or row.owner is None else row.owner.shown_name,
        reports=[
            Reported(one.reason, one.sentence, _who(one), one.name, one.made) for one in reports
        ],
        tell_home=any(one.tell_home for one in reports),
        before=_before(row) if row.lid else [],
    )


def open_for(moderator: Resident, case_id: int) -> Case | None:
    """The open case of this number, if it is one for this moderator."""
    if case_id > HIGHEST:
        return None
    found: Case | None = (
        Case.select(Case, Origin).join(Origin).where(Case.id == case_id, _for(moderator)).first()
    )
    return found


def _for(moderator: Resident) -> Any:
    not_theirs = Case.owner.is_null() | (Case.owner != moderator.id)
    reported = Report.select(Report.case).where(Report.reporter == moderator.id)
    not_in_it = (Case.subject == LISTING) | Case.id.not_in(reported)
    return (Case.state == "open") & not_theirs & not_in_it


def _reasons(ids: Sequence[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {number: Counter() for number in ids}
    rows: Any = (
        Report.select(Report.case, Report.reason, pw.fn.COUNT(Report.id))
        .where(Report.case.in_(ids))
        .group_by(Report.case, Report.reason)
        .tuples()
    )
    for case, reason, number in list(rows) if ids else []:
        found[case][reason] = number
    return found


def _before(case: Case) -> list[Ruled]:
    rows = (
        Ruling.select(Ruling)
        .join(Case)
        .where(Case.origin == case.origin_id, Case.lid == case.lid)
        .order_by(Ruling.id.desc())
        .limit(PAGE)
    )
    return [Ruled(row.action, row.reason, row.at) for row in list(rows)]


def _who(report: Report) -> str:
    if report.flag is not None:
        return "ward"
    return "resident" if report.reporter_id is not None else "visitor"


def _ward(case: Case) -> str:
    return "" if case.origin.own else str(case.origin.name)
