"""A ward without an admin: residents are told, and those who are trusted choose who takes over.

Rule 1: what may happen when is :mod:`node.trust.takeover`; here it is looked up and done.
Rule 2: all of the rule is looked at again in the transaction that makes somebody an admin.
Rule 3: who wanted whom is told nobody: how many is.
Rule 4: days on which the site was off count for nobody.
Rule 5: a page keeps a vote and no more; what comes of it the job does, which tells everybody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
        _support(world, person, Candidate.resident == person.id)


def stop_standing(person: Resident) -> None:
    """Rather not, with all votes."""
    Candidate.delete().where(Candidate.resident == person.id).execute()


def support(world: World, person: Resident, number: int) -> None:
    """Vote for a candidate; for as many as one likes.

    :raises NoVacancyError: nothing was done.
    """
    with database.atomic():
        _check(world, person)
        _support(world, person, Candidate.id == number)


def take_back(person: Resident, number: int) -> None:
    """Vote for them no more."""
    theirs = (Support.voter == person.id) & (Support.candidate == number)
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
        carried = _is_carried(row, wanted, voters)
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
        still = Candidate.update(announced=world.now()).where(Candidate.id == row.id)
        if not still.execute():
            return
        log.note(world, "takeover-announced", by=None, concerned=row.resident_id)
        values = {"candidate": row.resident.shown_name, "opens": opens}
        when = f"{row.id} {int(opens.timestamp())}"  # two may be announced at the same moment
        _tell_all(world, "takeover-announced", when, **values)


def _take(world: World, row: Candidate) -> bool:
    """Make them an admin, if they are wanted still and no admin is here after all; whether that
    was done.
    """
    with database.atomic():
        if not _is_due(world, row) or not _is_first(world):
            return False
        accounts.set_role(row.resident, "admin")
        log.note(world, "takeover", by=None, concerned=row.resident_id)
        name = row.resident.shown_name
        _clear()
        _tell_all(world, "takeover-done", str(int(world.now().timestamp())), candidate=name)
    return True


def _is_due(world: World, row: Candidate) -> bool:
    """Whether the notice ran to its end for this candidate, who is one until it is done, and
    enough want them now.
    """
    ran = (Candidate.id == row.id) & (Candidate.announced <= world.now() - takeover.NOTICE)
    still = Candidate.update(announced=Candidate.announced).where(ran).execute()
    return bool(still) and _is_carried(row, _wanted(), _voters(world))


def _is_first(world: World) -> bool:
    """Whether no admin is here; from now on there is one."""
    gone = Heartbeat.at <= world.now() - takeover.GONE
    first = Heartbeat.update(at=world.now()).where(Heartbeat.name == watching.ADMIN, gone)
    return bool(first.execute())


def _end(world: World) -> None:
    """There is an admin: all votes go, and who was told that there is none is told."""
    told = facts.last(TOLD) is not None
    with database.atomic():
        _clear()
        if told:
            log.note(world, "takeover-ended", by=None)
            _tell_all(world, "takeover-ended", str(int(world.now().timestamp())))


def _clear() -> None:
    Candidate.delete().execute()  # with all votes
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


def _is_carried(
    row: Candidate, wanted: Mapping[int, AbstractSet[int]], voters: AbstractSet[int]
) -> bool:
    """Whether enough want this candidate, who may vote too."""
    wanted_by = wanted.get(row.id, frozenset())
    return row.resident_id in voters and takeover.carries(wanted_by, voters)


def _wanted() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in list(Support.select()):
        found[row.candidate_id].add(row.voter_id)
    return found


def _check(world: World, person: Resident) -> None:
    if not is_vacant(world) or person.id not in _voters(world):
        raise NoVacancyError


def _support(world: World, person: Resident, which: Any) -> None:
    """A vote for a candidate, who stays one until it is kept.

    :raises NoVacancyError: they are none any more.
    """
    if not Candidate.update(made=Candidate.made).where(which).execute():
        raise NoVacancyError
    made = Support.insert(candidate=Candidate.get(which).id, voter=person.id, at=world.now())
    made.on_conflict_ignore().execute()


def _leave_out_time_off(world: World) -> None:
    """What was long ago is as long ago as before the site was off; and what seems to be still to
    come, since the clock was ahead, is now.
    """
    with database.atomic():
        last, now = heartbeat.last(LOOKED), world.now()
        heartbeat.beat(now, LOOKED)
        off = now - last if last is not None and now - last > OFF else timedelta()
        seen = heartbeat.last(watching.ADMIN)
        if seen is not None:
            same = (Heartbeat.name == watching.ADMIN) & (Heartbeat.at == seen)
            Heartbeat.update(at=min(now, seen + off)).where(same).execute()
        for row in list(Candidate.select().where(Candidate.announced.is_null(is_null=False))):
            later = min(now, row.announced + off)
            Candidate.update(announced=later).where(Candidate.id == row.id).execute()
