"""A ward without an admin: residents are told, and those who are trusted choose who takes over.

Rule 1: what may happen when is :mod:`node.trust.takeover`; here it is looked up and done.
Rule 2: whether there is an admin is looked at again in the transaction that makes another one.
Rule 3: who wanted whom is told nobody: how many is.
Rule 4: days on which the site was off count for nobody.
Rule 5: a page keeps a vote and no more; what comes of it the job does, which tells everybody.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from node.moderation import log
from node.notices import outbox
from node.residents import accounts, watching
from node.residents.models import Resident
from node.store import facts, heartbeat, single
from node.store.database import database
from node.store.models import Heartbeat
from node.store.single import Value
from node.trust import takeover
from node.trust.models import Candidate, Support, Trust
from node.world import World

LOOKED: Final = "succession"  # when the job last looked
OFF: Final = timedelta(days=2)  # longer since it looked: the site was off
TOLD: Final = "no-admin"
PAGE: Final = "/opvolging"


class NoVacancyError(Exception):
    """There is an admin, or whoever asks has no vote: nothing was done."""


@dataclass(frozen=True)
class Stands:
    """A candidate. ``votes`` so far; ``mine``: with that of who looks; ``opens``: when they become
    an admin, if nothing comes between.
    """

    id: int
    name: str
    votes: int
    mine: bool
    me: bool
    opens: datetime | None


@dataclass(frozen=True)
class State:
    """How it stands. ``votes``: whether whoever looks may vote; ``needed``: how many are enough."""

    vacant: bool
    voters: int
    needed: int
    may_vote: bool
    stands: Sequence[Stands]


def vacant(world: World) -> Value[bool]:
    """Whether no admin was here for so long."""

    def read(at: Any) -> bool:
        seen = Heartbeat.at.python_value(at)
        return seen is not None and takeover.is_vacant(world.now(), seen)

    return Value(Heartbeat.select(Heartbeat.at).where(Heartbeat.name == watching.ADMIN), read)


def is_vacant(world: World) -> bool:
    """The same, asked alone."""
    return single.one(vacant(world))


def state(world: World, person: Resident) -> State:
    """How it stands, for whoever looks."""
    if not is_vacant(world):
        return State(vacant=False, voters=0, needed=0, may_vote=False, stands=())
    voters, wanted = _voters(world), _wanted()
    rows = Candidate.select(Candidate, Resident).join(Resident).order_by(Candidate.id)
    stands = [
        Stands(
            id=row.id,
            name=row.resident.shown_name,
            votes=len(wanted[row.id] & voters),
            mine=person.id in wanted[row.id],
            me=row.resident_id == person.id,
            opens=row.announced + takeover.NOTICE if row.announced else None,
        )
        for row in list(rows)
    ]
    return State(
        vacant=True,
        voters=len(voters),
        needed=takeover.needed(len(voters)),
        may_vote=person.id in voters,
        stands=stands,
    )


def stand(world: World, person: Resident) -> None:
    """Be ready to take over; that is a vote too. Twice is once.

    :raises NoVacancyError: nothing was done.
    """
    with database.atomic():
        _check(world, person)
        Candidate.insert(resident=person.id, made=world.now()).on_conflict_ignore().execute()
        _support(world, person, Candidate.get(resident=person.id).id)


def stop_standing(person: Resident) -> None:
    """Rather not, with all votes."""
    Candidate.delete().where(Candidate.resident == person.id).execute()


def support(world: World, person: Resident, number: int) -> None:
    """Vote for a candidate; for as many as one likes.

    :raises NoVacancyError: nothing was done.
    """
    with database.atomic():
        _check(world, person)
        if not Candidate.select().where(Candidate.id == min(number, 2**31 - 1)).exists():
            raise NoVacancyError
        _support(world, person, number)


def take_back(person: Resident, number: int) -> None:
    """Vote for them no more."""
    theirs = (Support.voter == person.id) & (Support.candidate == min(number, 2**31 - 1))
    Support.delete().where(theirs).execute()


def look(world: World) -> None:
    """The job: do what is due, after time in which the site was off was left out."""
    _leave_out_time_off(world)
    step(world)


def step(world: World) -> None:
    """Do what is due now."""
    seen = heartbeat.last(watching.ADMIN)
    if seen is None:
        heartbeat.beat(world.now(), watching.ADMIN)  # from now on it is counted
        return
    if not takeover.is_vacant(world.now(), seen):
        if facts.last(TOLD) is not None or Candidate.select().exists():
            _end(world)
        return
    _tell_once(world)
    voters, wanted = _voters(world), _wanted()
    for row in list(Candidate.select(Candidate, Resident).join(Resident)):
        carried = row.resident_id in voters and takeover.carries(wanted[row.id], voters)
        what = takeover.turn(world.now(), seen, row.announced, carried=carried)
        if what == takeover.ANNOUNCE:
            _announce(world, row)
        elif what == takeover.DROP:
            Candidate.update(announced=None).where(Candidate.id == row.id).execute()
        elif what == takeover.TAKE and _take(world, row):
            return


def _announce(world: World, row: Candidate) -> None:
    opens = world.now() + takeover.NOTICE
    with database.atomic():
        Candidate.update(announced=world.now()).where(Candidate.id == row.id).execute()
        log.note(world, "takeover-announced", by=None, concerned=row.resident_id)
        values = {"candidate": row.resident.shown_name, "opens": opens}
        _tell_all(world, "takeover-announced", str(int(opens.timestamp())), **values)


def _take(world: World, row: Candidate) -> bool:
    """Make them an admin, unless one is here after all; whether that was done."""
    gone = Heartbeat.at <= world.now() - takeover.GONE
    with database.atomic():
        still = Heartbeat.update(at=world.now()).where(Heartbeat.name == watching.ADMIN, gone)
        if not still.execute():
            return False
        accounts.set_role(row.resident, "admin")
        log.note(world, "takeover", by=None, concerned=row.resident_id)
        name = row.resident.shown_name
        _clear()
        _tell_all(world, "takeover-done", str(int(world.now().timestamp())), candidate=name)
    return True


def _end(world: World) -> None:
    """There is an admin: all votes go, and who was told that there is none is told."""
    told = facts.last(TOLD) is not None
    with database.atomic():
        _clear()
        if told:
            log.note(world, "takeover-ended", by=None)
            _tell_all(world, "takeover-ended", str(int(world.now().timestamp())))


def _clear() -> None:
    Support.delete().execute()
    Candidate.delete().execute()
    facts.forget(TOLD)


def _tell_once(world: World) -> None:
    if facts.last(TOLD) is not None:
        return
    with database.atomic():
        facts.note(world.now(), TOLD)
        _tell_all(world, "no-admin", str(int(world.now().timestamp())))


def _tell_all(world: World, template: str, when: str, **values: Any) -> None:
    """Everybody who can sign in, once."""
    for person in _residents():
        outbox.put(
            world,
            template=template,
            to=accounts.recipient(person),
            values={"name": person.shown_name, "path": PAGE, **values},
            key=f"{template} {when} {person.id}",
        )


def _residents() -> Iterator[Resident]:
    here = ~Resident.organisation & Resident.suspended.is_null()
    yield from list(Resident.select().where(here).order_by(Resident.id))


def _voters(world: World) -> AbstractSet[int]:
    """Who is trusted for six months and was here in the last 90 days."""
    active = watching.day_of(world.now() - takeover.ACTIVE)
    rows: Any = (
        Trust.select(Trust.resident)
        .join(Resident)
        .where(
            Trust.since <= world.now() - takeover.TRUSTED_FOR,
            Resident.seen >= active,
            Resident.suspended.is_null(),
            ~Resident.organisation,
        )
        .tuples()
    )
    return {number for (number,) in list(rows)}


def _wanted() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in list(Support.select()):
        found[row.candidate_id].add(row.voter_id)
    return found


def _check(world: World, person: Resident) -> None:
    if not is_vacant(world) or person.id not in _voters(world):
        raise NoVacancyError


def _support(world: World, person: Resident, number: int) -> None:
    made = Support.insert(candidate=number, voter=person.id, at=world.now())
    made.on_conflict_ignore().execute()


def _leave_out_time_off(world: World) -> None:
    last, now = heartbeat.last(LOOKED), world.now()
    heartbeat.beat(now, LOOKED)
    seen = heartbeat.last(watching.ADMIN)
    if last is None or seen is None or now - last <= OFF:
        return
    off = now - last
    heartbeat.beat(min(now, seen + off), watching.ADMIN)
    for row in list(Candidate.select().where(Candidate.announced.is_null(is_null=False))):
        later = min(now, row.announced + off)
        Candidate.update(announced=later).where(Candidate.id == row.id).execute()
