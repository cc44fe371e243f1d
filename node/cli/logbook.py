"""``wijk log``: whether the log of what moderators decided is as it was written."""

import click

from node.cli.world import CommandError, Place
from node.moderation import log as log_of_decisions

PROBLEMS = {
    "missing": "is not there any more",
    "link": "is not what it was when it was written",
    "words": "has other names or words beside it than when it was written",
    "end": "is not the one that was written last",
}


@click.group()
def log() -> None:
    """The log of what moderators decided."""


@log.command("check")
@click.option("--last", type=click.IntRange(1), help="Only the last so many lines.")
@click.pass_obj
def check(place: Place, *, last: int | None) -> None:
    """Follow the chain of the log from its first line to its last."""
    with place.node():
        broken = log_of_decisions.check(last=last)
        if broken is not None:
            problem = PROBLEMS[broken.problem]
            raise CommandError(f"The log was changed: line {broken.number} {problem}.")
        click.echo(f"The log is whole: {log_of_decisions.length()} lines.")
