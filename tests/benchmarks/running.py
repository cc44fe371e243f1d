"""A real node in its two processes, and a bare Flask program to hold it against."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.tools import free_port, run_wijk, wijk_command

BARE = """
import sys
import apscheduler.schedulers.background, cryptography, peewee, requests
from flask import Flask
from waitress import serve

app = Flask("bare")
app.get("/")(lambda: "ok")
serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
"""
PATIENCE_SECONDS = 60.0


def make_node(folder: Path) -> Path:
    """A development node in a folder of its own."""
    data = folder / "node"
    arguments = ["--url", "http://elm.localhost:8001", "--name", "Elm", "--development"]
    sheets = ["--sheets", folder / "sheets"]
    run_wijk("--data", data, "init", *arguments, *sheets)
    return data


@contextmanager
def serving(command: list[str], port: int) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Run a server; gives it and the seconds until its first page."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _await_page(process, port)
            yield process, time.perf_counter() - begin
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def node_command(data: Path, port: int) -> list[str]:
    """``wijk serve`` on this port."""
    return wijk_command("--data", data, "serve", "--port", str(port))


def bare_command(port: int) -> list[str]:
    """A Flask page under the same server, with the same libraries imported."""
    return [sys.executable, "-c", BARE, str(port)]


def memory_of(pid: int) -> tuple[float, int]:
    """Proportional memory in MB of a process and its children, and how many they are."""
    family = [pid, *_children(pid)]
    return sum(_proportional(one) for one in family) / 1024, len(family)


def page(port: int) -> bytes:
    """The first page, as a visitor gets it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/", headers={"Host": "elm.localhost:8001"})
        return connection.getresponse().read()


__all__ = ["bare_command", "free_port", "make_node", "memory_of", "node_command", "page", "serving"]


def _await_page(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < end and process.poll() is None:
        with suppress(HTTPException, ConnectionError):
            page(port)
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} served no page")


def _children(pid: int) -> list[int]:
    """The children of a process, and theirs (Linux)."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_children(child)]
    return found


def _proportional(pid: int) -> int:
    """KiB of memory, with what is shared counted by share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
