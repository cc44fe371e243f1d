"""``wijk paper …``: what is kept and how long, and the papers about it to print."""

from pathlib import Path

import click

from node.cli.files import new_file
from node.cli.output import table
from node.cli.words import LANGUAGE
from node.cli.world import Place
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
@click.option("--language", default="nl", show_default=True, type=LANGUAGE)
def kept(*, as_json: bool, language: str) -> None:
    """Everything that is kept: of whom, why, how long, and who sees it."""
    words = catalogue.load(ZONE)[language]
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
@click.option("--language", default="nl", show_default=True, type=LANGUAGE)
@click.pass_obj
def print_(place: Place, *, name: str, file: Path, language: str) -> None:
    """Write a paper as a page that any browser prints."""
    with new_file(file) as out, place.node() as world:
        out.write(printing.page(world, name, language=language))
    click.echo(f"{file} is written. Open it in a browser to print it.")
