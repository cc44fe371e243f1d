"""Processes that work at one thing, and the promises they made before they were killed."""

import os
import threading

from tests.running import Node
from tests.tools import wait_until
from tests.warm import here

START_SECONDS = 30


class Worker:
    """One process of :mod:`tests.processes.labour`."""

    def __init__(self, work: str, node: Node) -> None:
        self.promises: list[str] = []
        self.hearing, said = os.pipe()
        self.process = here().start("tests.processes.labour", work, node.folder, stdout=said)
        os.close(said)
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
        with os.fdopen(self.hearing, encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):  # half a line is no promise
                    self.promises.append(line.strip())
