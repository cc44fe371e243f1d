"""Copies that are sealed, for commands: the passphrase is asked, and a file is opened for a while.

Rule: what was sealed is opened on this machine's own disk, never where the file happens to be: that
may be a stick that goes in somebody's pocket.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from node.backups import sealing
from node.cli.files import text_in
from node.cli.world import CommandError, Place


@contextmanager
def opened(copy: Path, place: Place) -> Iterator[Path]:
    """The folder of a copy; of a sealed one, a folder for as long as this lasts."""
    if copy.is_dir():
        yield copy
        return
    said = passphrase()
    folder = Path(tempfile.mkdtemp(prefix="wijk-", dir=_near(place)))
    try:
        sealing.unpack(copy, said, folder / "copy")
        yield folder / "copy"
    finally:
        shutil.rmtree(folder)


def passphrase(*, hint: str = "") -> str:
    """What seals a copy; asked twice when it is new."""
    named = os.environ.get("WIJK_PASSPHRASE_FILE")
    if named:
        return text_in(Path(named)).strip("\n")
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


def _near(place: Place) -> Path | None:
    """The disk of the node's folder; without one, where this machine keeps what goes again."""
    try:
        folder = place.data.parent
    except CommandError:
        return None
    while not folder.is_dir():
        folder = folder.parent
    return folder
