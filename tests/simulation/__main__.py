"""``python -m tests.simulation --seeds 0-99 --nodes 8 --days 2``: neighbourhoods in made-up time.

The nodes are only rules, so a thousand fit in one process. ``--table`` shows how one node's cost
grows with the network. A seed that breaks a promise is printed and ends the run with status 1.
"""

import argparse
import sys
import time

from tests.simulation import pure
from tests.simulation.promises import BrokenPromiseError
from tests.simulation.weather import Storm

SIZES = (50, 100, 200, 500, 1000)


def main() -> int:
    """Run the seeds that were asked for."""
    asked = _arguments()
    if asked.table:
        return _table(asked.days)
    first, _, last = asked.seeds.partition("-")
    for seed in range(int(first), int(last or first) + 1):
        start = time.monotonic()
        try:
            outcome = run(seed, asked.nodes, asked.days)
        except BrokenPromiseError as broken:
            print(broken, file=sys.stderr)
            return 1
        print(_line(outcome, time.monotonic() - start), flush=True)
    return 0


def run(seed: int, nodes: int, days: float) -> pure.Outcome:
    """One seed of nodes that are only rules, with some of everything going wrong."""
    made = pure.Simulation(seed, nodes, storm=Storm())
    some = max(1, nodes // 50)
    made.stir(thefts=some, moves=some, skewed=2 * some, relays=some, liars=some)
    return made.run(days)


def _table(days: float) -> int:
    """Traffic and storage of the busiest node, by the size of the network."""
    print(f"{'nodes':>6} {'asked':>8} {'bytes in':>12} {'bytes held':>12}")
    for size in SIZES:
        outcome = run(1, size, days)
        print(f"{size:>6} {outcome.asked:>8} {outcome.bytes_in:>12} {outcome.held:>12}", flush=True)
    return 0


def _line(outcome: pure.Outcome, seconds: float) -> str:
    refused = ", ".join(f"{code} {count}" for code, count in outcome.refused.most_common())
    return (
        f"seed {outcome.seed}: {outcome.nodes} nodes, {outcome.listings} listings,"
        f" {outcome.acts} acts in {seconds:.1f} s; refused: {refused or 'nothing'}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="0-9", metavar="A-B")
    parser.add_argument("--nodes", type=int, default=8, metavar="N")
    parser.add_argument("--days", type=float, default=2, metavar="D")
    parser.add_argument("--table", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
