"""Listings: ``wijk listing …`` and ``wijk import``."""

import csv
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from federation import limits
from federation.errors import FederationError
from federation.times import from_text
from node.cli.output import table
from node.cli.words import refused, said
from node.cli.world import CommandError, Place
from node.listings import compose, days, fields, inventory, pictures
from node.listings.errors import NotFoundError, PictureError
from node.moderation import commanding
from node.residents import accounts
from node.residents.models import Resident
from node.upkeep import importing
from node.world import World

REQUIRED = ("kind", "purpose", "terms", "name", "content", "reach")
OPTIONAL = ("end", "start", "place", "geo", "details", "language", "tags", "pictures")
DEFAULT_DAYS = 30


@click.group()
def listing() -> None:
    """This node's listings, and those of its neighbours."""


@listing.command("add")
@click.argument("file", type=click.File("rb"))
@click.option("--as", "owner", metavar="NAME", help="Whose it is; else the node's organisation.")
@click.pass_obj
def add(place: Place, *, file: Any, owner: str | None) -> None:
    """Place a listing from a JSON object in FILE (- is standard input); prints its id.

    It has kind, purpose, terms, name, content and reach; it may have start, end (moments such as
    2031-05-01T18:00:00Z), place, geo, language, tags, details, and pictures: a list of file and
    description, of files beside FILE.
    """
    document = _object(file.read(limits.LISTING_BYTES * 4))
    name = getattr(file, "name", "<stdin>")
    folder = Path() if name == "<stdin>" else Path(name).parent
    with place.node() as world:
        resident = _owner(owner)
        try:
            read = _fields(world, document, folder, resident)
            click.echo(compose.place(world, owner=resident.id, fields=read))
        except FederationError as error:
            raise CommandError(f"This listing cannot be shared. {refused(error)}") from None


@listing.command("list")
@click.option("--origin", metavar="SCID|own", help="Only what comes from there.")
@click.option("--all", "everything", is_flag=True, help="Also what is not shown any more.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: Place, *, origin: str | None, everything: bool, as_json: bool) -> None:
    """The listings this node shows, the newest first."""
    with place.node() as world:
        rows = inventory.listed(world, origin=origin, everything=everything)
        table([vars(row) for row in rows], as_json=as_json)


@listing.command("withdraw")
@click.argument("lid", metavar="ID")
@click.pass_obj
def withdraw(place: Place, *, lid: str) -> None:
    """Withdraw a listing of this node; its neighbours are told."""
    with place.node() as world:
        try:
            commanding.withdraw(world, lid)
        except NotFoundError:
            raise CommandError(f"This node has no open listing {lid}.") from None
        click.echo(f"{lid} is withdrawn.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "owner", metavar="NAME", help="Whose they are; else each row's own `by`.")
@click.option("--pictures", "folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def import_file(place: Place, *, file: Path, owner: str | None, folder: Path | None) -> None:
    """Place a listing for each row of a CSV file; pictures stand in `pictures` beside it.

    Its first line names the columns: kind, purpose, terms, name, content, reach; and as wanted by,
    place, geo, start (days from now, and a time), repeat, end_days, language, tags, details,
    picture, picture_alt, posted_days_ago. In deploy/samples there are such files. A row that will
    not do is named by its line and left out.
    """
    try:
        rows = importing.rows_of(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file} cannot be read: {error}.") from None
    if not rows:
        raise CommandError(f"{file} has no rows. Its first line names the columns.")
    with place.node() as world, _progress(file, len(rows)) as bar:
        result = importing.import_rows(
            world,
            rows,
            folder=folder or file.parent / "pictures",
            owner=_owner(owner) if owner else None,
            progress=bar.update,
        )
    for line, problems in result.wrong.items():
        for name, problem in problems.items():
            click.echo(f"Line {line}, {name}: {said(problem)}", err=True)
    click.echo(f"{result.placed} of {len(rows)} listings are placed.")
    if result.wrong:
        raise CommandError(f"{len(result.wrong)} rows were left out.")


def _progress(file: Path, length: int) -> Any:
    """A bar that moves on a terminal; nothing in a file or a pipe."""
    return click.progressbar(length=length, label=file.name, hidden=not sys.stdout.isatty())


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise CommandError(f"This is not JSON: {error}.") from None
    if not isinstance(document, dict):
        raise CommandError("This is not a JSON object.")
    missing = [name for name in REQUIRED if name not in document]
    strange = [name for name in document if name not in REQUIRED + OPTIONAL]
    if missing or strange:
        wrong = [f"{name} is missing" for name in missing]
        wrong += [f"{name!r} is not known" for name in strange]
        raise CommandError(f"The listing will not do: {'; '.join(wrong)}.")
    return document


def _owner(name: str | None) -> Resident:
    if name is None:
        return accounts.node_organisation()
    found = accounts.find(name)
    if found is None:
        raise CommandError(f"There is no account {name!r}.")
    return found


def _fields(
    world: World, document: Mapping[str, Any], folder: Path, owner: Resident
) -> fields.Fields:
    """The document read like a form, with its exact moments."""
    now = world.now()
    end = _moment(document, "end") or now + timedelta(days=DEFAULT_DAYS)
    start = _moment(document, "start")
    typed = _typed(document, end, start)
    reading = fields.read(typed, _pictures(world, document, folder, owner), now)
    if reading.fields is None:
        wrong = (f"{name}: {said(problem)}" for name, problem in reading.problems.items())
        raise CommandError(f"The listing will not do. {' '.join(wrong)}")
    if end <= now:
        raise CommandError("The listing will not do: its end is past.")
    exact_start = start if reading.fields.start is not None else None
    return replace(reading.fields, end=end, start=exact_start)


def _typed(document: Mapping[str, Any], end: datetime, start: datetime | None) -> dict[str, str]:
    typed = {
        name: str(document.get(name, ""))
        for name in ("kind", "purpose", "terms", "reach", "place", "geo", "language")
    }
    typed |= {"title": str(document["name"]), "text": str(document["content"])}
    typed["end"] = days.day_of(end).isoformat()
    if start is not None:
        local = start.astimezone(days.ZONE)
        typed |= {"start": local.date().isoformat(), "start_time": local.strftime("%H:%M")}
    typed["tags"] = ",".join(str(tag) for tag in document.get("tags") or ())
    details = document.get("details") or {}
    if not isinstance(details, dict):
        raise CommandError("The listing will not do: details is not an object.")
    return typed | {f"detail_{name}": str(value) for name, value in details.items()}


def _moment(document: Mapping[str, Any], name: str) -> datetime | None:
    if document.get(name) is None:
        return None
    try:
        return from_text(str(document[name]))
    except (FederationError, ValueError):
        raise CommandError(f"{name} is not a moment such as 2031-05-01T18:00:00Z.") from None


def _pictures(
    world: World, document: Mapping[str, Any], folder: Path, owner: Resident
) -> tuple[fields.NamedPicture, ...]:
    named = []
    for picture in document.get("pictures") or ():
        if not isinstance(picture, dict) or set(picture) != {"file", "description"}:
            raise CommandError('Each of pictures is {"file": …, "description": …}.')
        try:
            with (folder / str(picture["file"])).open("rb") as stream:
                kept = pictures.keep(world, stream=stream, owner=owner.id)
        except OSError as error:
            raise CommandError(f"{picture['file']} cannot be read: {error.strerror}.") from None
        except PictureError as error:
            raise CommandError(f"{picture['file']}: {said(error.problem)}") from None
        named.append(fields.NamedPicture(kept.digest, str(picture["description"])))
    return tuple(named)
