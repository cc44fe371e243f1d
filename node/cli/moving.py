"""``wijk export-all``, ``import-all``, ``move-database``: a whole node, whichever the database."""

import os
from pathlib import Path

import click

from node.backups import making, moving, sealing
from node.cli.restoring import put_back, where
from node.cli.running import checked
from node.cli.sealed import passphrase, size
from node.cli.world import CommandError, Place, check_tables, real_world
from node.config import FILE_NAME, from_environment
from node.store import migrate, occupied
from node.store.database import Store
from node.store.snapshot import SQLITE


@click.command("export-all")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_all(place: Place, *, file: Path) -> None:
    """Write all of this node to FILE, in a form that no engine owns, sealed with a passphrase.

    In it: each table as lines of JSON, the pictures, the keys and the settings. The passphrase is
    asked, or read from the file that WIJK_PASSPHRASE_FILE names.
    """
    sealing.check_free(file)
    with place.node() as world:
        said = passphrase(hint=sealing.suggestion(world.random))
        sealing.check(said)
        with making.neutral(world) as copy:
            sealing.write(sealing.seal(world, copy, said), file)
            rows = sum(copy.manifest.counts.values())
    click.echo(
        f"{rows} rows of {len(copy.manifest.counts)} tables, pictures and keys are sealed in"
        f" {file} ({size(file.stat().st_size)}). Without the passphrase nobody opens it."
    )


@click.command("import-all")
@where
@click.pass_obj
def import_all(place: Place, *, backup: Path, database: str, beside: Path | None) -> None:
    """Make a node in the empty folder --data of what `export-all` wrote to BACKUP.

    The same as `restore from`: everybody signs in anew, and the neighbours are asked what was
    signed since. To change the database of a node that goes on, use `move-database`.
    """
    put_back(place, backup, database, beside)


@click.command("move-database")
@click.argument("database")
@click.pass_obj
def move_database(place: Place, *, database: str) -> None:
    """Give this node another DATABASE: an empty postgresql://… address, or `sqlite`.

    Stop the node first. All rows go along as they are, and nobody notices; the database of before
    stays, for you to throw away.
    """
    named = from_environment(os.environ).get("database")
    if named:
        raise CommandError(
            f"{named.source} says which database this node has. Put that in"
            f" {place.data / FILE_NAME} instead, so that this command can change it."
        )
    config = place.config()
    url = "" if database == SQLITE else checked("database", database)
    migrate.check_file(config.database_url)
    held, store = occupied.hold(config.data, alone=True), Store(config.database_url)
    try:
        with store.active() as current:
            check_tables(current)
        store.close()
        moving.move(real_world(config), url)
    finally:
        os.close(held)
    click.echo(
        "Done. Start the node, look whether all is there, and throw the database of before away"
        f" then: {config.shown()['database'] or config.data / 'wijk.db'}."
    )
