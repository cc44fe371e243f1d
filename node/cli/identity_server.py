"""``wijk identity plan``, ``take``, ``show``, ``forget``: the server's half of a change.

Rule: the recovery sheet is never asked for here; ``wijk identity sign`` does, on another computer.
"""

from pathlib import Path

import click

from federation.limits import LOG_BYTES
from federation.words import four_words
from node.cli.words import english
from node.cli.world import CommandError, Place
from node.upkeep import care, plan, take
from node.upkeep.plan import PlanError
from node.upkeep.take import TakeError


@click.command("show")
@click.pass_obj
def show(place: Place) -> None:
    """Who this node is: words, keys and since when, what is asked for, what is going on."""
    with place.node() as world:
        ours = care.standing(world)
        click.echo(f"{ours.name} at {ours.host}: {ours.words}")
        click.echo(f"Line {ours.number} of its log; the newest is of {ours.changed:%Y-%m-%d}.")
        for key in ours.keys:
            click.echo(
                f"  {key.role}: {key.multikey} since {key.since:%Y-%m-%d}{_what_of(key, ours)}"
            )
        if ours.progress.left:
            click.echo(f"Signed anew: {ours.progress.done} of {ours.progress.total} listings.")
        if ours.asked:
            click.echo(f"Asked for and not come yet: {ours.asked.kind}.")
        for closed in ours.closed:
            click.echo(english(closed))


@click.command("plan")
@click.argument("kind", type=click.Choice(tuple(plan.KINDS)))
@click.argument("host", required=False)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def plan_(place: Place, *, kind: str, host: str | None, out: Path) -> None:
    """Write to OUT what whoever holds a recovery sheet has to sign; HOST for a move alone."""
    if plan.KINDS[kind].moves != bool(host):
        raise click.UsageError("A move needs its new address, and nothing else has one.")
    if out.exists():
        raise CommandError(f"{out} is there already; nothing was done.")
    with place.node() as world:
        try:
            asked = plan.ask(world, kind, host=host)
        except PlanError as error:
            raise CommandError(english(care.why(error), vars(error))) from None
    out.write_bytes(asked.to_json())
    click.echo(f"{out} asks for it. Carry it to another computer and run there:")
    click.echo(f"  wijk identity sign {out.name} --out line.jsonl")
    click.echo("Then bring line.jsonl here: wijk identity take line.jsonl")


@click.command("take")
@click.argument("line", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def take_(place: Place, *, line: Path, yes: bool) -> None:
    """Take the finished LINE: say what it will do, ask, and do it."""
    with line.open("rb") as file:
        data = file.read(LOG_BYTES)
    with place.node() as world:
        try:
            foreseen = take.look(world, data)
            click.echo(english(take.WILL_HAPPEN[foreseen.kind], vars(foreseen)))
            if not yes:
                click.confirm("Shall it be done?", abort=True)
            take.take(world, data)
        except TakeError as error:
            raise CommandError(english(care.why(error), vars(error))) from None
    click.echo(f"Line {foreseen.number} is taken; neighbours see it at their next look.")
    if foreseen.kind == "move":
        click.echo(f"The settings say https address {foreseen.host} now: restart the node.")


@click.command("forget")
@click.pass_obj
def forget(place: Place) -> None:
    """Forget what was asked for, and the keys that were made for it."""
    with place.node() as world:
        plan.forget(world)
        words = four_words(care.standing(world).scid)
    click.echo(f"Nothing is asked for {words} any more.")


def _what_of(key: care.Key, ours: care.Standing) -> str:
    if not key.ours:
        return ", not on this server"
    return ", signs now" if key.speaks and not ours.closed else ""


COMMANDS = (show, plan_, take_, forget)
