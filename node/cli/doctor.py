"""``wijk doctor``: how the node is, in a sentence each, and what to do."""

from collections.abc import Mapping, Sequence

import click
import peewee as pw

from node.backups.errors import BackupError
from node.cli.output import table
from node.cli.words import english
from node.cli.world import CommandError, Place, real_world
from node.config import ConfigError
from node.health import checks, seeing
from node.health.finding import BAD
from node.health.looking import Look
from node.store.contents import SnapshotError
from node.store.database import DATABASE_ERRORS, is_damaged
from node.store.migrate import SchemaError
from node.store.occupied import OccupiedError
from node.upkeep.starting import StartError

MARKS: Mapping[str, str] = {"good": "ok  ", "warn": "mind", "bad": "BAD "}
GUIDE = "deploy/README.md#"
CANNOT_OPEN = (
    BackupError,
    ConfigError,
    OccupiedError,
    OSError,
    SchemaError,
    SnapshotError,
    StartError,
    pw.DatabaseError,
    *DATABASE_ERRORS,
)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.option("--quick", is_flag=True, help="Tell what was seen before; look at nothing anew.")
@click.pass_obj
def doctor(place: Place, *, as_json: bool, quick: bool) -> None:
    """Look at the node: each thing that is wrong, why, and what to do. Exit 1 when any is bad."""
    try:
        with place.node() as world:
            if not quick:
                seeing.look(world)
                seeing.look_through(world)
            lines = checks.run(Look(world))
    except CANNOT_OPEN as error:
        said = str(error).partition("\n")[0].rstrip(".")
        _tell(_shut(place, error), as_json=as_json)
        raise CommandError(
            f"The node cannot be opened, so nothing else was looked at: {said}."
            f" See {GUIDE}it-does-not-open."
        ) from None
    _tell(lines, as_json=as_json)
    bad = [english(line.check.title) for line in lines if line.finding.state == BAD]
    if bad:
        raise CommandError(f"Bad: {', '.join(bad)}.")


def _shut(place: Place, error: Exception) -> Sequence[checks.Line]:
    """What can be told without the database."""
    try:
        world = real_world(place.config())
    except ConfigError:
        return []
    if is_damaged(error):
        seeing.is_whole(world)
    return checks.run_shut(Look(world))


def _tell(lines: Sequence[checks.Line], *, as_json: bool) -> None:
    rows = [_row(line) for line in lines]
    if as_json:
        table(rows, as_json=True)
        return
    for row in rows:
        click.echo(f"{MARKS[row['state']]} {row['title']}: {row['why']}")
        if row["do"]:
            click.echo(f"     {row['do']} ({row['help']})")


def _row(line: checks.Line) -> dict[str, str]:
    found = line.finding
    return {
        "name": line.check.name,
        "state": found.state,
        "title": english(line.check.title),
        "why": english(found.why, found.values),
        "do": english(found.do, found.values) if found.do else "",
        "help": GUIDE + line.check.help,
    }
