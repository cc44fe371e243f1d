"""Every row of the benchmark table can be measured: its short form works. No figure is judged."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as table
from tests.benchmarks.race import Row

WITH_PROCESSES = {"start", "memory", "busy", "crowd"}
LONG = {"busy", "crowd"}
NUMBER = re.compile(r"\d+\.\d+")


def marked() -> list[object]:
    """The benchmarks; those that start whole nodes, or take long, have their mark."""
    return [
        pytest.param(
            measure,
            id=name,
            marks=[pytest.mark.processes] * (name in WITH_PROCESSES)
            + [pytest.mark.long] * (name in LONG),
        )
        for name, measure in table.BENCHMARKS.items()
    ]


@pytest.mark.parametrize("measure", marked())
def test_a_row_says_ours_against_theirs_and_what_limits_it(
    tmp_path: Path, measure: Callable[[Path, bool], list[Row]]
) -> None:
    rows = measure(tmp_path, True)  # noqa: FBT003  # the short form, as the table's own caller says
    assert rows
    for row in rows:
        assert NUMBER.fullmatch(row.ratio), row
        assert float(row.ratio) > 0
        assert row.ours
        assert row.against
        assert row.limited_by
