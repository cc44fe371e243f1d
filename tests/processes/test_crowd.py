"""AC-16: two hundred sign in at once; all come in, readers hardly notice, the memory stays."""

from pathlib import Path

import pytest

from tests.benchmarks.crowd import CROWD, Seen, crowd

pytestmark = pytest.mark.alone

MOST_SLOWER = 2.0
CHANCES = 3
MOST_MB = 80  # two hashes of 19 MiB, and what a few threads keep of their pages


def test_AC_16_two_hundred_sign_in_at_once(tmp_path: Path) -> None:
    """A machine that was busy with something else for a moment has two more chances."""
    ratios: list[float] = []
    while len(ratios) < CHANCES and min(ratios, default=MOST_SLOWER + 1) > MOST_SLOWER:
        ratios.append(come(tmp_path / f"{len(ratios)}").ratio)
    assert min(ratios) <= MOST_SLOWER, ratios


def come(folder: Path) -> Seen:
    folder.mkdir()
    seen = crowd(folder)
    assert seen.answers == {303: CROWD}
    assert seen.memory_most - seen.memory_before < MOST_MB
    return seen
