"""``wijk restore``: coming back from a backup, and what a person has to say about it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from federation.errors import FederationError
from node.backups import restoring
from node.cli.output import table
from node.cli.running import checked
from node.cli.sealed import opened
from node.cli.words import english, refused
from node.cli.world import CommandError, Place, real_world
from node.config import READERS, Config, from_environment
from node.listings.errors import NotFoundError
from node.residents import accounts
from node.upkeep import givenback, restore

AGAIN = READERS.keys() - {"database"}  # which is another one now


@click.group("restore")
def restore_() -> None:
    """Coming back from a backup: what the neighbours are asked, and what came back from them."""


def where(command: Callable[..., None]) -> Callable[..., None]:
    """What a command asks that makes a node of a copy."""
    options: list[Callable[..., Any]] = [
        click.argument("backup", type=click.Path(exists=True, path_type=Path)),
        click.option("--database", default="", help="An empty postgresql://… database for it."),
        click.option(
            "--beside",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="The folder `beside` of the node as it was: who was erased since stays erased.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@restore_.command("from")
@where
@click.pass_obj
def from_(place: Place, *, backup: Path, database: str, beside: Path | None) -> None:
    """Make the node again in the empty folder --data, from BACKUP: a folder, or a sealed file."""
    put_back(place, backup, database, beside)


def put_back(place: Place, backup: Path, database: str, beside: Path | None) -> None:
    """Make a node of a copy, and say what is still to be done."""
    named = from_environment(os.environ).get("database")
    if named and named.text != database:
        raise CommandError(
            f"{named.source} says another database, which this node would open then. Say the same"
            " with --database, or take it out of the environment."
        )
    with opened(backup, place) as folder:
        known = beside or restoring.beside_of(backup)
        manifest = restoring.check(folder, place.data, database_url=checked("database", database))
        config = Config(data=place.data, url=manifest.url, secret=os.environ.get("WIJK_SECRET", ""))
        done = restoring.put_back(real_world(config), folder, database_url=database, beside=known)
    click.echo(f"The node of {manifest.made:%Y-%m-%d %H:%M} UTC stands in {place.data}.")
    if not done.beside:
        click.echo(
            "Who was erased since is not known here: no folder `beside` was found. If you have it,"
            " empty the folder and do this again with --beside."
        )
    for name in (one for one in manifest.elsewhere if one in AGAIN):
        click.echo(f"Set WIJK_{name.upper()} again: it did not stand in the settings file.")
    click.echo("Everybody signs in anew. Start it with `wijk serve`; stop the old one first.")


@restore_.command("show")
@click.pass_obj
def show(place: Place) -> None:
    """Say how far it is."""
    with place.node():
        state = restore.state()
        if state.since is None:
            click.echo("This node is not being restored.")
            return
        click.echo(
            f"Since {state.since:%Y-%m-%d %H:%M} UTC: {state.asked} of {len(state.hosts)}"
            f" neighbours were asked what they hold of us, {state.answered} of {state.asked}"
            f" answered, {len(state.gave)} have something of ours."
        )
        for host in state.hosts:
            click.echo(f"  {host}: {english(restore.ANSWERS[state.said.get(host, '')])}")
        if state.problem:
            click.echo(english(restore.PROBLEMS[state.problem]))


@restore_.command("start")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def start(place: Place, *, yes: bool) -> None:
    """Ask the neighbours anew: after a second copy of this node was turned off."""
    with place.node() as world:
        if not yes:
            click.confirm(
                "Everybody is signed out, and nothing is placed meanwhile. Do it?", abort=True
            )
        restore.begin(world)
        click.echo("The neighbours are asked now; `wijk restore show` says how far it is.")


@restore_.command("go-on")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def go_on(place: Place, *, yes: bool) -> None:
    """Go on with what the neighbours give now, or without: listings since may be lost."""
    with place.node() as world:
        if restore.state().since is None:
            raise CommandError("This node is not being restored; nothing was done.")
        if not yes:
            click.confirm("What no neighbour gives back now is lost. Go on?", abort=True)
        try:
            restore.go_on(world)
        except FederationError as error:
            raise CommandError(refused(error)) from None
        click.echo("The node signs again, with numbers above all that were seen.")


@restore_.command("unclaimed")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def unclaimed(place: Place, *, as_json: bool) -> None:
    """What came back from the neighbours and belongs to nobody here."""
    with place.node():
        rows = [
            {"id": one.lid, "name": one.title, "by": one.by, "until": one.until}
            for one in givenback.orphans()
        ]
        table(rows, as_json=as_json)


@restore_.command("claim")
@click.argument("lid")
@click.argument("name")
@click.pass_obj
def claim(place: Place, *, lid: str, name: str) -> None:
    """Say that the listing LID is NAME's."""
    with place.node() as world:
        person = accounts.find(name)
        if person is None:
            raise CommandError(f"Nobody here is called {name}.")
        try:
            givenback.claim(world, lid=lid, resident=person.id)
        except NotFoundError:
            raise CommandError(f"No listing {lid} waits for an owner.") from None
        click.echo(f"{lid} is {person.name}'s.")
