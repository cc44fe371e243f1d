"""``wijk clock``: what a person knows and a node does not: whether its clock is right."""

import click

from federation.times import to_text
from node.cli.world import Place
from node.feed import publish


@click.group()
def clock() -> None:
    """The machine's clock, when it is behind what this node has signed."""


@clock.command("confirm")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def confirm(place: Place, *, yes: bool) -> None:
    """Say that the clock is right now, so that the node signs again with rising numbers."""
    with place.node() as world:
        if not yes:
            click.confirm(f"It is {to_text(world.now())} here. Is that right?", abort=True)
        last = publish.confirm_clock(world)
        if last is None:
            click.echo("The clock was in nobody's way; nothing was changed.")
            return
        click.echo(f"The clock is right by your word; the last signature says {to_text(last)}.")
