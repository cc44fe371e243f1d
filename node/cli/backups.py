"""``wijk backup``: copies of the whole node: made, listed, looked at."""

from pathlib import Path

import click

from node.backups import looking, making, nightly, sealing, shelf
from node.cli.output import table
from node.cli.sealed import opened, passphrase, size
from node.cli.world import CommandError, Place
from node.store import facts


@click.group()
def backup() -> None:
    """Copies of the whole node: made while it is at work, and looked at before they count."""


@backup.command("make")
@click.pass_obj
def make(place: Place) -> None:
    """Make a copy now; what the rule does not keep any more is thrown away."""
    with place.node() as world:
        made = making.make(world, shelf.ASKED)
    click.echo(f"{made.folder} is made and good: {size(made.manifest.size)}.")


@backup.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """The copies that there are, the newest first."""
    with place.node() as world:
        rows = [
            {
                "name": one.name,
                "made": one.manifest.made,
                "why": one.manifest.why,
                "size": one.manifest.size if as_json else size(one.manifest.size),
                "program": one.manifest.program,
            }
            for one in shelf.all_of(world)
        ]
        table(rows, as_json=as_json)


@backup.command("check")
@click.argument("copy", type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def check(place: Place, *, copy: Path) -> None:
    """Look whether the copy COPY (a folder, or a sealed file) is good: each file, the database."""
    with opened(copy, place) as folder:
        wrong = looking.problems(folder)
    for one in wrong:
        click.echo(f"{one.rstrip('.')}.")
    if wrong:
        raise CommandError(f"{copy} is not good.")
    click.echo(f"{copy} is good.")


@backup.command("seal")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def seal(place: Place, *, name: str, file: Path) -> None:
    """Write the copy NAME to FILE, sealed with a passphrase: to keep on another machine.

    The passphrase is asked, or read from the file that WIJK_PASSPHRASE_FILE names.
    """
    with place.node() as world:
        copy = shelf.newest(world) if name == "newest" else shelf.find(world, name)
        if copy is None:
            raise CommandError("There is no copy yet. `wijk backup make` makes one.")
        said = passphrase(hint=sealing.suggestion(world.random))
        sealing.write(sealing.seal(world, copy, said), file)
    click.echo(f"{copy.name} is sealed in {file}. Without the passphrase nobody opens it.")


@backup.command("try")
@click.pass_obj
def try_(place: Place) -> None:
    """Look at every copy, and put the newest back for trial, where nobody sees it."""
    with place.node() as world:
        nightly.look(world)
        looked, tried = facts.last(nightly.LOOKED), facts.last(nightly.TRIED)
    bad = looked.value["bad"] if looked else {}
    for name, why in bad.items():
        click.echo(f"{name} is not good: {why}.")
    if tried is None:
        raise CommandError("There is no good copy to try.")
    if not tried.value["ok"]:
        raise CommandError(f"{tried.value['name']} cannot be put back: {tried.value['why']}")
    if "scratch" in tried.value:
        raise CommandError(
            f"{tried.value['name']} is good, and there was no place to put it back for trial:"
            f" {tried.value['scratch']}."
        )
    click.echo(f"{tried.value['name']} was put back for trial, and is what it was.")
