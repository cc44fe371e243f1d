"""Accounts: ``wijk user …``."""

from pathlib import Path

import click

from node.cli.world import CommandError, Place
from node.residents import accounts, errors

SENTENCES: dict[type[errors.AccountError], str] = {
    errors.NameTakenError: "There is an account with the name {name} already.",
    errors.BadNameError: "{name!r} cannot be a name here: it is empty, too long or reserved.",
    errors.EmailTakenError: "There is an account with the address {email} already.",
    errors.BadEmailError: "{email!r} is not an e-mail address.",
    errors.PasswordTooShortError: "The password is too short: use at least {least} characters.",
    errors.PasswordTooLongError: "The password is too long: use at most {most} characters.",
    errors.SignInRefusedError: "Name and password do not belong together.",
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
        made = accounts.create(world, name=name, password=password, email=email, role=role)
        click.echo(f"{made.name} can sign in now, as {role}.")


def _password(file: Path | None) -> str:
    if file is None:
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{file} cannot be read as text.") from None
    return text.removesuffix("\n")
