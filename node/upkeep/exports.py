"""Taking one's data along: asked on a page, made by a job, fetched by its owner alone.

The order of effects: claim (a row says "making"); the file, whole under another name first; then
"ready" with the notice, in one transaction. Dead anywhere: after a while the claim is given back
and all of it is done again, over the same file.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from node.notices import outbox
from node.notices.outbox import Recipient
from node.residents.models import Resident
from node.store.database import database
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.upkeep.models import Export
from node.world import World, new_uuid7

log = logging.getLogger(__name__)

KEPT = timedelta(days=3)
AGAIN_AFTER = timedelta(minutes=10)  # before another one may be asked in place of a ready one
GIVEN_BACK_AFTER = timedelta(minutes=15)  # the largest account takes seconds


@dataclass(frozen=True)
class Copy:
    """The copy somebody asked for: being made, or ready to be fetched until ``ends``."""

    id: str
    ready: bool
    asked: datetime
    ends: datetime | None
    size: int


def ask(world: World, *, resident_id: int, language: str) -> None:
    """Have a copy made. One that is being made, or was made just now, is the one that is meant."""
    held = Export.get_or_none(resident=resident_id)
    if held is not None:
        if held.state != "ready" or world.now() - held.changed < AGAIN_AFTER:
            return
        throw_away(world, resident_id=resident_id)
    Export.insert(
        id=new_uuid7(world),
        resident=resident_id,
        language=language,
        state="asked",
        asked=world.now(),
        changed=world.now(),
    ).on_conflict_ignore().execute()


def of(world: World, *, resident_id: int) -> Copy | None:
    """This resident's copy, if there is one to fetch or to wait for."""
    row = Export.get_or_none(resident=resident_id)
    if row is None or (row.ends is not None and row.ends <= world.now()):
        return None
    return Copy(row.id, row.state == "ready", row.asked, row.ends, row.size)


def file_of(world: World, *, resident_id: int, export_id: str) -> Path | None:
    """The file, for its owner, while it lasts."""
    held = of(world, resident_id=resident_id)
    if held is None or held.id != export_id or not held.ready:
        return None
    path = path_of(world, export_id)
    return path if path.is_file() else None


def throw_away(world: World, *, resident_id: int) -> None:
    """Delete this resident's copy now."""
    for path in _erase(world, resident_id):
        path.unlink(missing_ok=True)


def claim(world: World) -> Export | None:
    """The longest waiting copy, ours to make now."""
    now = world.now()
    Export.update(state="asked", changed=now).where(
        Export.state == "making", Export.changed < now - GIVEN_BACK_AFTER
    ).execute()
    for row in list(Export.select().where(Export.state == "asked").order_by(Export.asked)):
        mine = (
            Export.update(state="making", changed=now)
            .where(Export.id == row.id, Export.state == "asked")
            .execute()
        )
        if mine:
            found: Export = row
            return found
    return None


def ready(world: World, row: Export, *, size: int) -> None:
    """The file is there: it may be fetched, and its owner is told."""
    ends = world.now() + KEPT
    with database.atomic():
        changed = (
            Export.update(state="ready", changed=world.now(), ends=ends, size=size)
            .where(Export.id == row.id, Export.state == "making")
            .execute()
        )
        person = Resident.get_or_none(id=row.resident_id)
        if not changed or person is None:  # they left meanwhile
            path_of(world, row.id).unlink(missing_ok=True)
            return
        outbox.put(
            world,
            template="export-ready",
            to=Recipient(row.language, resident=person.id, address=person.email),
            values={"name": person.shown_name, "until": ends, "path": "/gegevens"},
            key=f"export-ready {row.id}",
        )


def forget_over(world: World) -> int:
    """Delete copies that are past their end; returns how many."""
    over = [row.resident_id for row in list(Export.select().where(Export.ends <= world.now()))]
    for resident_id in over:
        throw_away(world, resident_id=resident_id)
    return len(over)


def path_of(world: World, export_id: str) -> Path:
    """Where the file of this copy is kept."""
    return world.config.exports / f"{export_id}.zip"


def _told(_world: World, resident_id: int) -> list[Piece]:
    rows = list(Export.select().where(Export.resident == resident_id))
    return [Piece("", [Fact("asked", N_("Gevraagd op"), row.asked)]) for row in rows]


def _erase(world: World, resident_id: int) -> list[Path]:
    ids = [row.id for row in list(Export.select().where(Export.resident == resident_id))]
    Export.delete().where(Export.resident == resident_id).execute()
    return [path_of(world, one) for one in ids]


HOLDINGS = (
    Holding(
        Export,
        Export.resident,
        "exports",
        N_("Kopie van je gegevens"),
        tell=_told,
        erase=_erase,
    ),
)
