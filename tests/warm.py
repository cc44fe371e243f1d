"""Our own programs from a warm start: loaded once, and then a fork for each time they run.

Loading what a node is made of takes a second, and a test with whole nodes starts fifty programs.
Each is a real process with its own session, which may be killed; only its loading came before.

Rule 1: the process that forks runs nothing itself, and ends with whoever started it.
Rule 2: tests of how programs start, load or are installed do not use this.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from tests.tools import LOOK_AGAIN, ROOT, wait_until

LOADED = ("node.cli", "tests.processes.labour")
LOADING_SECONDS = 60
ASKED_BYTES = 256 * 1024
STREAMS = 3


class Started:
    """A program that runs, with what tests use of :class:`subprocess.Popen`."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.pid = int(_line(connection))
        self.returncode: int | None = None
        connection.settimeout(0)

    def poll(self) -> int | None:
        """Its exit status, if it has ended; a signal is a negative one."""
        if self.returncode is None:
            try:
                said = self.connection.recv(100)
            except BlockingIOError:
                return None
            self.connection.close()
            self.returncode = os.waitstatus_to_exitcode(int(said)) if said else -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended."""
        end = time.monotonic() + (timeout or float("inf"))
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(LOOK_AGAIN / 10)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


class Warm:
    """A process that has our programs loaded. ``before``: a command to run it under."""

    def __init__(self, *, before: Sequence[str] = (), environment: Mapping[str, str] | None = None):
        self.folder = tempfile.TemporaryDirectory(prefix="wijk-warm-")
        self.door = Path(self.folder.name) / "door"
        self.environment = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.warm", str(self.door)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            env=self.environment,
        )
        wait_until(self.ready, seconds=LOADING_SECONDS, what="our programs are loaded")

    def ready(self) -> bool:
        """Whether it takes requests."""
        assert self.process.poll() is None
        return self.door.exists()

    def start(
        self,
        module: str,
        *arguments: str | Path,
        stdin: int = -1,
        stdout: int = -1,
        stderr: int = -1,
        folder: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> Started:
        """Run ``python -m module`` in a session of its own. Streams are descriptors; -1 is none."""
        asked: dict[str, Any] = {
            "module": module,
            "arguments": [str(argument) for argument in arguments],
            "folder": str(folder),
            "environment": {**self.environment, **(environment or {})},
        }
        with Path(os.devnull).open("r+b") as nothing:
            streams = [nothing.fileno() if one == -1 else one for one in (stdin, stdout, stderr)]
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.connect(str(self.door))
            socket.send_fds(connection, [json.dumps(asked).encode() + b"\n"], streams)
            return Started(connection)

    def run(
        self,
        module: str,
        *arguments: str | Path,
        given: str | None = None,
        environment: Mapping[str, str] | None = None,
        seconds: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end, with its words kept apart."""
        with ExitStack() as files:
            typed, said, wrong = (files.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            typed.write((given or "").encode())
            typed.seek(0)
            started = self.start(
                module,
                *arguments,
                stdin=typed.fileno(),
                stdout=said.fileno(),
                stderr=wrong.fileno(),
                environment=environment,
            )
            files.callback(started.kill)
            status = started.wait(seconds)
            words = []
            for file in (said, wrong):
                file.seek(0)
                words.append(file.read().decode("utf-8"))
            return subprocess.CompletedProcess([module, *map(str, arguments)], status, *words)

    def close(self) -> None:
        """End; whoever still runs is not ended by this."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(LOADING_SECONDS)
        self.folder.cleanup()


@cache
def here() -> Warm:
    """The one of this test run, on this machine's own network."""
    made = Warm()
    atexit.register(made.close)
    return made


class Forker:
    """What runs in the process that forks."""

    def __init__(self, door: str) -> None:
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listening.bind(door)
        self.listening.listen(50)
        self.running: dict[int, socket.socket] = {}
        self.ended, self.wake = os.pipe()
        os.set_blocking(self.wake, False)  # as it is called
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake)

    def serve(self) -> dict[str, Any] | None:
        """Fork for each request; in a child gives what it is to run, in the end nothing."""
        with selectors.DefaultSelector() as waiting:
            for one in (self.listening, self.ended, sys.stdin.fileno()):
                waiting.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in waiting.select():
                    if key.fileobj is self.listening:
                        asked = self._fork()
                        if asked is not None:
                            return asked
                    elif key.fileobj == self.ended:
                        os.read(self.ended, 1000)
                        self._tell()
                    else:
                        return None

    def _fork(self) -> dict[str, Any] | None:
        connection, _ = self.listening.accept()
        data, streams, _, _ = socket.recv_fds(connection, ASKED_BYTES, STREAMS)
        while not data.endswith(b"\n"):
            data += connection.recv(ASKED_BYTES)
        pid = os.fork()
        if pid == 0:
            self._become(connection, streams)
            asked: dict[str, Any] = json.loads(data)
            return asked
        for stream in streams:
            os.close(stream)
        self.running[pid] = connection
        connection.sendall(f"{pid}\n".encode())
        return None

    def _become(self, connection: socket.socket, streams: list[int]) -> None:
        """In the child: nothing of ours is left but the three streams it was given."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        for one in (connection, self.listening, *self.running.values()):
            one.close()
        os.close(self.ended)
        os.close(self.wake)

    def _tell(self) -> None:
        """Tell who waits how its program ended."""
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with self.running.pop(pid) as connection:
                connection.sendall(f"{status}\n".encode())


def _line(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        data += connection.recv(1) or b"\n"
    return data


def main(door: str) -> None:
    """Load, fork for whoever asks, and be the program in each fork."""
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    unfinished = f"{door}-unfinished"
    forker = Forker(unfinished)
    Path(unfinished).rename(door)
    asked = forker.serve()
    if asked is None:
        return
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    sys.argv = [asked["module"], *asked["arguments"]]
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])
