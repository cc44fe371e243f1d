"""Everything that is checked before a change is kept, the fastest first: ``python -m tests``.

Rule 1: the first check that fails ends the run, and its status is ours.
Rule 2: pytest comes last, so its own summary is the last that is read.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.tools import ROOT

CODE = ("federation", "node", "tests", "deploy")
FAST = "not browser and not processes"
COVERAGE = ("--cov=federation", "--cov-branch", "--cov-fail-under=100", "--cov-report=term-missing")
CONTRACTS = "from importlinter.cli import lint_imports_command as check; check()"


@dataclass(frozen=True)
class Check:
    """One program to run, with the headline it runs under."""

    headline: str
    arguments: tuple[str, ...]


def main() -> int:
    """Run the checks that were asked for."""
    asked = _arguments()
    for check in _checks(asked):
        print(f"\n== {check.headline}", flush=True)
        start = time.monotonic()
        status = subprocess.run([sys.executable, *check.arguments], cwd=ROOT, check=False)
        if status.returncode != 0:
            took = time.monotonic() - start
            print(f"== {check.headline}: failed after {took:.1f} s", file=sys.stderr, flush=True)
            return status.returncode
        if check.arguments[1] != "pytest":
            print(f"   good, {time.monotonic() - start:.1f} s", flush=True)
    return 0


def _checks(asked: argparse.Namespace) -> Sequence[Check]:
    tests = Check("tests", ("-m", "pytest", *_pytest(asked)))
    if asked.k:
        return [tests]
    return [
        Check("format", ("-m", "ruff", "format", "--check", "--quiet", *CODE)),
        Check("lint", ("-m", "ruff", "check", "--quiet", *CODE)),
        Check("floors", ("-c", CONTRACTS)),
        Check("types", ("-m", "mypy", "--no-error-summary")),
        tests,
    ]


def _pytest(asked: argparse.Namespace) -> list[str]:
    chosen = ["-q", *asked.rest]
    if asked.k:
        return [*chosen, "-k", asked.k]
    if asked.fast:
        chosen += ["-m", FAST]
    return [*chosen, *COVERAGE]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("-k", metavar="WORDS", help="only the tests with these words; nothing else")
    parser.add_argument("--fast", action="store_true", help="no browser, no real processes")
    parser.add_argument("rest", nargs="*", metavar="PATH", help="handed to pytest")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
