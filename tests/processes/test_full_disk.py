"""A disk that is full: at sizes a page apart, none of which costs anything."""

import json
import os
import subprocess
import sys

import pytest

from tests.processes.test_drill import ALONE
from tests.running import Node, short_folder
from tests.tools import ROOT, free_port

pytestmark = pytest.mark.processes

SIZES, LONG_SIZES = 8, 60
INSIDE = """
mount -t tmpfs -o size=64m wijk "$1" && cp -a "$2" "$1/elm" &&
exec "$3" -m tests.processes.narrow "$1" "$4"
"""


def test_ST_04_at_each_size_at_which_a_disk_is_full_reading_goes_on_and_nothing_is_lost(
    request: pytest.FixtureRequest,
) -> None:
    """It recovers without a restart each time. ``--long``: at sixty sizes."""
    count = LONG_SIZES if request.config.getoption("--long") else SIZES
    with short_folder() as folder:
        elm = Node(folder, "elm", free_port())
        elm.make()
        (folder / "disk").mkdir()
        script = [*ALONE, "sh", "-c", INSIDE, "sh", folder / "disk", elm.folder]
        done = subprocess.run(
            [*script, sys.executable, str(count)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("said") == ["database or disk is full"]
    assert found.pop("placed") == found.pop("there") >= count / 5
    assert found == {"twice": 0, "numbers": True, "marked": True, "whole": True}
    assert "the disk is full" in done.stderr
