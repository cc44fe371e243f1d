"""``wijk figures``: what happens in the ward, in numbers that point at nobody."""

import click

from node.cli.output import table
from node.cli.world import Place
from node.insight import statistics


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def figures(place: Place, *, as_json: bool) -> None:
    """Listings, answers, agreements and people of each month that is over, by kind."""
    with place.node() as world:
        rows = [
            {"month": month, "kind": kind or "all", "what": what, "count": number.cell}
            for month, kind, what, number in statistics.everything(world.now())
        ]
        table(rows, as_json=as_json)
