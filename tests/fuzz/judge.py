"""The judgement of one unit: it ends with a value or a refusal, soon, and without much memory.

Rule 1: time is what the processor worked, so that a busy machine accuses nobody. Rule 2: memory is
how much the highest mark of the whole process rose meanwhile.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable

from federation.errors import CODES, FederationError

MAX_SECONDS = 1.0
MAX_GROWTH = 50 * 2**20  # bytes
_UNIT = 1 if sys.platform == "darwin" else 1024  # of `ru_maxrss`


class SlowError(Exception):
    """A unit took longer than ``MAX_SECONDS``."""


class LargeError(Exception):
    """A unit took more memory than ``MAX_GROWTH``."""


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


class Judge:
    """Judges unit after unit, and remembers what the worst of them was."""

    def __init__(
        self,
        read: Callable[[bytes], object],
        *,
        clock: Callable[[], float] = time.thread_time,
        memory: Callable[[], int] = peak,
    ) -> None:
        self.read = read
        self.clock = clock
        self.memory = memory
        self.start = memory()
        self.units = 0
        self.outcomes: Counter[str] = Counter()
        self.slowest = (0.0, b"")
        self.largest = (0, b"")

    def __call__(self, data: bytes) -> None:
        """Judge one unit.

        :raises Exception: what came out is neither a value nor a refusal, or came too late.
        """
        self.units += 1
        before, start = self.memory(), self.clock()
        outcome = self._outcome(data)
        took, grew = self.clock() - start, self.memory() - before
        self.outcomes[outcome] += 1
        if took > self.slowest[0]:
            self.slowest = (took, data)
        if grew > self.largest[0]:
            self.largest = (grew, data)
        if took > MAX_SECONDS:
            raise SlowError(f"{took:.2f} s")
        if grew > MAX_GROWTH:
            raise LargeError(f"{grew / 2**20:.0f} MB")

    def _outcome(self, data: bytes) -> str:
        try:
            self.read(data)
        except FederationError as error:
            if CODES.get(error.code) is not type(error):
                raise
            return error.code
        return "accepted"

    def report(self, seconds: float) -> str:
        """What was seen, for whoever started it."""
        took, grew = self.slowest[0], self.largest[0]
        outcomes = ", ".join(f"{name} {count}" for name, count in self.outcomes.most_common())
        return (
            f"{self.units} executions in {seconds:.0f} s; slowest {took * 1000:.1f} ms "
            f"({len(self.slowest[1])} bytes); largest growth by one {grew / 2**20:.1f} MB; "
            f"process {(self.memory() - self.start) / 2**20:.1f} MB over start\n{outcomes}"
        )
