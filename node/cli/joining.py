"""Who may join: ``wijk invite …``, ``wijk application …``."""

from datetime import timedelta
from pathlib import Path

import click

from node.cli.files import new_file
from node.cli.output import ROW, table
from node.cli.words import LANGUAGE
from node.cli.world import CommandError, Place
from node.residents import accounts, applicants, applications, invitations
from node.trust import admitting
from node.upkeep import inviting


@click.group()
def invite() -> None:
    """Invitations: codes with which people may join."""


@invite.command("new")
@click.option("--letters", type=click.IntRange(1, invitations.MOST_LETTERS), metavar="N")
@click.option("--file", type=click.Path(path_type=Path), help="Where to write the letters.")
@click.option(
    "--uses",
    default=1,
    show_default=True,
    type=click.IntRange(1, 500),
    help="How many accounts the code is good for; of a letter four.",
)
@click.option("--days", default=60, show_default=True, type=click.IntRange(1, 365))
@click.option("--label", default="", help="For whom or where, for your own list.")
@click.option("--language", default="nl", show_default=True, type=LANGUAGE, help="Of the letters.")
@click.pass_obj
def new(
    place: Place,
    *,
    letters: int | None,
    file: Path | None,
    uses: int,
    days: int,
    label: str,
    language: str,
) -> None:
    """Make a code, or N letters to print with a code each. A code is shown only now."""
    lasts = timedelta(days=days)
    if letters is None:
        with place.node() as world:
            code = invitations.new(world, label=label, uses=uses, lasts=lasts)
            click.echo(f"{code}  {inviting.address(world, code)}")
        return
    if file is None:
        raise CommandError("Say where to write the letters: --file LETTERS.html")
    with new_file(file) as out, place.node() as world:
        codes = invitations.new_letters(world, letters, label=label, lasts=lasts)
        out.write(inviting.page(world, codes, language=language, lasts=lasts))
    click.echo(f"{len(codes)} letters are in {file}. Print them, then delete the file.")


@invite.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_invitations(place: Place, *, as_json: bool) -> None:
    """The invitations that still hold. Their codes are not kept."""
    with place.node() as world:
        table([vars(one) for one in invitations.listed(world)], as_json=as_json)


@invite.command("end")
@click.argument("number", metavar="ID", type=ROW)
@click.pass_obj
def end(place: Place, *, number: int) -> None:
    """Take an invitation back, by its ID in the list."""
    with place.node():
        if not invitations.take_back(number):
            raise CommandError(f"There is no invitation {number}.")
        click.echo("It opens nothing any more.")


@click.group()
def application() -> None:
    """People who ask to join."""


@application.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_applications(place: Place, *, as_json: bool) -> None:
    """Who waits for an answer."""
    with place.node():
        table([vars(one) for one in applications.listed()], as_json=as_json)


@application.command("show")
@click.argument("name")
@click.pass_obj
def show(place: Place, *, name: str) -> None:
    """What somebody answered, and what was written since."""
    with place.node():
        found = applicants.of(applications.by_name(name))
        click.echo(f"{found.applied.name}  {found.applied.email or 'no mailbox'}")
        for asked, text in {"": found.applied.about, **found.applied.answers}.items():
            if text:
                click.echo(f"{asked}\n  {text}".strip())
        for one in found.said:
            click.echo(f"{one.at:%Y-%m-%d %H:%M} {one.who or found.applied.name}: {one.text}")


@application.command("ask")
@click.argument("name")
@click.argument("text")
@click.option("--by", required=True, help="The name of the resident who asks.")
@click.pass_obj
def ask(place: Place, *, name: str, text: str, by: str) -> None:
    """Write to somebody who asks to join, as a resident who may let people in."""
    with place.node() as world:
        person = accounts.named(by)
        admitting.ask(world, person, applications.by_name(name), text)
        click.echo("Sent.")


@application.command("accept")
@click.argument("name")
@click.pass_obj
def accept(place: Place, *, name: str) -> None:
    """Let somebody join."""
    with place.node() as world:
        made = admitting.let_in(world, applications.by_name(name), by=None)
        click.echo(f"{made.name} can sign in now.")


@application.command("refuse")
@click.argument("name")
@click.pass_obj
def refuse(place: Place, *, name: str) -> None:
    """Not let somebody join."""
    with place.node() as world:
        admitting.turn_down(world, applications.by_name(name), by=None)
        click.echo("Refused.")
