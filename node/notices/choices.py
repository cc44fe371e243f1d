"""What somebody chose: how often each sort of notice comes, and in which hours none does.

Rule 1: what was not chosen is as usual (:mod:`node.notices.sorts`); one question tells all.
Rule 2: a choice holds for what is still waiting too.
Rule 3: who has no account is known by a keyed hash of their mailbox, which says nothing of whose.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import peewee as pw

from node.notices import hours
from node.notices.hours import Quiet
from node.notices.kinds import KINDS
from node.notices.models import Notice, NoticeChoice
from node.notices.sorts import CHOOSABLE, DAILY, NONE, NOW, SORTS, WEEKLY
from node.store.database import database
from node.world import World

QUIET: Final = "quiet"  # the name under which the quiet hours are kept
AT_ONCE = "waiting"
GATHERED = "held"


@dataclass(frozen=True)
class Person:
    """Whose choices: a resident, or whoever reads a mailbox."""

    resident: int | None = None
    mailbox: str = ""


@dataclass(frozen=True)
class Choices:
    """What somebody chose, by sort; and their quiet hours, if they have any."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    quiet: Quiet | None = hours.USUAL

    def when(self, sort: str) -> str:
        """How this sort comes: now, daily, weekly or none."""
        found = SORTS[sort]
        if found.always:
            return NOW
        way = self.chosen.get(sort, found.usual)
        return way if way in found.ways else found.usual

    def due(self, sort: str, now: datetime) -> datetime:
        """When what is told now goes out."""
        if SORTS[sort].always:
            return now
        goes = {DAILY: hours.next_daily, WEEKLY: hours.next_weekly}.get(self.when(sort))
        return hours.after(self.quiet, goes(now) if goes else now)


def when(person: Person, sort: str) -> str:
    """How this sort comes to them: now, daily, weekly or none."""
    return of(person).when(sort)


def of(person: Person) -> Choices:
    """All that they chose; one question."""
    return _choices((row.name, row.value) for row in list(_rows(person)))


def of_residents(ids: Collection[int]) -> Mapping[int, Choices]:
    """What each of these residents chose; one question for all."""
    found: dict[int | None, list[tuple[str, str]]] = {number: [] for number in ids}
    rows = NoticeChoice.select().where(NoticeChoice.resident.in_(list(ids)))
    for row in list(rows):
        found[row.resident].append((row.name, row.value))
    return {number: _choices(found[number]) for number in ids}


def of_mailboxes(boxes: Collection[str]) -> Mapping[str, Choices]:
    """What whoever reads each of these chose; one question for all."""
    found: dict[str | None, list[tuple[str, str]]] = {box: [] for box in boxes}
    rows = NoticeChoice.select().where(NoticeChoice.mailbox.in_(list(boxes)))
    for row in list(rows):
        found[row.mailbox].append((row.name, row.value))
    return {box: _choices(found[box]) for box in boxes}


def turned_off(sort: str, resident: Any) -> Any:
    """The condition that the resident of this column wants none of this sort."""
    none = (NoticeChoice.name == sort) & (NoticeChoice.value == NONE)
    return pw.fn.EXISTS(
        NoticeChoice.select(pw.SQL("1")).where(NoticeChoice.resident == resident, none)
    )


def choose(world: World, person: Person, chosen: Mapping[str, str]) -> None:
    """Keep how these sorts come; what waits goes accordingly.

    :raises ValueError: when a sort cannot come so.
    """
    for name, way in chosen.items():
        if name not in CHOOSABLE or way not in SORTS[name].ways:
            raise ValueError(name)
    with database.atomic():
        for name, way in chosen.items():
            _keep(person, name, way)
        _plan_again(world, person, chosen)


def be_quiet(world: World, person: Person, quiet: Quiet | None) -> None:
    """Keep in which hours no mail comes; ``None``: in none.

    :raises ValueError: when these are no hours.
    """
    if quiet is not None and not quiet.holds_hours():
        raise ValueError(quiet)
    with database.atomic():
        _keep(person, QUIET, quiet.written() if quiet else "")
        _plan_again(world, person, CHOOSABLE)


def _choices(pairs: Iterable[tuple[str, str]]) -> Choices:
    chosen = dict(pairs)
    kept = chosen.pop(QUIET, None)
    return Choices(chosen, hours.USUAL if kept is None else Quiet.read(kept))


def _rows(person: Person) -> Any:
    if person.resident is not None:
        return NoticeChoice.select().where(NoticeChoice.resident == person.resident)
    return NoticeChoice.select().where(NoticeChoice.mailbox == person.mailbox)


def _keep(person: Person, name: str, value: str) -> None:
    column, owner = (
        (NoticeChoice.mailbox, person.mailbox)
        if person.resident is None
        else (NoticeChoice.resident, person.resident)
    )
    NoticeChoice.insert(
        {column: owner, NoticeChoice.name: name, NoticeChoice.value: value}
    ).on_conflict(
        conflict_target=[column, NoticeChoice.name], update={NoticeChoice.value: value}
    ).execute()


def _plan_again(world: World, person: Person, sorts: Iterable[str]) -> None:
    """What was not tried yet goes as it is chosen now, or not at all."""
    now, choices = world.now(), of(person)
    for sort in sorts:
        kinds = {name: kind for name, kind in KINDS.items() if kind.sort == sort}
        unsent = _waiting(person) & Notice.template.in_(list(kinds))
        whole = Notice.template.in_([name for name, kind in kinds.items() if kind.whole])
        way = choices.when(sort)
        if way == NONE:
            Notice.delete().where(unsent).execute()
            continue
        state = AT_ONCE if way == NOW else GATHERED
        Notice.update(state=state, due=choices.due(sort, now)).where(unsent & ~whole).execute()
        Notice.update(due=hours.after(choices.quiet, now)).where(unsent & whole).execute()


def _waiting(person: Person) -> Any:
    """What they have still to get, and nobody tried to send."""
    unsent = Notice.state.in_([AT_ONCE, GATHERED]) & (Notice.attempts == 0)
    if person.resident is not None:
        return unsent & (Notice.resident == person.resident)
    return unsent & Notice.resident.is_null() & (Notice.mailbox == person.mailbox)
