"""What the ward decides about itself: ``wijk settings …``; of the machine: ``check-config``."""

import click

from node.cli.output import ROW, table
from node.cli.words import english
from node.cli.world import Place
from node.moderation import changes
from node.moderation.changes import NotNewestError
from node.settings import values
from node.settings.table import SETTINGS, BadValueError, SettingError


def sentence(error: SettingError) -> str:
    """What is wrong with a setting, for whoever typed the command."""
    if isinstance(error, BadValueError):
        if error.choices:
            return f"{error.name}={error.value!r} will not do; use {', '.join(error.choices)}."
        return f"{error.name}={error.value!r} will not do. {english(SETTINGS[error.name].problem)}"
    if isinstance(error, NotNewestError):
        return "Only the newest change of a setting can be set back; see `wijk settings history`."
    return f"There is no such setting. These there are: {', '.join(SETTINGS)}."


@click.group()
def settings() -> None:
    """What the ward decides about itself."""


@settings.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_settings(place: Place, *, as_json: bool) -> None:
    """Every setting and its value."""
    with place.node():
        rows = [
            {
                "name": name,
                "value": value,
                "default": SETTINGS[name].default,
                "choices": " ".join(SETTINGS[name].choices),
            }
            for name, value in values.everything().items()
        ]
        table(rows, as_json=as_json)


@settings.command("set")
@click.argument("name")
@click.argument("value")
@click.pass_obj
def set_setting(place: Place, *, name: str, value: str) -> None:
    """Change a setting; the history says that it was done by command."""
    with place.node() as world:
        click.echo(f"{name} is {changes.put(world, None, name, value)!r} now.")


@settings.command("history")
@click.option("--name", default="", help="Of one setting alone.")
@click.option("--before", type=ROW, metavar="N", help="What was before change N.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def history(place: Place, *, name: str, before: int | None, as_json: bool) -> None:
    """Who changed what, when, from what to what; the newest first."""
    with place.node():
        rows = [vars(one) for one in changes.page(before=before, name=name).lines]
        if not as_json:
            rows = [row | {"who": row["who"] or _nobody(row["faded"])} for row in rows]
        table(rows, as_json=as_json)


def _nobody(faded: object) -> str | None:
    return None if faded else "by command"


@settings.command("undo")
@click.argument("number", type=ROW)
@click.pass_obj
def undo(place: Place, *, number: int) -> None:
    """Set back the newest change of a setting, by its id in the history."""
    with place.node() as world:
        name = changes.undo(world, None, number)
        click.echo(f"{name} is {values.get(name)!r} again.")
