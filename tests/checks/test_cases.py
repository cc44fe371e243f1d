"""Every case has a test that bears its id, in its name or in the first words that say what it does.

What has gone wrong in systems like ours, a line each, is kept as cases: of feeds (FI), of fetching
(FE), of peers (PE), of accounts (AC), of listings (LI), of messages (ME), of restoring (BR), of
storage (ST) and of those who look after it (AD).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CASES = {
    "AC": range(1, 24),
    "BR": range(1, 14),
    "FE": range(1, 24),
    "FI": range(1, 33),
    "LI": range(1, 20),
    "AD": range(1, 11),
    "ME": range(1, 11),
    "PE": range(1, 17),
    "ST": range(1, 21),
}
NAMED = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(CASES)})[-_](\d\d)(?!\d)")


@cache
def names() -> frozenset[str]:
    """The ids that tests bear."""
    return frozenset(_names())


def _names() -> Iterator[str]:
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = f"{node.name} {ast.get_docstring(node) or ''}"
                yield from (f"{room}-{number}" for room, number in NAMED.findall(said))


@pytest.mark.parametrize("room", CASES)
def test_each_case_has_a_test_with_its_name(room: str) -> None:
    found = {name for name in names() if name.startswith(room)}
    wanted = {f"{room}-{number:02}" for number in CASES[room]}
    assert sorted(wanted - found) == []
