"""The machine is gone: from a sealed copy in an empty folder to a site that serves, step by step.

And a start where nothing can be written: one plain sentence.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import Node, short_folder
from tests.tools import ROOT, free_port, run_wijk

pytestmark = pytest.mark.processes

PASSPHRASE = "zes gewone woorden op een papiertje"
ALONE = ("unshare", "--map-root-user", "--mount")
MOST_SECONDS = 300.0  # from the file to serving, on a busy machine


def test_from_a_sealed_copy_in_an_empty_folder_to_serving(
    record_property: Callable[[str, object], None],
) -> None:
    with short_folder() as folder:
        said = folder / "passphrase"
        said.write_text(PASSPHRASE)
        knowing = {"WIJK_PASSPHRASE_FILE": str(said)}
        elm = Node(folder, "elm", free_port())
        elm.make()
        lid = elm.places(name="Ladder van Elm")
        elm.start()
        try:
            elm.wijk("backup", "make")  # while it is at work
            seal = ["--data", elm.folder, "backup", "seal", "newest", folder / "elm.tar.age"]
            run_wijk(*seal, environment=knowing)
        finally:
            elm.kill()
        shutil.rmtree(elm.folder)  # all that was there
        new = Node(folder, "new", elm.port)
        new.host, new.url = elm.host, elm.url
        began = time.monotonic()
        back = ["--data", new.folder, "restore", "from", folder / "elm.tar.age"]
        told = run_wijk(*back, environment=knowing).stdout
        record_property("restore seconds", round(time.monotonic() - began, 2))
        assert "Everybody signs in anew" in told
        try:
            new.start()
            record_property("serving after seconds", round(time.monotonic() - began, 2))
            assert time.monotonic() - began < MOST_SECONDS
            assert "Ladder van Elm" in new.get(f"/l/{lid}").text
            assert "neighbours were asked" in new.wijk("restore", "show")
        finally:
            new.clear_away()


def test_ST_05_on_a_read_only_disk_a_start_fails_with_one_plain_sentence() -> None:
    with short_folder() as folder:
        elm = Node(folder, "elm", free_port())
        elm.make()
        inside = read_only(elm.folder, "serve")
        assert inside.returncode == 1
        [line] = [one for one in inside.stderr.splitlines() if "Warning" not in one]
        assert line.startswith("wijk: ")
        assert line.endswith("Read-only file system.")
        told = read_only(elm.folder, "doctor")
        assert "Read-only file system" in told.stderr
        assert "deploy/README.md#it-does-not-open" in told.stderr
        assert "mount -o remount,rw" in told.stdout


def read_only(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where this folder is mounted so that nobody can write there."""
    script = (
        'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" -m node'
        ' --data "$1" "$3"'
    )
    return subprocess.run(
        [*ALONE, "sh", "-c", script, "sh", folder, sys.executable, command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
    )
