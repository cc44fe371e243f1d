"""Processes that work at one thing, and the promises they made before they were killed."""

import subprocess
import sys
import threading

from tests.running import Node
from tests.tools import ROOT, wait_until

START_SECONDS = 30


class Worker:
    """One process of :mod:`tests.processes.labour`."""

    def __init__(self, work: str, node: Node) -> None:
        self.promises: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.labour", work, str(node.folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.reader = threading.Thread(target=self._listen)
        self.reader.start()

    def at_work(self) -> None:
        """Wait until it has done something."""
        wait_until(
            lambda: self.promises or self.process.poll() is not None,
            seconds=START_SECONDS,
            what="a worker works",
        )
        assert self.process.poll() is None

    def kill(self) -> list[str]:
        """End it at once; gives what it had promised by then."""
        assert self.process.poll() is None
        self.process.kill()
        self.process.wait()
        self.reader.join()
        return self.promises

    def clear_away(self) -> None:
        """Leave nothing running."""
        if self.process.poll() is None:
            self.kill()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):  # half a line is no promise
                    self.promises.append(line.strip())
