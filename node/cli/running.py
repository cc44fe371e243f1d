"""Making a node and running it: ``init``, ``serve``, ``worker``, ``check-config``."""

import os
from base64 import b32encode

import click

from federation.words import four_words
from node import jobs
from node.backups import upgrading
from node.cli.output import table
from node.cli.sheets import check_folder, hand_out
from node.cli.world import Place, check_tables, real_world
from node.config import FILE_NAME, Config, Value
from node.serve import end_at_once, end_with_parent, pages_open, serve_node
from node.store import migrate, occupied
from node.store.database import Store
from node.translations.catalogue import LOCALES
from node.upkeep import setup
from node.world import system_random

SHEETS = ("1", "2")
VARIABLE = "WIJK_DATABASE"


@click.command()
@click.option("--url", required=True, help="Where the site will be, such as https://example.nl")
@click.option("--name", help="The ward's name. Without: the rest is asked in a browser.")
@click.option("--ward", "codes", multiple=True, help="CBS code with its year: WK0363ME@2025.")
@click.option("--language", default="nl", show_default=True, type=click.Choice(list(LOCALES)))
@click.option("--development", is_flag=True, help="Allow http and *.localhost; never on the web.")
@click.option("--database", default="", help="postgresql://… instead of SQLite in the folder.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--sheets", type=click.Path(file_okay=False), help="Write the recovery sheets here.")
@click.pass_obj
def init(
    place: Place,
    *,
    url: str,
    name: str | None,
    codes: tuple[str, ...],
    language: str,
    development: bool,
    database: str,
    port: int,
    sheets: str | None,
) -> None:
    """Make a node in the folder: identity, keys, empty database.

    Without --name only the folder is made ready, for the set-up in a browser; the code that opens
    it is printed.
    """
    setup.check_empty(place.data)
    if name is not None:
        setup.check_ward(name, codes)
    check_folder(sheets, SHEETS)
    config = new_config(
        place, url=url, development=development, database=checked("database", database), port=port
    )
    if name is None:
        ready(config)
        click.echo("Start the node with `wijk serve`, or answer here with `wijk setup`.")
        return
    made = setup.make(real_world(config), name=name, codes=codes, language=language)
    click.echo(f"{name} is made in {place.data}.")
    click.echo(f"Its four words: {four_words(made.identity.scid)}")
    for number, one in zip(SHEETS, made.sheets, strict=True):
        hand_out(one, name=number, title=f"Herstelblad {number} van 2", ward=name, folder=sheets)


def new_config(
    place: Place, *, url: str, development: bool, database: str = "", port: int = 8000
) -> Config:
    """The settings of a node that is still to be made, with a secret of its own."""
    config = Config(
        data=place.data,
        url=checked("url", url),
        secret=b32encode(system_random(setup.SECRET_BYTES)).decode().rstrip("="),
        development=development,
        database=database,
        port=port,
    )
    config.check()
    return config


def ready(config: Config) -> None:
    """Make a folder ready for the set-up, and say the code that opens it."""
    tell_code(config, setup.prepare(real_world(config)))


def tell_code(config: Config, code: str) -> None:
    """Where the set-up is, and the code that opens it: said now, and never again."""
    click.echo(f"Set this node up in your browser, at {config.url}/opzetten")
    click.echo(f"The code for it:  {code}")
    click.echo("It works until the set-up is done. Lost it? `wijk setup code` makes another.")


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--url", help="In an empty folder: where the site will be. It begins its set-up.")
@click.option("--development", is_flag=True, help="With --url: allow http and *.localhost.")
@click.option("--no-jobs", is_flag=True, help="Pages only; run `wijk worker` beside it.")
@click.option("--until-closed", type=int, hidden=True, help="End when this descriptor closes.")
@click.pass_obj
def serve(
    place: Place,
    *,
    host: str | None,
    port: int | None,
    url: str | None,
    development: bool,
    no_jobs: bool,
    until_closed: int | None,
) -> None:
    """Serve the ward's pages, with the jobs in a process of their own, until told to stop.

    In an empty folder, with --url: serve its set-up, for whoever has the code that is printed, and
    the ward's pages as soon as that is done.
    """
    url = url or os.environ.get("WIJK_URL")
    if url and not (place.data / FILE_NAME).exists():
        database = checked("database", os.environ.get(VARIABLE, ""), VARIABLE)
        ready(
            new_config(
                place, url=url, development=development, database=database, port=port or 8000
            )
        )
    config = place.config(host=host, port=port)
    world = real_world(config)
    serve_node(config, world, with_jobs=not no_jobs, until_closed=until_closed)


@click.command()
@click.option("--until-closed", type=int, hidden=True, help="End when this descriptor closes.")
@click.pass_obj
def worker(place: Place, *, until_closed: int | None) -> None:
    """Run the jobs only: pulling from neighbours, ending listings, keeping house."""
    config = place.config()
    if until_closed is not None:
        end_with_parent(until_closed)
    migrate.check_file(config.database_url)
    occupied.hold(config.data)
    store = Store(config.database_url)
    with store.active() as database:
        check_tables(database)
    jobs.run(real_world(config), store)
    end_at_once()


@click.command()
@click.pass_obj
def upgrade(place: Place) -> None:
    """Let this program take over data of an older one; what goes wrong is undone.

    Stop the node first. A copy is made, the tables are changed, all is looked at; if anything is
    wrong then, the copy is put back.
    """
    config = place.config()
    held = occupied.hold(config.data, alone=True)
    world, store = real_world(config), Store(config.database_url)
    if not upgrading.is_needed(world, store):
        click.echo("The data fits this program; nothing was done.")
        return
    done = upgrading.upgrade(world, store, lambda: pages_open(config, world, store))
    store.close()
    os.close(held)
    click.echo(f"Done: {len(done.names)} changes of the tables. The copy of before is {done.copy}.")


@click.command("check-config")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def check_config(place: Place, *, as_json: bool) -> None:
    """Say what the machine's settings are and where each comes from; or what is wrong."""
    config = place.config()
    rows = [
        {"setting": name, "value": value, "from": config.sources.get(name, "-")}
        for name, value in config.shown().items()
    ]
    table(rows, as_json=as_json)


def checked(name: str, value: str, source: str = "") -> str:
    """What an option says, or what another ``source`` does, when it will do as that setting.

    :raises ConfigError: it will not.
    """
    text: str = Value(value, source or f"--{name}").read(name) if value else value
    return text
