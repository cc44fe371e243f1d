"""From the command to the first page, against a bare Flask program with the same libraries."""

from pathlib import Path
from statistics import median

from node.cli.world import Place
from tests.benchmarks.race import Row
from tests.benchmarks.running import (
    bare_command,
    free_port,
    make_node,
    node_command,
    serving,
)
from tests.benchmarks.wards import fill


def measure(folder: Path, quick: bool) -> list[Row]:
    """With 50,000 listings in the database (5,000 when quick)."""
    count = 5_000 if quick else 50_000
    data = make_node(folder)
    with Place(str(data)).node() as world:
        fill(world, count)
    ours, bare = [], []
    for _ in range(3 if quick else 7):
        port = free_port()
        with serving(node_command(data, port), port) as (_, seconds):
            ours.append(seconds)
        with serving(bare_command(port), port) as (_, seconds):
            bare.append(seconds)
    ratios = sorted(mine / other for mine, other in zip(ours, bare, strict=True))
    return [
        Row(
            name=f"start to first page, {count:,} listings",
            ours=f"{median(ours):.2f} s",
            against=f"{median(bare):.2f} s bare Flask, same libraries",
            ratio=f"{median(ratios):.2f}",
            noise=f"±{(ratios[-1] - ratios[0]) / median(ratios) * 50:.0f} %",
            limited_by="importing; the listings are not read",
        )
    ]
