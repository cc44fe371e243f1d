"""``wijk backup``: copies of the whole node: made, listed, looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from node.backups import looking, making, shelf
from node.cli.output import table
from node.cli.world import CommandError, Place


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
def check(copy: Path) -> None:
    """Look whether the copy in the folder COPY is good: each file, and the database."""
    with opened(copy) as folder:
        wrong = looking.problems(folder)
    for one in wrong:
        click.echo(f"{one}.")
    if wrong:
        raise CommandError(f"{copy} is not good.")
    click.echo(f"{copy} is good.")


@contextmanager
def opened(copy: Path) -> Iterator[Path]:
    """The folder of a copy."""
    yield copy


def size(count: int) -> str:
    """In the unit in which people buy disks."""
    kilo = -(-count // 1000)
    if kilo < 1000:
        return f"{kilo} kB"
    return f"{kilo // 1000} MB" if kilo < 1_000_000 else f"{kilo / 1_000_000:.1f} GB"
