"""What the ward changed about itself: who, when, from what to what; and setting it back.

Rule 1: whatever changes a setting by somebody's word comes here, so that the history is whole.
Rule 2: the change, its line in the history and the one in the log are one transaction.
Rule 3: a form changes what its reader changed, and nothing else: what another changed since it was
shown is not set back by it.
Rule 4: names and texts go after a year; that something changed, and between which answers, stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee as pw

from node.moderation import log
from node.moderation.models import SettingChange
from node.residents.models import Resident
from node.settings import values
from node.settings.table import SETTINGS, SettingError, check
from node.store.database import HIGHEST_ROW, database
from node.world import World

PAGE: Final = 30
KEPT: Final = timedelta(days=365)  # as names and words of the log


class NotNewestError(SettingError):
    """It was changed again since, or what it was is not kept any more: nothing was set back."""


@dataclass(eq=False)
class ChangedSinceError(SettingError):
    """Somebody else changed ``name`` while this form was open, into something else."""

    name: str


@dataclass(frozen=True)
class Change:
    """One change, as an admin reads it. ``undoable``: it is the newest of its setting."""

    id: int
    name: str
    was: str
    became: str
    who: str
    at: datetime
    faded: bool
    undoable: bool


@dataclass(frozen=True)
class Changes:
    """Some of them, the newest first, and from where the next page goes on."""

    lines: list[Change]
    next: int | None


def put(world: World, by: Resident | None, name: str, value: str) -> str:
    """Change a setting; returns the value as it is kept. The same value again is no change.

    :raises SettingError: there is no such setting, or the value will not do.
    """
    tidy = check(name, value)
    with database.atomic():
        was = values.get(name)
        if was != tidy:
            values.put(name, tidy)
            SettingChange.create(
                name=name,
                was=was,
                became=tidy,
                by=by,
                who=by.shown_name if by else "",
                at=world.now(),
            )
            log.note(world, "setting", by=by, about=SETTINGS[name].sentence)
    return tidy


def last() -> int:
    """The number of the last change of all: what a form is shown after."""
    return max(_newest().values(), default=0)


def touched(typed: Mapping[str, str], since: int | None) -> dict[str, str]:
    """What differs from how it stood in a form that was shown after change ``since``; all of it,
    when that is not known.
    """
    if since is None:
        return dict(typed)
    stood = values.everything() | _stood(since)
    return {name: value for name, value in typed.items() if not _is(name, value, stood.get(name))}


def put_all(
    world: World, by: Resident, typed: Mapping[str, str], since: int | None = None
) -> dict[str, SettingError]:
    """Change all that will do, in one go; what is wrong with the others, by name.

    When anything is wrong nothing is changed. What somebody else changed after ``since`` is wrong
    too, unless both want the same.
    """
    wrong: dict[str, SettingError] = {}
    with database.atomic():
        held = values.everything()
        others = set() if since is None else _stood(since).keys()
        for name, value in typed.items():
            try:
                check(name, value)
            except SettingError as error:
                wrong[name] = error
            else:
                if name in others and not _is(name, value, held[name]):
                    wrong[name] = ChangedSinceError(name)
        for name, value in typed.items() if not wrong else ():
            put(world, by, name, value)
    return wrong


def undo(world: World, by: Resident | None, number: int) -> str:
    """Set back what this change changed; that is a change itself. Returns the setting's name.

    :raises NotNewestError: it cannot be set back any more.
    """
    with database.atomic():
        row = SettingChange.get_or_none(id=number)
        if row is None or not _is_undoable(row, _newest()):
            raise NotNewestError
        put(world, by, row.name, row.was)
        return str(row.name)


def page(*, before: int | None = None, name: str = "") -> Changes:
    """The changes below this number, the newest first; all, or of one setting."""
    condition = SettingChange.id < (HIGHEST_ROW if before is None else before)
    if name:
        condition &= SettingChange.name == name
    query = SettingChange.select().where(condition).order_by(SettingChange.id.desc())
    rows, newest = list(query.limit(PAGE + 1)), _newest()
    shown = rows[:PAGE]
    lines = [
        Change(
            id=row.id,
            name=row.name,
            was=row.was,
            became=row.became,
            who=row.who,
            at=row.at,
            faded=row.faded,
            undoable=_is_undoable(row, newest),
        )
        for row in shown
    ]
    return Changes(lines, shown[-1].id if len(rows) > PAGE else None)


def forget_old(world: World) -> int:
    """Let go of names, and of texts that were typed; returns of how many changes."""
    chosen = [name for name, one in SETTINGS.items() if one.choices]
    old = (SettingChange.at < world.now() - KEPT) & ~SettingChange.faded
    count: int = (
        SettingChange.update(who="", by=None, faded=True)
        .where(old, SettingChange.name.in_(chosen))
        .execute()
    )
    gone = SettingChange.update(who="", by=None, was="", became="", faded=True).where(old)
    return count + int(gone.execute())


def _stood(since: int) -> dict[str, str]:
    """What was changed after this change, as it stood then."""
    later = SettingChange.select().where(SettingChange.id > since)
    return {row.name: row.was for row in list(later.order_by(SettingChange.id.desc()))}


def _is(name: str, value: str, held: str | None) -> bool:
    """Whether this is what is held already, once it is tidy."""
    try:
        return check(name, value) == held
    except SettingError:
        return False


def _newest() -> dict[str, int]:
    """The number of the last change of each setting."""
    last = pw.fn.MAX(SettingChange.id)
    query: Any = SettingChange.select(SettingChange.name, last).group_by(SettingChange.name)
    return dict(list(query.tuples()))


def _is_undoable(row: SettingChange, newest: Mapping[str, int]) -> bool:
    known = row.name in SETTINGS and newest.get(row.name) == row.id
    return known and (not row.faded or bool(SETTINGS[row.name].choices))
