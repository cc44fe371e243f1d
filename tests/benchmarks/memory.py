"""Proportional memory of both processes, against a bare Flask program with the same libraries."""

from pathlib import Path

from node.cli.world import Place
from tests.benchmarks.race import Row
from tests.benchmarks.running import (
    bare_command,
    free_port,
    make_node,
    memory_of,
    node_command,
    page,
    serving,
)
from tests.benchmarks.wards import fill


def measure(folder: Path, quick: bool) -> list[Row]:
    """With 50,000 listings (5,000 when quick), after 200 pages."""
    count = 5_000 if quick else 50_000
    data = make_node(folder)
    with Place(str(data)).node() as world:
        fill(world, count)
    port = free_port()
    with serving(node_command(data, port), port) as (process, _):
        for _ in range(200):
            page(port)
        ours, processes = memory_of(process.pid)
    with serving(bare_command(port), port) as (process, _):
        bare, _ = memory_of(process.pid)
    return [
        Row(
            name=f"memory, {count:,} listings",
            ours=f"{ours:.0f} MB in {processes} processes",
            against=f"{bare:.0f} MB bare Flask, one process",
            ratio=f"{ours / bare:.2f}",
            noise="-",
            limited_by="what is imported; 8 MB of cache a thread that reads",
        )
    ]
