"""``python -m tests.simulation --seeds 0-99 --nodes 8 --days 2``: neighbourhoods in made-up time.

Every node is a whole one with its own database; with ``--pure`` it is only the rules of the
protocol, so a thousand fit in one process. ``--pure --table`` shows what one such node costs in
networks of 50 to 1,000, which should be the same. A seed that breaks a promise is printed with how
to run it again; the others go on, and the status is 1. What it was belongs in ``kept.py``, and in a
small test of its own.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from federation.relaying import HORIZON
from tests.simulation import pure, whole
from tests.simulation.weather import CALM, Storm

MEMORY = Path("/dev/shm")  # a disk made of memory, where there is one
SIZES = (50, 100, 200, 500, 1000)


def main() -> int:
    """Run the seeds that were asked for."""
    asked = _arguments()
    if asked.table:
        return _table(asked.days)
    first, _, last = asked.seeds.partition("-")
    run = run_pure if asked.pure else run_whole
    logging.disable(logging.CRITICAL)  # whatever is logged here is meant to go wrong
    broken = []
    for seed in range(int(first), int(last or first) + 1):
        start = time.monotonic()
        try:
            said = str(run(seed, asked.nodes, asked.days))
        except AssertionError as promise:
            broken.append(seed)
            said = f"BROKE A PROMISE: {promise}\n  again: {_command(asked, seed)}"
        print(f"seed {seed}, {time.monotonic() - start:.1f} s: {said}", flush=True)
    print(f"{int(last or first) - int(first) + 1} seeds, broken: {broken or 'none'}")
    return 1 if broken else 0


def run_pure(seed: int, nodes: int, days: float) -> pure.Outcome:
    """One seed of nodes that are only rules, with some of everything going wrong.

    :raises AssertionError: something happened that never may.
    """
    made = pure.Simulation(seed, nodes, storm=Storm())
    some = max(1, nodes // 50)
    made.stir(thefts=some, moves=some, skewed=2 * some, relays=some, liars=some)
    return made.run(days)


def run_whole(seed: int, nodes: int, days: float) -> whole.Outcome:
    """One seed of whole nodes.

    :raises AssertionError: something happened that never may.
    """
    place = str(MEMORY) if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="wijk-simulation-", dir=place) as folder,
        whole.Simulation(seed, nodes, Path(folder), storm=Storm()) as made,
    ):
        return made.run(days)


def _command(asked: argparse.Namespace, seed: int) -> str:
    pure = " --pure" if asked.pure else ""
    size = f"--nodes {asked.nodes} --days {asked.days:g}"
    return f"python -m tests.simulation --seeds {seed} {size}{pure}"


def _table(days: float) -> int:
    """Traffic and storage of a node a day, by the size of the network: the mean and the busiest.

    In good weather: what storms cost is chance, and the unluckiest of more nodes has more of it.
    """
    made_of = f"{pure.NEIGHBOURS} neighbours, horizon {HORIZON}, {days:g} days and healing"
    print(f"each node has {made_of}; mean and busiest of all nodes")
    print(f"{'nodes':>6} {'asked':>15} {'bytes in':>21} {'bytes held':>19} {'as with 50':>11}")
    first: tuple[float, float, float] | None = None
    for size in SIZES:
        made = pure.Simulation(1, size, storm=CALM).run(days)
        first = first or made.mean
        ratios = [now / then for now, then in zip(made.mean, first, strict=True)]
        asked, bytes_in, held = made.mean
        print(
            f"{size:>6} {asked:>8.0f} {made.asked:>6} {bytes_in:>11.0f} {made.bytes_in:>9}"
            f" {held:>10.0f} {made.held:>8} {max(ratios):>10.2f}x",
            flush=True,
        )
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="0-9", metavar="A-B")
    parser.add_argument("--nodes", type=int, default=8, metavar="N")
    parser.add_argument("--days", type=float, default=2, metavar="D")
    parser.add_argument("--pure", action="store_true")
    parser.add_argument("--table", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
