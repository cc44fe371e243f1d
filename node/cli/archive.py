"""``wijk export-feed``: our own feed as files that ``wijk verify feed`` can check years later."""

import shlex
from pathlib import Path

import click

from node.cli.world import CommandError, Place
from node.upkeep import archive


@click.command("export-feed")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--digests", is_flag=True, help="Without the texts: numbers and digests only.")
@click.pass_obj
def export_feed(place: Place, *, folder: Path, digests: bool) -> None:
    """Write this node's public feed to FOLDER."""
    with place.node() as world:
        try:
            count = archive.write(world, folder, digests=digests)
        except archive.ArchiveError as error:
            raise CommandError(str(error)) from None
    said = "1 listing is" if count == 1 else f"{count} listings are"
    click.echo(f"{said} in {folder}. Check it: wijk verify feed {shlex.quote(str(folder))}")
