"""`deploy/demo`, from a copy of the project in a folder with a space, started from elsewhere."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.checks.tree import files
from tests.tools import ROOT, free_port, run, wait_until

pytestmark = pytest.mark.processes

CHECK_SECONDS = 240
SERVING_SECONDS = 120
END_SECONDS = 30
QUICK_SECONDS = 30  # a second start, on a machine that is busy with tests
TOOLS = ("bash", "env", "dirname", "basename", "id", "cat", "grep", "tail", "mktemp", "touch", "rm")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project elsewhere, with the libraries of this environment."""
    place = tmp_path_factory.mktemp("a copy") / "werken in de wijk"
    for path in files():
        to = place / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    (place / ".venv").symlink_to(sys.prefix)
    return place


@pytest.fixture(scope="module")
def ports() -> int:
    """The first of two free ports."""
    while True:
        first = free_port()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", first + 1))
            except OSError:
                continue
            return first


@pytest.fixture
def serving(copy: Path, ports: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The demonstration at work, from another folder."""
    with (tmp_path / "said").open("w") as said:
        demo = subprocess.Popen(
            [copy / "deploy" / "demo", "--port", str(ports)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            text=True,
        )
    try:
        wait_until(
            lambda: "Ctrl-C stops" in (tmp_path / "said").read_text() or demo.poll() is not None,
            seconds=SERVING_SECONDS,
            what="the demo serves",
        )
        assert demo.poll() is None, (tmp_path / "said").read_text()
        yield demo
    finally:
        if demo.poll() is None:
            demo.send_signal(signal.SIGTERM)
            demo.wait(END_SECONDS)


def test_a_listing_spreads_and_its_withdrawal_follows(copy: Path, ports: int) -> None:
    done = demo(copy, "--check", "--port", str(ports))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Shown in Dapperbuurt after \d+ s", done.stdout)
    assert re.search(r"Gone from Dapperbuurt after \d+ s", done.stdout)
    assert not done.stderr, done.stderr
    assert all(not is_open(port) for port in (ports, ports + 1)), "a node was left running"


def test_it_keeps_what_was_made_and_ends_all_it_started(
    copy: Path, ports: int, serving: subprocess.Popen[str], tmp_path: Path
) -> None:
    first = (tmp_path / "said").read_text()
    assert is_open(ports)
    assert is_open(ports + 1)
    busy = demo(copy, "--port", str(ports))
    assert busy.returncode == 1
    assert re.fullmatch(rf"Port {ports} is in use.*\n", busy.stderr.lstrip())
    serving.send_signal(signal.SIGINT)
    assert serving.wait(END_SECONDS) == 0
    assert not is_open(ports)
    assert not is_open(ports + 1)

    start = time.monotonic()
    again = demo(copy, "--check", "--port", str(ports))
    assert again.returncode == 0, again.stderr
    assert "Setting up" not in again.stdout
    assert time.monotonic() - start < QUICK_SECONDS + 60  # the check itself takes two polls
    word = (copy / "demo-data" / "dapperbuurt" / "demo-password.txt").read_text().strip()
    assert word in first


def test_killed_it_leaves_no_node_behind(
    ports: int, serving: subprocess.Popen[str], copy: Path
) -> None:
    assert is_open(ports)
    serving.kill()
    serving.wait()
    wait_until(
        lambda: not is_open(ports) and not is_open(ports + 1),
        seconds=END_SECONDS,
        what="the nodes of a demo that was killed have ended",
    )


def test_an_old_python_is_one_sentence(copy: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(copy / "deploy", bare / "deploy")
    folder = tools(tmp_path / "bin")
    old = folder / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = run([bare / "deploy" / "demo"], environment={"PATH": str(folder)})
    assert done.returncode == 1
    assert done.stderr == "This needs Python 3.11 or newer, and found here is: Python 3.9.2.\n"


def test_no_network_is_one_sentence(copy: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(copy / "deploy", bare / "deploy")
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/simple",
        "PATH": f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}",
    }
    done = run([bare / "deploy" / "demo"], environment=nowhere)
    assert done.returncode == 1
    assert re.fullmatch(r"The libraries .* does not reach the Python .*\n", done.stderr)
    assert "Traceback" not in done.stdout + done.stderr
    again = run([bare / "deploy" / "demo"], environment=nowhere)
    assert again.returncode == 1, "a half-made environment was taken for a whole one"


def demo(
    copy: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the demonstration to its end, from another folder."""
    return run(
        [copy / "deploy" / "demo", *arguments],
        environment=environment,
        folder=Path("/"),
        seconds=CHECK_SECONDS,
    )


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tools(folder: Path) -> Path:
    """A folder with a few programs of the machine and none of its Pythons."""
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder
