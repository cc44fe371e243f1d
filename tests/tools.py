"""What tests need from the machine they run on: a browser, axe, ports, our own programs.

Rule 1: a thing that is not there gives ``None`` or skips with its reason; nothing is fetched here
(``deploy/test`` does that).
Rule 2: whatever is started here is ended here.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
LOOK_AGAIN = 0.05  # seconds between two looks at a condition that is awaited


def chromium() -> Path | None:
    """An installed Chromium or Chrome: ``WIJK_CHROMIUM``, else the first on the search path."""
    named = os.environ.get("WIJK_CHROMIUM")
    if named:
        return Path(named)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return Path(found)
    return MAC_CHROME if MAC_CHROME.exists() else None


def chromium_or_skip() -> Path:
    """The browser; skips the test that asks when there is none."""
    found = chromium()
    if found is None:
        pytest.skip("neither Chromium nor Chrome is installed")
    return found


def axe_file() -> Path | None:
    """Where axe-core stands: ``WIJK_AXE``, else where ``deploy/test`` put it."""
    named = os.environ.get("WIJK_AXE")
    path = Path(named) if named else Path(sys.prefix) / "axe" / "axe.min.js"
    return path if path.is_file() else None


def axe_script() -> str:
    """The text of axe-core; skips the test that asks when it is not there."""
    found = axe_file()
    if found is None:
        pytest.skip("axe-core is not here: deploy/test fetches it, or name it in WIJK_AXE")
    return found.read_text("utf-8")


def fedify_or_skip() -> tuple[str, Path]:
    """Node.js, and the folder where ``deploy/test`` installed fedify (or ``WIJK_FEDIFY``)."""
    node = shutil.which("node")
    named = os.environ.get("WIJK_FEDIFY")
    folder = Path(named) if named else Path(sys.prefix) / "fedify"
    if node is None or not (folder / "node_modules" / "@fedify" / "fedify").is_dir():
        pytest.skip(
            "fedify is not here: deploy/test installs it, or name its folder in WIJK_FEDIFY"
        )
    return node, folder


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wijk_command(*arguments: str | Path) -> list[str]:
    """The ``wijk`` command of this checkout, as a program and its arguments."""
    return [sys.executable, "-m", "node", *map(str, arguments)]


def run_wijk(
    *arguments: str | Path,
    given: str | None = None,
    expect: int | None = 0,
    environment: Mapping[str, str] | None = None,
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run ``wijk`` to its end. ``expect`` is the exit status, ``None`` when any will do."""
    done = run(wijk_command(*arguments), given=given, environment=environment, seconds=seconds)
    if expect is not None and done.returncode != expect:
        said = f"{done.stdout}\n{done.stderr}"
        raise AssertionError(f"wijk {arguments} ended with {done.returncode}:\n{said}")
    return done


def run(
    command: Sequence[str | Path],
    *,
    given: str | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a program of ours to its end, with its words kept apart."""
    return subprocess.run(
        [str(part) for part in command],
        input=given,
        stdin=subprocess.DEVNULL if given is None else None,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        timeout=seconds,
        check=False,
    )


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look until ``condition`` holds; fail with ``what`` when it takes too long."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:g} s still not: {what}")
        time.sleep(LOOK_AGAIN)
