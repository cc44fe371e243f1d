"""How a command shows a list: a table for people, one array for programs. And what it takes as the
number of a line of it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import click

from federation.times import to_text
from node.store.database import HIGHEST_ROW

WIDEST = 60  # characters of a cell on the terminal
ROW = click.IntRange(0, HIGHEST_ROW)


def table(rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows that have the same names: aligned, or as JSON."""
    if as_json:
        plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    if not rows:
        click.echo("Nothing.")
        return
    names = list(rows[0])
    lines = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _plain(value: object) -> object:
    return to_text(value) if isinstance(value, datetime) else value


def _cell(value: object) -> str:
    text = "-" if value is None else str(_plain(value))
    safe = "".join(c if c.isprintable() else " " for c in text)
    return safe if len(safe) <= WIDEST else safe[: WIDEST - 1] + "…"
