"""``python -m tests.benchmarks``: the table of ratios. ``--only NAME``, ``--quick``."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import (
    busy,
    caring,
    crowd,
    finding,
    judging,
    matching,
    memory,
    pages,
    polling,
    publishing,
    pulling,
    starting,
    storing,
    weekly,
)
from tests.benchmarks.race import Row

BENCHMARKS: dict[str, Callable[[Path, bool], list[Row]]] = {
    "judge": judging.measure,
    "publish": publishing.measure,
    "pull": pulling.measure,
    "poll": polling.measure,
    "busy": busy.measure,
    "pages": pages.measure,
    "start": starting.measure,
    "memory": memory.measure,
    "crowd": crowd.measure,
    "million": finding.measure,
    "digest": weekly.measure,
    "match": matching.measure,
    "care": caring.measure,
    "copy": storing.measure,
}
WHEN_NAMED = {"million", "digest", "match", "care", "copy"}  # take minutes: only by --only

HEADINGS = Row("what", "ours", "against", "ratio", "noise", "limited by", "at most")


def main() -> int:
    """Measure and print; the exit status only says that it ran."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, fewer rounds")
    options = parser.parse_args()
    rows = []
    for name, measure in BENCHMARKS.items():
        if options.only == name or (options.only is None and name not in WHEN_NAMED):
            print(f"{name} …", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory() as folder:
                rows += measure(Path(folder), options.quick)
    _print([HEADINGS, *rows])
    return 0


def _print(rows: list[Row]) -> None:
    cells = [list(vars(row).values()) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


if __name__ == "__main__":
    sys.exit(main())
