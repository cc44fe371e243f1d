"""``wijk backup``: copies of the whole node: made, listed, looked at."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from node.backups import looking, making, nightly, sealing, shelf
from node.cli.output import table
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
def check(copy: Path) -> None:
    """Look whether the copy in the folder COPY is good: each file, and the database."""
    with opened(copy) as folder:
        wrong = looking.problems(folder)
    for one in wrong:
        click.echo(f"{one}.")
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
        pieces = sealing.seal(world, copy, said)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
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


@contextmanager
def opened(copy: Path) -> Iterator[Path]:
    """The folder of a copy; of a sealed one, a folder for as long as this lasts."""
    if copy.is_dir():
        yield copy
        return
    folder = Path(tempfile.mkdtemp(prefix="wijk-", dir=copy.absolute().parent))
    try:
        sealing.unpack(copy, passphrase(), folder / "copy")
        yield folder / "copy"
    finally:
        shutil.rmtree(folder)


def passphrase(*, hint: str = "") -> str:
    """What seals a copy; asked twice when it is new."""
    named = os.environ.get("WIJK_PASSPHRASE_FILE")
    if named:
        return Path(named).read_text("utf-8").strip("\n")
    if hint:
        click.echo(f"Write the passphrase on paper. One that nobody guesses: {hint}", err=True)
    said: str = click.prompt(
        "Passphrase", hide_input=True, confirmation_prompt=bool(hint), err=True
    )
    return said


def size(count: int) -> str:
    """In the unit in which people buy disks."""
    kilo = -(-count // 1000)
    if kilo < 1000:
        return f"{kilo} kB"
    return f"{kilo // 1000} MB" if kilo < 1_000_000 else f"{kilo / 1_000_000:.1f} GB"
