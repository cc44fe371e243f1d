"""``python -m tests.mutation [MODULE …]``: change ``federation`` a little, and see if a test fails.

Prints every mutant that survived, and the score of each module. Ends with status 1 when the score
of all together is below ``--least``.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from tests.fuzz.chance import Chance
from tests.mutation import running
from tests.mutation.running import Mutant, Outcome
from tests.mutation.sites import sites
from tests.tools import ROOT

LEAST = 85  # per cent
WHOLE = ("proof", "did", "webvh", "intake", "strictjson")  # of these, never a sample


class Tally:
    """What became of each mutant."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[Outcome]] = defaultdict(Counter)
        self.survivors: list[tuple[Mutant, Outcome]] = []

    def tell(self, mutant: Mutant, outcome: Outcome) -> None:
        """Take note of one."""
        path, site = mutant
        self.counts[str(path.relative_to(ROOT))][outcome] += 1
        if outcome in running.UNNOTICED:
            self.survivors.append((mutant, outcome))
            print(
                f"{path.relative_to(ROOT)}:{site.line}: {outcome}: {site.sort}: "
                f"{_short(site.before)} -> {_short(site.after) or 'nothing'}",
                flush=True,
            )

    def score(self) -> float:
        """Per cent of all that a test noticed."""
        total = sum(map(Counter.total, self.counts.values()))
        return 100 * (total - len(self.survivors)) / total if total else 100.0


def main() -> int:
    """Run the mutants that were asked for."""
    asked = _arguments()
    began = time.monotonic()
    os.chdir(ROOT)
    running.calm()
    mutants = _mutants(asked)
    tally = Tally()
    anew = [mutant for mutant in mutants if not mutant[1].function]
    for mutant, outcome in _in_functions([m for m in mutants if m[1].function], asked.tests):
        if outcome == "imported":
            anew.append(mutant)
        else:
            tally.tell(mutant, outcome)
    for mutant in anew:
        tally.tell(mutant, _imported(mutant, asked.tests))
    for name, counts in sorted(tally.counts.items()):
        print(f"{name}: {counts.total()} mutants, {dict(counts)}")
    total = sum(map(Counter.total, tally.counts.values()))
    print(f"{total} mutants, {tally.score():.1f} % noticed, {time.monotonic() - began:.0f} s")
    return int(tally.score() < asked.least)


def _in_functions(mutants: list[Mutant], tests: str) -> Iterator[tuple[Mutant, Outcome]]:
    """What becomes of each. In a child: those imported anew are to find nothing imported here."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            plugin = running.InFunctions(
                mutants,
                lambda mutant, outcome: print(mutants.index(mutant), outcome, file=out, flush=True),
            )
            status = pytest.main(running.arguments([tests]), plugins=[plugin])
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as told:
        for line in told:
            number, _, outcome = line.strip().partition(" ")
            yield mutants[int(number)], outcome  # type: ignore[misc]
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        sys.exit("the tests do not run")


def _imported(mutant: Mutant, tests: str) -> Outcome:
    outcome: Outcome = "not reached"
    for files in running.files_for(mutant[0], tests):
        outcome = running.by_import(mutant, files)
        if outcome not in running.UNNOTICED:
            break
    return outcome


def _mutants(asked: argparse.Namespace) -> list[Mutant]:
    chance = Chance(asked.seed)
    found = []
    for path in sorted((ROOT / "federation").rglob("*.py")):
        if asked.modules and path.stem not in asked.modules:
            continue
        every = [(path, site) for site in sites(path.read_text("utf-8"))]
        if asked.one_in > 1 and path.stem not in WHOLE:
            every = [mutant for mutant in every if chance.one_in(asked.one_in)]
        found += every
    return found


def _short(code: str) -> str:
    line = " ".join(code.split())
    most = 90
    return line if len(line) <= most else line[:most] + "…"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="by default every one")
    parser.add_argument(
        "--one-in",
        type=int,
        default=1,
        metavar="N",
        help=f"only one mutant in N, of all modules but {', '.join(WHOLE)}",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of that choice")
    parser.add_argument("--tests", default=running.TESTS, metavar="PATH", help="which are run")
    parser.add_argument("--least", type=float, default=LEAST, metavar="PERCENT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
