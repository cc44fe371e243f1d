"""Everything that is checked before a change is kept, the fastest first: ``python -m tests``.

Rule 1: the first check that fails ends the run, and its status is ours.
Rule 2: pytest comes last, so its own summary is the last that is read.
Rule 3: what counts the branches of the protocol makes everything slower, and is used there alone.
Rule 4: tests that only calculate share the cores. After them come those with a browser or with
real processes, two files at a time: they wait more than they calculate. What is measured against
something else comes last, and has the machine to itself.
Rule 5: what was compiled is kept: some hundred processes of this run load the same modules.
Rule 6: what tests write goes to memory where there is room: thousands of small databases that each
wait for a disk would take twice the time. What a disk forgets is tested by cutting files.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tools import ROOT

CODE = ("federation", "node", "tests", "deploy")
WHOLE = "(browser or processes) and not alone"
ALONE = "alone"
FAST = "not (browser or processes or alone)"
PROTOCOL = tuple(f"tests/{room}" for room in ("federation", "conformance", "fuzz", "mutation"))
BY_FILE = ("--numprocesses=2", "--dist=loadfile")  # the tests of a file share what they made
MOST_WORKERS = 4  # each has a PostgreSQL server of its own
SLOWEST = "--durations=25"  # what is worth making faster
COVERAGE = ("--cov=federation", "--cov-branch", "--cov-fail-under=100", "--cov-report=term-missing")
MEMORY = Path("/dev/shm")  # where Linux keeps files in memory
FORGETTING = "PYTHONDONTWRITEBYTECODE"
ROOM_BYTES = 4 * 1024**3
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
        command = [sys.executable, *check.arguments]
        status = subprocess.run(command, cwd=ROOT, env=environment(), check=False)
        if status.returncode != 0:
            took = time.monotonic() - start
            print(f"== {check.headline}: failed after {took:.1f} s", file=sys.stderr, flush=True)
            return status.returncode
        if check.arguments[1] != "pytest":
            print(f"   good, {time.monotonic() - start:.1f} s", flush=True)
    return 0


def environment() -> dict[str, str]:
    """Of a check: temporary files in memory, where there is room and no other wish."""
    kept = {name: value for name, value in os.environ.items() if name != FORGETTING}
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    if roomy and os.access(MEMORY, os.W_OK | os.X_OK) and "TMPDIR" not in os.environ:
        return {**kept, "TMPDIR": str(MEMORY)}
    return kept


def _checks(asked: argparse.Namespace) -> Sequence[Check]:
    if asked.k or asked.rest:
        words = ("-k", asked.k) if asked.k else ()
        return [_tests("tests", *asked.rest, *words, *(("-m", FAST) if asked.fast else ()))]
    first = [
        Check("format", ("-m", "ruff", "format", "--check", "--quiet", *CODE)),
        Check("lint", ("-m", "ruff", "check", "--quiet", *CODE)),
        Check("floors", ("-c", CONTRACTS)),
        Check("types", ("-m", "mypy", "--no-error-summary")),
        _tests("the protocol", *PROTOCOL, *_shared(), "-m", FAST, *COVERAGE),
        _tests("a node", *_shared(), "-m", FAST, *(f"--ignore={room}" for room in PROTOCOL)),
    ]
    if asked.fast:
        return first
    return [
        *first,
        _tests("whole nodes and browsers", "-m", WHOLE, *BY_FILE),
        _tests("what is measured", "tests/processes", "-m", ALONE),
    ]


def _tests(headline: str, *arguments: str) -> Check:
    return Check(headline, ("-m", "pytest", "-q", SLOWEST, *arguments))


def _shared() -> list[str]:
    """As many workers as there are cores, within reason."""
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    return [f"--numprocesses={workers}", "--dist=worksteal"] if workers > 1 else []


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("-k", metavar="WORDS", help="only the tests with these words")
    parser.add_argument("--fast", action="store_true", help="no browser, no real processes")
    parser.add_argument("rest", nargs="*", metavar="PATH", help="only the tests in there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
