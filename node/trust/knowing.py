"""Who is trusted: what is known of somebody, held against the ward's rule, and written down.

Rule 1: who is trusted stays so when the rule is made stricter; a moderator's decision against
somebody ends it, and the time begins anew.
Rule 2: whoever is shut out for a while is not trusted in that while.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee as pw

from node.agreements.models import Response
from node.moderation.models import Case, Ruling
from node.residents import accounts
from node.residents.models import Resident
from node.settings import values
from node.store.database import database
from node.trust.models import Trust, Welcome
from node.trust.rule import Facts, Missing, Rule, missing, since
from node.world import World

CARERS: Final = ("moderator", "admin")
WELL: Final = "well"  # as the other said an agreement went
FAULTS: Final = ("warn", "pause", "expel")  # of node/moderation/actions.py
TAKEN_BACK: Final = ("undone", "reversed")
SLICE: Final = 500  # residents looked at in one go
WELCOMES_KEPT: Final = timedelta(days=365)  # of who is trusted


def rule_here() -> Rule:
    """The rule of this ward."""
    held = values.everything()
    return Rule(*(int(held[f"trust_{name}"]) for name in ("welcomes", "agreements", "days")))


def is_trusted(person: Resident) -> bool:
    """Whether this resident is trusted now: by the rule, or chosen to look after the ward."""
    if person.suspended is not None or person.organisation:
        return False
    return person.role in CARERS or Trust.select().where(Trust.resident == person.id).exists()


@dataclass(frozen=True)
class Trusted:
    """Somebody who is trusted."""

    name: str
    role: str
    since: datetime


def listed() -> list[Trusted]:
    """Everybody who is trusted by the rule, the longest first."""
    rows = Trust.select(Trust, Resident).join(Resident).order_by(Trust.since, Trust.resident)
    return [Trusted(r.resident.name, r.resident.role, r.since) for r in list(rows)]


def missing_of(world: World, person: Resident) -> Missing:
    """What it takes until this resident is trusted."""
    return missing(_facts([person])[person.id], rule_here(), world.now())


def keep(world: World) -> int:
    """The job: write down who is trusted from now on, tell them, and end what a decision ended;
    returns how many became trusted.
    """
    _end_for_faults()
    _forget_welcomes(world)
    rule, last, count = rule_here(), 0, 0
    while people := _not_yet(last):
        last = people[-1].id
        facts = _facts(people)
        for person in people:
            moment = since(facts[person.id], rule)
            if moment is not None and moment <= world.now():
                count += _begin(world, person, moment)
    return count


def _begin(world: World, person: Resident, moment: datetime) -> int:
    with database.atomic():
        fresh = Trust.insert(resident=person.id, since=moment).on_conflict_ignore()
        if not fresh.as_rowcount().execute():
            return 0
        if person.role not in CARERS:
            accounts.tell(world, person, "trusted", path="/nieuwe-buren")
        return 1


def _not_yet(after: int) -> list[Resident]:
    """The next of those who may become trusted."""
    trusted = Trust.select(Trust.resident)
    query = Resident.select().where(
        Resident.id > after,
        Resident.id.not_in(trusted),
        ~Resident.organisation,
        Resident.suspended.is_null(),
    )
    return list(query.order_by(Resident.id).limit(SLICE))


def _facts(people: Sequence[Resident]) -> dict[int, Facts]:
    """What is known of each of them: three questions for all together."""
    ids = [one.id for one in people]
    welcomes, went_well, faults = _welcomes(ids), _went_well(ids), _faults(ids)
    return {
        one.id: Facts(
            came=one.created,
            welcomes=welcomes[one.id],
            agreements=went_well[one.id],
            fault=faults.get(one.id),
            looks_after=one.role in CARERS,
        )
        for one in people
    }


def _welcomes(ids: Sequence[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for row in list(Welcome.select().where(Welcome.newcomer.in_(ids))):
        found[row.newcomer_id].append(row.at)
    return found


def _went_well(ids: Sequence[int]) -> dict[int, list[datetime]]:
    """When the first agreement with each neighbour went well, as that neighbour said.

    A neighbour has an account here: mail addresses cost nothing to make up.
    """
    first: dict[int, dict[int, datetime]] = {number: {} for number in ids}
    for mine, theirs, said in (
        (Response.lister, Response.responder, Response.responder_went),
        (Response.responder, Response.lister, Response.lister_went),
    ):
        rows: Any = Response.select(mine, theirs, Response.changed).where(
            mine.in_(ids), theirs.is_null(is_null=False), Response.state == "done", said == WELL
        )
        for own, other, at in list(rows.tuples()):
            first[own][other] = min(first[own].get(other, at), at)
    return {number: list(moments.values()) for number, moments in first.items()}


def _against(condition: Any) -> Any:
    """Decisions against somebody that were not taken back."""
    return Ruling.action.in_(FAULTS) & Ruling.ended_how.not_in(TAKEN_BACK) & condition


def _faults(ids: Iterable[int]) -> dict[int, datetime]:
    last = pw.fn.MAX(Ruling.at)
    rows: Any = (
        Ruling.select(Case.owner, last.converter(Ruling.at.python_value))
        .join(Case)
        .where(_against(Case.owner.in_(list(ids))))
        .group_by(Case.owner)
        .tuples()
    )
    return dict(list(rows))


def _end_for_faults() -> None:
    later = (
        Ruling.select(pw.SQL("1"))
        .join(Case)
        .where(_against((Case.owner == Trust.resident) & (Ruling.at >= Trust.since)))
    )
    carers = Resident.select(Resident.id).where(Resident.role.in_(CARERS))
    Trust.delete().where(pw.fn.EXISTS(later), Trust.resident.not_in(carers)).execute()


def _forget_welcomes(world: World) -> None:
    """Who welcomed whom has done its work."""
    trusted = Trust.select(Trust.resident)
    old = Welcome.at < world.now() - WELCOMES_KEPT
    Welcome.delete().where(old, Welcome.newcomer.in_(trusted)).execute()
