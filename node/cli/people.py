"""Accounts: ``wijk user …``."""

from pathlib import Path

import click

from node.cli.files import text_in
from node.cli.output import ROW, table
from node.cli.words import LANGUAGE
from node.cli.world import CommandError, Place
from node.moderation import commanding, overseeing
from node.residents import accounts, coadmins, errors, watching
from node.upkeep import inviting

SENTENCES: dict[type[errors.AccountError], str] = {
    errors.NameTakenError: "There is an account with the name {name} already, or one that looks"
    " the same.",
    errors.BadNameError: "{name!r} cannot be a name here: it is empty, too long or has characters"
    " that a name does not have.",
    errors.PretendingNameError: "{name!r} cannot be a name here: it seems to speak for the site.",
    errors.EmailTakenError: "There is an account with the address {email} already.",
    errors.BadEmailError: "{email!r} is not an e-mail address.",
    errors.EmailNeededError: "An account needs an e-mail address here.",
    errors.PasswordTooShortError: "The password is too short: use at least {least} characters.",
    errors.PasswordTooLongError: "The password is too long: use at most {most} characters.",
    errors.PasswordCommonError: "The password is one that everybody tries first. Use a sentence.",
    errors.SignInRefusedError: "Name and password do not belong together.",
    errors.ApplicationWaitsError: "An admin has still to decide about this account.",
    errors.ApplicationRefusedError: "An admin refused this account.",
    errors.BusyError: "Too many people sign in at this moment. Try again.",
    errors.TooYoungError: "Somebody who joins is at least sixteen.",
    errors.JoiningClosedError: "Nobody can join now.",
    errors.InvitationError: "There is no such invitation, or it was used up.",
    errors.TicketError: "The link or code was used already, or its time is over.",
    errors.CodeError: "That is not the code.",
    errors.HelpersError: "Two different residents are needed.",
    errors.UnknownNameError: "There is nobody called {name!r}.",
    errors.UnknownHelperError: "There is nobody called {name!r}.",
    errors.TooManyError: "Tried too often. Try again in {seconds} seconds.",
    errors.LastAdminError: "This is the last admin. Make somebody else an admin first.",
}


def sentence(error: errors.AccountError) -> str:
    """What went wrong, for whoever typed the command."""
    return SENTENCES[type(error)].format(**vars(error))


@click.group()
def user() -> None:
    """Accounts of residents."""


@user.command("add")
@click.argument("name")
@click.option("--email")
@click.option("--role", type=click.Choice(accounts.ROLES), default="resident", show_default=True)
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def add(
    place: Place, *, name: str, email: str | None, role: str, password_file: Path | None
) -> None:
    """Make an account for somebody who signs in. The password is asked, or read from a file."""
    password = _password(password_file)
    with place.node() as world:
        made = commanding.make_account(world, name=name, password=password, email=email, role=role)
        watching.appointed(world, role)
        click.echo(f"{made.name} can sign in now, as {role}.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_users(place: Place, *, as_json: bool) -> None:
    """Everybody who can sign in."""
    with place.node():
        table(list(accounts.listed()), as_json=as_json)


@user.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(accounts.ROLES))
@click.pass_obj
def role(place: Place, *, name: str, role: str) -> None:
    """Give somebody another role. They have to sign in again."""
    with place.node() as world:
        found = overseeing.give_role(world, name, role, by=None)
        watching.appointed(world, role)
        click.echo(f"{found.name} is {role} now, and signed out everywhere.")


@user.command("ask-admin")
@click.argument("name")
@click.option("--email", default="", help="Mail the code there too.")
@click.option("--language", default="nl", show_default=True, type=LANGUAGE, help="Of that mail.")
@click.pass_obj
def ask_admin(place: Place, *, name: str, email: str, language: str) -> None:
    """Ask somebody to become an admin: a code to make an account with. It gives no power yet.

    `wijk invite list` has it too, and `wijk invite end` takes it back.
    """
    with place.node() as world:
        code = overseeing.ask_admin(world, None, name=name, email=email, language=language)
        click.echo(f"Code for {name}: {code}  {inviting.address(world, code)}")
        if email and world.mail is None:
            click.echo("There is no mail server: no mail goes there. Hand the code over yourself.")
        click.echo("Once there is an account: `wijk user asked`, and `wijk user confirm-admin ID`.")


@user.command("asked")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def asked(place: Place, *, as_json: bool) -> None:
    """Who was asked to become an admin and is none yet."""
    with place.node() as world:
        table([vars(one) for one in coadmins.listed(world)], as_json=as_json)


@user.command("confirm-admin")
@click.argument("number", metavar="ID", type=ROW)
@click.pass_obj
def confirm_admin(place: Place, *, number: int) -> None:
    """Say that this is the one who was asked: an admin from now on."""
    with place.node() as world:
        try:
            made = overseeing.appoint(world, number, by=None)
        except errors.UnknownNameError:
            raise CommandError(f"Nobody with an account waits for that as {number}.") from None
        watching.appointed(world, "admin")
        click.echo(f"{made.name} is an admin now.")


@user.command("password")
@click.argument("name")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def set_password(place: Place, *, name: str, password_file: Path | None) -> None:
    """Set a new password for somebody. They are signed out everywhere."""
    password = _password(password_file)
    with place.node() as world:
        found = commanding.give_password(world, name, password)
        click.echo(f"{found.name} has a new password, and is signed out everywhere.")


@user.command("code")
@click.argument("name")
@click.pass_obj
def make_code(place: Place, *, name: str) -> None:
    """Make a code to hand over, with which somebody chooses a new password within an hour."""
    with place.node() as world:
        found, code = commanding.give_code(world, name)
        click.echo(f"Code for {found.name}: {code}")
        click.echo(f"To be filled in within an hour at {world.config.url}/herstel/code")


@user.command("suspend")
@click.argument("name")
@click.pass_obj
def suspend(place: Place, *, name: str) -> None:
    """Shut somebody out, at once and in every browser."""
    with place.node() as world:
        found = commanding.shut_out(world, name)
        click.echo(f"{found.name} is shut out.")


@user.command("restore")
@click.argument("name")
@click.pass_obj
def restore(place: Place, *, name: str) -> None:
    """Let somebody in again."""
    with place.node() as world:
        found = commanding.let_back(world, name)
        click.echo(f"{found.name} can sign in again.")


@user.command("sign-out")
@click.argument("name")
@click.pass_obj
def sign_out(place: Place, *, name: str) -> None:
    """Sign somebody out everywhere."""
    with place.node() as world:
        found = commanding.sign_out(world, name)
        click.echo(f"{found.name} is signed out everywhere.")


@user.command("no-second-step")
@click.argument("name")
@click.pass_obj
def no_second_step(place: Place, *, name: str) -> None:
    """Take away the second step of somebody who lost telephone and paper."""
    with place.node() as world:
        found = commanding.drop_second_step(world, name)
        click.echo(f"{found.name} signs in with the password alone now.")


def _password(file: Path | None) -> str:
    if file is None:
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return text_in(file).removesuffix("\n")
