"""Listings from a table (CSV), through the same use case as a form.

Rule 1: a row is read by :func:`node.listings.fields.read`, like what a resident types.
Rule 2: a wrong row is named by its line and left out; the others go on.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from node.listings import compose, days, fields, pictures
from node.listings.errors import PictureError
from node.residents import accounts, names
from node.residents.models import Resident
from node.translations.catalogue import N_
from node.world import World

BATCH = 20  # rows that become visible together
NOT_DAYS = N_("Vul een aantal dagen in, als een getal.")
_DAYS = re.compile(r"[+-]?[0-9]{1,4}")
SAME = ("kind", "purpose", "terms", "reach", "language", "place", "geo", "tags")


@dataclass(eq=False)
class NotDaysError(Exception):
    """What stands in the column ``name`` is no number of days."""

    name: str


@dataclass
class Imported:
    """How many rows were placed, and what was wrong with the others, by line."""

    placed: int = 0
    wrong: dict[int, Mapping[str, fields.Problem]] = field(default_factory=dict)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; UTF-8, with or without a byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: value or "" for name, value in row.items() if name}
            for row in csv.DictReader(file)
        ]


def import_rows(
    world: World,
    rows: Sequence[Mapping[str, str]],
    *,
    folder: Path,
    owner: Resident | None = None,
    progress: Callable[[int], None] = lambda _count: None,
) -> Imported:
    """Place a listing for each row; pictures are files in ``folder``.

    Without ``owner`` each row belongs to the organisation its ``by`` names, made when new.
    """
    result = Imported()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        wanted = list(
            _read_batch(
                world, batch, first_line=start + 2, folder=folder, owner=owner, result=result
            )
        )
        compose.place_many(world, wanted)
        result.placed += len(wanted)
        progress(len(batch))
    return result


def _read_batch(
    world: World,
    batch: Sequence[Mapping[str, str]],
    *,
    first_line: int,
    folder: Path,
    owner: Resident | None,
    result: Imported,
) -> Iterator[compose.Wanted]:
    for line, row in enumerate(batch, start=first_line):
        whose = owner or _organisation(world, row.get("by", ""))
        try:
            named = _pictures(world, row, folder, whose.id)
        except (PictureError, OSError) as error:
            problem = getattr(error, "problem", fields.Problem(str(error)))
            result.wrong[line] = {"picture": problem}
            continue
        try:
            typed = _typed(row, world.now())
            ago = timedelta(days=_days(row, "posted_days_ago", 0))
        except NotDaysError as error:
            result.wrong[line] = {error.name: fields.Problem(NOT_DAYS)}
            continue
        reading = fields.read(typed, named, world.now())
        if reading.fields is None:
            result.wrong[line] = reading.problems
            continue
        yield compose.Wanted(
            owner=whose.id, fields=reading.fields, published=world.now() - ago if ago else None
        )


def _days(row: Mapping[str, str], name: str, usual: int) -> int:
    """A number of days from now; where nothing is said, the usual one.

    :raises NotDaysError: it is no such number.
    """
    said = (row.get(name) or str(usual)).strip()
    if not _DAYS.fullmatch(said):
        raise NotDaysError(name)
    return int(said)


def _typed(row: Mapping[str, str], now: datetime) -> dict[str, str]:
    """What somebody would have typed into the form to say what this row says."""
    typed = {name: row.get(name, "") for name in SAME}
    typed |= {"title": row.get("name", ""), "text": row.get("content", "")}
    today = days.day_of(now)
    typed["end"] = (today + timedelta(days=_days(row, "end_days", 30))).isoformat()
    if row.get("start"):
        ahead, _, at = row["start"].strip().partition(" ")
        typed["start"] = (today + timedelta(days=_days({"start": ahead}, "start", 0))).isoformat()
        typed["start_time"] = at
    typed["detail_repeat"] = row.get("repeat", "")
    for part in filter(None, row.get("details", "").split(";")):
        name, _, value = part.partition("=")
        typed[f"detail_{name.strip()}"] = value.strip()
    return typed


def _pictures(
    world: World, row: Mapping[str, str], folder: Path, owner: int
) -> tuple[fields.NamedPicture, ...]:
    if not row.get("picture"):
        return ()
    with (folder / Path(row["picture"]).name).open("rb") as stream:
        kept = pictures.keep(world, stream=stream, owner=owner)
    return (fields.NamedPicture(kept.digest, row.get("picture_alt", "")),)


def _organisation(world: World, name: str) -> Resident:
    if not name:
        return accounts.node_organisation()
    found = Resident.get_or_none(name_key=names.fold_name(name))
    return found or accounts.create_organisation(world, name=name)
