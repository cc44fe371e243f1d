"""Disagreeing with a ruling: whom it is about, and who reported, each once; another one looks.

Rule 1: a path that we sent opens it, so that it works without an account and while one is shut.
Rule 2: who made the ruling does not look at the appeal, nor anybody whom it concerns.
Rule 3: reversed, everything is as it was, and everybody hears it; where who reported was right, the
case waits for a decision anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from node.feed.models import Origin
from node.moderation import log, queue, subjects, telling, undoing, waiting
from node.moderation.errors import FormError, NoCaseError, Wrong
from node.moderation.models import Appeal, Case, Report, Ruling
from node.moderation.queue import Whole
from node.moderation.reporting import LONGEST, TOO_LONG, tidy
from node.moderation.telling import OWNER
from node.residents import accounts
from node.residents.models import Resident
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

WITHIN = timedelta(days=60)  # as long as its words are kept
UPHELD, REVERSED = "upheld", "reversed"
WHY = Wrong(N_("Schrijf in een of twee zinnen waarom je het er niet mee eens bent."))
CHOOSE = Wrong(N_("Kies of het besluit blijft."))
ANSWER = Wrong(N_("Schrijf in een of twee zinnen waarom."))


@dataclass(frozen=True)
class Statement:
    """A ruling as one of those concerned reads it. ``appeal``: its state, empty without one;
    ``may_appeal``: it is not too late, it still holds, and none was made.
    """

    ruling: int
    side: int
    title: str
    ward: str
    lid: str
    action: str
    subject: str
    reason: str
    text: str
    at: datetime
    until: datetime | None
    ended_how: str
    appeal: str
    appeal_text: str
    answer: str
    may_appeal: bool
    anybody_else: bool

    @property
    def about_me(self) -> bool:
        """Whether it is read by whom it is about."""
        return self.side == OWNER


@dataclass(frozen=True)
class Looked:
    """An appeal as another moderator reads it, with the case and the ruling."""

    id: int
    side: int
    text: str
    made: datetime
    ruling: queue.Ruled
    whole: Whole


def look(world: World, *, ruling: int, side: int, token: str) -> Statement:
    """What stands behind a path that we sent.

    :raises NoCaseError: it is not one of ours, or it is gone.
    """
    row, report = _held(world, ruling, side, token)
    case, appeal = row.case, Appeal.get_or_none(ruling=ruling, side=side)
    return Statement(
        ruling=ruling,
        side=side,
        title=subjects.title(case),
        ward="" if case.origin.own else case.origin.name,
        lid=case.lid,
        action=row.action,
        subject=case.subject,
        reason=row.reason,
        text=row.text if report is None else row.reply,
        at=row.at,
        until=row.until,
        ended_how=row.ended_how,
        appeal=appeal.state if appeal else "",
        appeal_text=appeal.text if appeal else "",
        answer=appeal.answer if appeal else "",
        may_appeal=appeal is None and row.ended is None and row.at > world.now() - WITHIN,
        anybody_else=bool(_others(row)),
    )


def appeal(world: World, *, ruling: int, side: int, token: str, text: str) -> None:
    """Disagree; sent twice it is one.

    :raises NoCaseError: the path is not one of ours, or it is too late.
    :raises FormError: without a word why.
    """
    statement = look(world, ruling=ruling, side=side, token=token)
    if statement.appeal:
        return
    if not statement.may_appeal:
        raise NoCaseError
    row, report = _held(world, ruling, side, token)
    said = _checked(text, "text", WHY)
    person = row.case.owner_id if report is None else report.reporter_id
    with database.atomic():
        made = (
            Appeal.insert(ruling=ruling, side=side, person=person, text=said, made=world.now())
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if not made:
            return
        made_one = Appeal.get(ruling=ruling, side=side)
        case = row.case
        log.of_case(world, "appealed", case, by=None)
        path = f"/beheer/bezwaar/{made_one.id}"
        telling.moderators(world, "appeal-new", path, but=_concerned(row), key=str(made_one.id))


def one(world: World, moderator: Resident, appeal_id: int) -> Looked:
    """An open appeal in full.

    :raises NoCaseError: there is none of this number for this moderator.
    """
    row = _open_for(moderator, appeal_id)
    if row is None:
        raise NoCaseError
    whole = queue.one(world, moderator, row.ruling.case_id)
    ruled = next((one for one in whole.before if one.id == row.ruling_id), None)
    if ruled is None:
        raise NoCaseError
    return Looked(row.id, row.side, row.text, row.made, ruled, whole)


def decide(world: World, moderator: Resident, appeal_id: int, *, outcome: str, answer: str) -> None:
    """Another moderator looked.

    :raises NoCaseError: there is none for this moderator, or another one was first.
    :raises FormError: some fields will not do.
    :raises PublishError: this node may not sign now.
    """
    row = _open_for(moderator, appeal_id)
    if row is None:
        raise NoCaseError
    if outcome not in {UPHELD, REVERSED}:
        raise FormError({"outcome": CHOOSE})
    said = _checked(answer, "answer", ANSWER)
    with database.atomic():
        _close(world, moderator, appeal_id, outcome, said)
        ruling = telling.whole(row.ruling_id)
        if ruling is None:
            raise NoCaseError
        if outcome == REVERSED and ruling.ended is None:
            undoing.end(world, ruling, "reversed", by=moderator)
            if row.side != OWNER:
                undoing.open_again(ruling.case)
        else:
            _note(world, moderator, ruling, outcome)
        decided = Appeal.get_by_id(appeal_id)
        decided.ruling = ruling
        telling.of_appeal(world, decided)


def _note(world: World, moderator: Resident, ruling: Ruling, outcome: str) -> None:
    case = ruling.case
    log.of_case(world, outcome, case, by=moderator)


def _close(world: World, moderator: Resident, appeal_id: int, outcome: str, answer: str) -> None:
    closed = (
        Appeal.update(state=outcome, answer=answer, decider=moderator.id, decided=world.now())
        .where(Appeal.id == appeal_id, Appeal.state == "open")
        .execute()
    )
    if not closed:
        raise NoCaseError


def _held(world: World, ruling: int, side: int, token: str) -> tuple[Ruling, Report | None]:
    if not telling.is_ours(world, ruling, side, token):
        raise NoCaseError
    row = telling.whole(ruling)
    report = Report.get_or_none(id=side) if side != OWNER else None
    if row is None or (side != OWNER and (report is None or report.case_id != row.case_id)):
        raise NoCaseError
    return row, report


def _open_for(moderator: Resident, appeal_id: int) -> Appeal | None:
    found: Appeal | None = (
        Appeal.select(Appeal, Ruling, Case, Origin)
        .join(Ruling)
        .join(Case)
        .join(Origin)
        .where(Appeal.id == appeal_id, Appeal.state == "open", waiting.appeal_for_this(moderator))
        .first()
    )
    return found


def _concerned(ruling: Ruling) -> set[int]:
    """Who does not look at an appeal against this ruling."""
    reports = Report.select(Report.reporter).where(Report.case == ruling.case_id)
    found = {row.reporter_id for row in list(reports)}
    return {one for one in found | {ruling.moderator_id, ruling.case.owner_id} if one is not None}


def _others(ruling: Ruling) -> list[Resident]:
    concerned = _concerned(ruling)
    return [one for one in accounts.moderators() if one.id not in concerned]


def _checked(text: str, field: str, missing: Wrong) -> str:
    said = tidy(text)
    if not said:
        raise FormError({field: missing})
    if len(said) > LONGEST:
        raise FormError({field: Wrong(TOO_LONG, {"length": len(said), "most": LONGEST})})
    return said
