"""Who is trusted, and who is new: ``wijk trust …``."""

import click

from node.cli.output import table
from node.cli.world import CommandError, Place
from node.residents import accounts
from node.trust import knowing, succession, welcoming
from node.trust.welcoming import NobodyNewError, NotTrustedError


@click.group()
def trust() -> None:
    """Who is trusted here, and since when."""


@trust.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_trusted(place: Place, *, as_json: bool) -> None:
    """Everybody who is trusted by the ward's rule."""
    with place.node():
        table([vars(one) for one in knowing.listed()], as_json=as_json)


@trust.command("rule")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_rule(place: Place, *, as_json: bool) -> None:
    """What is enough; `wijk settings set trust_…` changes it."""
    with place.node():
        table([vars(knowing.rule_here())], as_json=as_json)


@trust.command("welcome")
@click.argument("name")
@click.option("--by", required=True, help="The name of the resident who welcomes.")
@click.pass_obj
def welcome(place: Place, *, name: str, by: str) -> None:
    """Welcome somebody new, as a resident who is trusted."""
    with place.node() as world:
        try:
            welcoming.welcome(world, accounts.named(by), accounts.named(name).id)
        except NotTrustedError:
            raise CommandError(f"{by} is not trusted yet.") from None
        except NobodyNewError:
            raise CommandError(f"{name} is not new any more.") from None
        click.echo(f"{name} is welcomed by {by}.")


@trust.command("succession")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show_succession(place: Place, *, as_json: bool) -> None:
    """Whether the admins are gone, and who may take over; `wijk user role` ends it at once."""
    with place.node() as world:
        now = succession.state(world, accounts.node_organisation())
        if not now.vacant and not as_json:
            click.echo("There is an admin.")
            return
        rows = [
            {
                "name": o.name,
                "votes": o.votes,
                "of": now.voters,
                "needed": now.needed,
                "admin_from": o.opens,
            }
            for o in now.stands
        ]
        table(rows, as_json=as_json)
