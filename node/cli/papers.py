"""``wijk paper …``: what is kept and how long, and the papers about it to print."""

import os
from pathlib import Path

import click

from node.cli.output import table
from node.cli.world import CommandError, Place
from node.config import ZONE
from node.retention import papers, printing
from node.retention.kept import GROUNDS, SEEN, WHOSE
from node.retention.table import TABLE
from node.translations import catalogue


@click.group()
def paper() -> None:
    """What is kept and how long; and the papers about privacy, to print."""


@paper.command("kept")
@click.option("--json", "as_json", is_flag=True)
@click.option("--language", default="nl", show_default=True)
def kept(*, as_json: bool, language: str) -> None:
    """Everything that is kept: of whom, why, how long, and who sees it."""
    words = catalogue.load(ZONE).get(language)
    if words is None:
        raise CommandError(f"There is no language {language!r}.")
    rows = [
        {
            "name": name,
            "what": words.say(one.what),
            "whose": words.say(WHOSE[one.whose]),
            "why": words.say(one.why),
            "ground": words.say(GROUNDS[one.ground]),
            "until": words.say(one.until, one.values),
            "seen_by": words.say(SEEN[one.seen]),
        }
        for name, one in TABLE.items()
    ]
    table(rows, as_json=as_json)


@paper.command("print")
@click.argument("name", type=click.Choice(list(papers.PAPERS)))
@click.option("--file", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@click.option("--language", default="nl", show_default=True)
@click.pass_obj
def print_(place: Place, *, name: str, file: Path, language: str) -> None:
    """Write a paper as a page that any browser prints."""
    if file.exists():
        raise CommandError(f"{file} is there already; nothing was done.")
    with place.node() as world:
        page = printing.page(world, name, language=language)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(page)
    click.echo(f"{file} is written. Open it in a browser to print it.")
