"""Searches that a resident keeps: under a name, with how much is new since they last looked.

Rule 1: what is kept is what was chosen, not how it was asked for; a choice that we have no more is
left out when it is opened, and its owner is told.
Rule 2: what is new is counted as its owner would see it, and no further than :data:`MOST_NEW`.
Rule 3: thrown away is not gone at once: for :data:`PUT_BACK` it can be put back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from node.listings import choices, search
from node.listings.legible import legible
from node.matching import kept, seeking
from node.matching.models import SavedSearch
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.store import single
from node.store.database import database, in_passing
from node.store.geo import Point
from node.store.single import Value
from node.world import World

MOST = 50
LONGEST_NAME = 100
MOST_NEW = 99
PUT_BACK: Final = timedelta(hours=1)
STOPPED: Final = timedelta(days=30)  # of who has no account: it was for alerts alone
ALERTS: Final = ("now", "daily", "weekly", seeking.NONE)


class SavedError(Exception):
    """Nothing was kept or changed."""


class NoNameError(SavedError):
    """There is nothing to read in its name."""


@dataclass(eq=False)
class LongNameError(SavedError):
    """Its name is too long."""

    length: int


class FullError(SavedError):
    """There are as many as fit."""


class UnknownError(SavedError):
    """There is no such search of theirs."""


@dataclass(frozen=True)
class Saved:
    """A kept search. ``dropped``: names of choices that we have no more; ``new``: since looked."""

    id: int
    name: str
    choices: Mapping[str, str]
    dropped: Sequence[str]
    alert: str = seeking.NONE
    new: int = 0


def save(
    world: World,
    *,
    resident_id: int,
    name: str,
    chosen: Mapping[str, str],
    alert: str = seeking.NONE,
) -> bool:
    """Keep a search; whether it was not kept already, whatever it is called.

    ``alert``: how soon its owner hears of something new.

    :raises SavedError: when its name will not do, or there are too many.
    """
    called, kept_as = readable(name), written(chosen)
    with database.atomic():
        theirs = list(_alone(resident_id))
        if any(row.choices == kept_as for row in theirs):
            return False
        if len(theirs) >= MOST:
            raise FullError
        now = world.now()
        row = SavedSearch.create(
            resident=resident_id,
            name=called,
            choices=kept_as,
            alert=alert if alert in ALERTS else seeking.NONE,
            created=now,
            looked=now,
        )
        seeking.of_search(row)
    return True


def listed(world: World, viewer: Viewer, *, resident_id: int, centre: Point | None) -> list[Saved]:
    """All of theirs, the newest first, each with what is new; at most three questions."""
    rows = list(_of(resident_id).order_by(SavedSearch.id.desc()))
    found = [shown(row) for row in rows]
    queries = [
        choices.query(one.choices, centre).since(row.looked)
        for one, row in zip(found, rows, strict=True)
    ]
    counts = search.count_each(world, viewer, queries, MOST_NEW + 1)
    return [
        Saved(**{**vars(one), "new": number}) for one, number in zip(found, counts, strict=True)
    ]


def one(*, resident_id: int, number: int) -> Saved:
    """One of theirs; :raises UnknownError: when it is not."""
    return shown(_row(resident_id, number))


def look(world: World, *, resident_id: int, number: int) -> Saved:
    """One of theirs, looked at now."""
    found = one(resident_id=resident_id, number=number)
    with in_passing():
        SavedSearch.update(looked=world.now()).where(SavedSearch.id == number).execute()
    return found


def change(*, resident_id: int, number: int, name: str, alert: str = "") -> None:
    """Call it otherwise, and hear of it otherwise; without a known ``alert`` as before.

    :raises SavedError: when it is not theirs, or the name will not do.
    """
    with database.atomic():
        row, called = _row(resident_id, number), readable(name)
        row.name, row.alert = called, alert if alert in ALERTS else row.alert
        row.save(only=[SavedSearch.name, SavedSearch.alert])
        seeking.of_search(row)


def throw_away(world: World, *, resident_id: int, number: int) -> None:
    """Off the list; :raises UnknownError: when it is not theirs."""
    with database.atomic():
        row = _row(resident_id, number)
        row.gone = world.now()
        row.save(only=[SavedSearch.gone])
        seeking.of_search(row)


def thrown_away(*, resident_id: int, number: int) -> Value[str]:
    """What one of theirs is called that can still be put back; empty when it cannot."""
    name = SavedSearch.select(SavedSearch.name).where(
        SavedSearch.id == number,
        SavedSearch.resident == resident_id,
        SavedSearch.gone.is_null(is_null=False),
    )
    return Value(name, lambda found: found or "")


def put_back(*, resident_id: int, number: int) -> None:
    """On the list again; :raises SavedError: when it cannot be."""
    with database.atomic():
        if not single.one(thrown_away(resident_id=resident_id, number=number)):
            raise UnknownError
        if _alone(resident_id).count() >= MOST:
            raise FullError
        row = SavedSearch.get_by_id(number)
        row.gone = None
        row.save(only=[SavedSearch.gone])
        seeking.of_search(row)


def forget_thrown_away(world: World) -> int:
    """The job: what cannot be put back any more is deleted, and alerts that were
    stopped without an account; how many."""
    over = SavedSearch.gone <= world.now() - PUT_BACK
    of_nobody = SavedSearch.address.is_null(is_null=False) & (SavedSearch.alert == seeking.NONE)
    over |= of_nobody & (SavedSearch.looked <= world.now() - STOPPED)
    count: int = SavedSearch.delete().where(over).execute()
    return count


def _of(resident_id: int) -> Any:
    return SavedSearch.select().where(
        SavedSearch.resident == resident_id, SavedSearch.gone.is_null()
    )


def _alone(resident_id: int) -> Any:
    """The same, inside a transaction, while nobody else adds to them: what is sent twice is kept
    once.
    """
    Resident.update(name=Resident.name).where(Resident.id == resident_id).execute()
    return _of(resident_id)


def _row(resident_id: int, number: int) -> SavedSearch:
    row: SavedSearch | None = _of(resident_id).where(SavedSearch.id == number).first()
    if row is None:
        raise UnknownError
    return row


def readable(typed: str) -> str:
    """What a search is called; :raises SavedError: when there is nothing to read, or too much."""
    name = " ".join(legible(typed).split())
    if not name or not name.isprintable():
        raise NoNameError
    if len(name) > LONGEST_NAME:
        raise LongNameError(len(name))
    return name


def written(chosen: Mapping[str, str]) -> str:
    """What was chosen, as it is kept."""
    values = choices.tidy(chosen)
    return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


def chosen_in(text: str) -> dict[str, str]:
    """What was chosen, as far as we have it still."""
    values = choices.tidy(kept.read(text))
    return {**values, **dict.fromkeys(choices.strange(values), "")}


def shown(row: SavedSearch) -> Saved:
    """A kept search as its owner sees it."""
    dropped = choices.strange(choices.tidy(kept.read(row.choices)))
    return Saved(row.id, row.name, chosen_in(row.choices), dropped, row.alert)
