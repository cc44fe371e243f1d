"""The queue of whoever looks after the ward, and one case of it in full.

Rule 1: what waits, and for whom, is decided in :mod:`node.moderation.waiting`.
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
from node.moderation import subjects, waiting
from node.moderation.errors import NoCaseError
from node.moderation.models import Case, Report, Ruling
from node.moderation.subjects import Subject
from node.moderation.waiting import CASE, Item, Place
from node.residents.models import Resident
from node.world import World

PAGE: Final = 20
FIRST: Final = Place()


@dataclass(frozen=True)
class Waiting:
    """Something in the queue. ``reasons``: how often each was given, of what was reported."""

    item: Item
    reasons: Mapping[str, int]

    @property
    def id(self) -> int:
        """Its number among its sort."""
        return self.item.number

    @property
    def title(self) -> str:
        """What it is called."""
        return self.item.title

    @property
    def ward(self) -> str:
        """Empty for one of our own."""
        return self.item.ward

    @property
    def subject(self) -> Subject | None:
        """Why a case is here."""
        return subjects.SUBJECTS.get(self.item.about) if self.item.sort == CASE else None

    @property
    def reports(self) -> int:
        """How many there are."""
        return sum(self.reasons.values())


@dataclass(frozen=True)
class Queue:
    """A page of the queue, where the next begins, and how many wait, counted up to a bound."""

    cases: Sequence[Waiting]
    next: Place | None
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
    """What was ruled about the same listing, and by whom."""

    id: int
    case: int
    action: str
    reason: str
    text: str
    reply: str
    by: str
    at: datetime
    until: datetime | None
    ended: datetime | None
    ended_how: str


@dataclass(frozen=True)
class Whole:
    """One case in full. ``card`` is nothing when the listing is gone, or it is no listing; of a
    message ``text`` is all there is. ``actions``: what can be decided; ``against``: how often
    something was decided against its maker before. ``maker_since``: of who has an account.
    """

    id: int
    subject: str
    why: Subject
    state: str
    title: str
    ward: str
    opened: datetime
    card: Card | None
    text: str
    reports: Sequence[Reported]
    tell_home: bool
    before: Sequence[Ruled]
    actions: Sequence[str]
    maker: str
    maker_since: datetime | None
    against: int

    @property
    def changed(self) -> bool:
        """Whether the listing is not what it was when it was first reported."""
        return self.card is not None and self.card.updated > self.opened


def page(world: World, moderator: Resident, *, after: Place = FIRST) -> Queue:
    """What waits, from behind this place on."""
    found = waiting.items(world, moderator, after, PAGE + 1)
    shown = found[:PAGE]
    reasons = _reasons([one.number for one in shown if one.sort == CASE])
    return Queue(
        cases=[
            Waiting(one, reasons.get(one.number, {}) if one.sort == CASE else {}) for one in shown
        ],
        next=shown[-1].place if len(found) > PAGE else None,
        total=count(world, moderator),
    )


def count(world: World, moderator: Resident) -> int:
    """How much waits for this moderator, up to a bound."""
    return waiting.count(world, moderator)


def one(world: World, moderator: Resident, case_id: int) -> Whole:
    """One case that is open or was decided.

    :raises NoCaseError: there is none of this number for this moderator.
    """
    row = open_for(moderator, case_id) or decided_for(moderator, case_id)
    if row is None:
        raise NoCaseError
    reports = list(Report.select().where(Report.case == case_id).order_by(Report.id))
    return Whole(
        id=row.id,
        subject=row.subject,
        why=subjects.of(row),
        state=row.state,
        title=subjects.title(row),
        ward=_ward(row),
        opened=row.opened,
        card=read.whatever(world, origin_id=row.origin_id, lid=row.lid) if row.lid else None,
        text=row.text,
        reports=[
            Reported(one.reason, one.sentence, _who(one), one.name, one.made) for one in reports
        ],
        tell_home=any(one.tell_home for one in reports),
        before=_before(row),
        actions=subjects.offered(row) if row.state == "open" else (),
        maker=row.owner.shown_name if row.owner is not None else row.called,
        maker_since=row.owner.created if row.owner is not None else None,
        against=_against(row),
    )


def open_for(moderator: Resident, case_id: int) -> Case | None:
    """The open case of this number, if it is one for this moderator."""
    return _found(moderator, case_id, "open")


def decided_for(moderator: Resident, case_id: int) -> Case | None:
    """The decided case of this number, if it is one for this moderator."""
    return _found(moderator, case_id, "decided")


def _found(moderator: Resident, case_id: int, state: str) -> Case | None:
    found: Case | None = (
        Case.select(Case, Origin, Resident)
        .join(Origin)
        .join_from(Case, Resident, pw.JOIN.LEFT_OUTER, on=Case.owner)
        .where(Case.id == case_id, Case.state == state, waiting.for_this(moderator))
        .first()
    )
    return found


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
    """Rulings in this case, and about the same listing before."""
    same = Case.id == case.id
    if case.lid:
        same |= (Case.origin == case.origin_id) & (Case.lid == case.lid)
    rows = (
        Ruling.select(Ruling, Case.id, Resident)
        .join(Case)
        .join_from(Ruling, Resident, pw.JOIN.LEFT_OUTER, on=Ruling.moderator)
        .where(same)
        .order_by(Ruling.id.desc())
        .limit(PAGE)
    )
    return [
        Ruled(
            id=row.id,
            case=row.case_id,
            action=row.action,
            reason=row.reason,
            text=row.text,
            reply=row.reply,
            by=row.moderator.shown_name if row.moderator is not None else "",
            at=row.at,
            until=row.until,
            ended=row.ended,
            ended_how=row.ended_how,
        )
        for row in list(rows)
    ]


def _against(case: Case) -> int:
    """How often something was decided against whoever made this, and still holds."""
    if case.owner_id is None:
        return 0
    theirs = (Case.owner == case.owner_id) & (Ruling.reason != "")
    rows = Ruling.select().join(Case).where(theirs, Ruling.ended.is_null(), Case.id != case.id)
    return int(rows.count())


def _who(report: Report) -> str:
    if report.flag is not None:
        return "ward"
    return "resident" if report.reporter_id is not None else "visitor"


def _ward(case: Case) -> str:
    return "" if case.origin.own else str(case.origin.name)
