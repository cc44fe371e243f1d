"""Meeting who is new: residents who are not trusted yet, welcomed by any who is.

Rule 1: only who is trusted sees who is new, and nobody sees who welcomed whom.
Rule 2: between two whom a block parts nothing is seen and nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from node.residents import accounts
from node.residents.models import Resident
from node.shown import aside
from node.store.database import HIGHEST_ROW, database
from node.trust import knowing
from node.trust.models import Trust, Welcome
from node.world import World

NEW: Final = timedelta(days=183)  # who came longer ago is not new any more
PAGE: Final = 30


class NotTrustedError(Exception):
    """Whoever does this has to be trusted first."""


class NobodyNewError(Exception):
    """There is nobody new of this number, for whoever asks."""


@dataclass(frozen=True)
class Newcomer:
    """Somebody new, as who may welcome them sees it. ``welcomed``: by whoever looks."""

    id: int
    name: str
    since: datetime
    welcomed: bool


@dataclass(frozen=True)
class Newcomers:
    """Some of them, the newest first, and from where the next page goes on."""

    people: Sequence[Newcomer]
    next: int | None


def page(world: World, host: Resident, *, before: int | None = None) -> Newcomers:
    """Who is new here.

    :raises NotTrustedError: whoever asks is not trusted.
    """
    _check(host)
    query = _new(world, host).where(Resident.id < (HIGHEST_ROW if before is None else before))
    rows = list(query.order_by(Resident.id.desc()).limit(PAGE + 1))
    shown = rows[:PAGE]
    mine = Welcome.select().where(
        Welcome.host == host.id, Welcome.newcomer.in_([row.id for row in shown])
    )
    welcomed = {row.newcomer_id for row in list(mine)}
    people = [Newcomer(r.id, r.shown_name, r.created, r.id in welcomed) for r in shown]
    return Newcomers(people, shown[-1].id if len(rows) > PAGE else None)


def number_of(world: World, host: Resident) -> int:
    """How many wait for a first welcome of this resident."""
    mine = Welcome.select(Welcome.newcomer).where(Welcome.host == host.id)
    return int(_new(world, host).where(Resident.id.not_in(mine)).count())


def welcome(world: World, host: Resident, number: int) -> Resident:
    """Welcome somebody new, who hears of it; twice is once.

    :raises NotTrustedError: or :raises NobodyNewError: nothing was done.
    """
    _check(host)
    with database.atomic():
        found: Resident | None = _new(world, host).where(Resident.id == number).first()
        if found is None:
            raise NobodyNewError
        if note(world, host, found):
            accounts.tell(world, found, "welcomed", host=host.shown_name, path="/vertrouwen")
        return found


def note(world: World, host: Resident, newcomer: Resident) -> bool:
    """Write it down; whether it was the first of these two."""
    made = Welcome.insert(newcomer=newcomer.id, host=host.id, at=world.now())
    return bool(made.on_conflict_ignore().as_rowcount().execute())


def take_back(host: Resident, number: int) -> bool:
    """End a welcome of one's own, while the other is not trusted; whether there was one."""
    trusted = Trust.select(Trust.resident)
    gone = Welcome.delete().where(
        Welcome.host == host.id,
        Welcome.newcomer == number,
        Welcome.newcomer.not_in(trusted),
    )
    return bool(gone.execute())


def _new(world: World, host: Resident) -> Any:
    trusted = Trust.select(Trust.resident)
    return Resident.select().where(
        Resident.id != host.id,
        Resident.id.not_in(trusted),
        Resident.id.not_in(list(aside.parted_from(host.id))),
        Resident.role == "resident",
        ~Resident.organisation,
        Resident.suspended.is_null(),
        Resident.created > world.now() - NEW,
    )


def _check(host: Resident) -> None:
    if not knowing.is_trusted(host):
        raise NotTrustedError
