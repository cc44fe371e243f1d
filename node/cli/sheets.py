"""Recovery sheets as something to print: on the terminal, or as a page."""

import os
from io import StringIO
from pathlib import Path

import click
import segno

from federation.sheet import Sheet
from node.cli.world import CommandError
from node.upkeep.sheets import printable


def check_folder(folder: str | None, names: tuple[str, ...]) -> None:
    """Before a sheet is made: it must be possible to hand it out, or it would be lost.

    :raises CommandError: when the folder cannot hold it, or has such a sheet already.
    """
    if folder is None:
        return
    path = Path(folder)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{path} cannot be made: {error.strerror}.") from None
    there = [file_of(path, name) for name in names if file_of(path, name).exists()]
    if there or not os.access(path, os.W_OK):
        why = f"{there[0]} is there already" if there else f"{path} cannot be written to"
        raise CommandError(f"{why}; nothing was done.")


def file_of(folder: Path, name: str) -> Path:
    """Where the sheet called ``name`` is written."""
    return folder / f"recovery-sheet-{name}.html"


def qr_in_terminal(text: str) -> str:
    """The QR code drawn with characters."""
    drawing = StringIO()
    segno.make(text, error="m").terminal(drawing, compact=True)
    return drawing.getvalue()


def hand_out(sheet: Sheet, *, name: str, title: str, ward: str, folder: str | None) -> None:
    """Print a recovery sheet, or write it where told; it is kept nowhere else."""
    if folder is None:
        click.echo(f"\nRecovery sheet {name} for {ward}. Print it; keep it apart from the other.")
        click.echo(f"{sheet.text}\n")
        click.echo(qr_in_terminal(sheet.qr_text))
        return
    file = file_of(Path(folder), name)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(printable(title, ward, sheet))
    click.echo(f"Recovery sheet {name} is in {file}. Print it, then delete the file.")
