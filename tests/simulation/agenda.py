"""What happens when: one queue of moments, the same for the same seed.

Rule: nothing waits. Time jumps to the next thing that is to happen.
"""

import heapq
import random  # noqa: TID251  # the chance of a simulation is its seed
from collections.abc import Callable
from datetime import datetime, timedelta

Act = Callable[[], None]
Dice = random.Random

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
JITTER = 0.2  # of what happens again and again


class Agenda:
    """Acts in the order of their moments, in seconds since ``start``."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.seconds = 0.0
        self._queue: list[tuple[float, int, Act]] = []
        self._count = 0

    @property
    def now(self) -> datetime:
        """The true time, in whole seconds."""
        return self.start + timedelta(seconds=int(self.seconds))

    def after(self, seconds: float, act: Act) -> None:
        """Do this so many seconds from now."""
        self._count += 1
        heapq.heappush(self._queue, (self.seconds + seconds, self._count, act))

    def every(self, seconds: float, act: Act, dice: Dice, *, jitter: float = JITTER) -> None:
        """Do this again and again, the first time at a random moment of the whole interval."""

        def again() -> None:
            act()
            self.after(seconds * dice.uniform(1 - jitter, 1 + jitter), again)

        self.after(seconds * dice.random(), again)

    def run(self, seconds: float) -> int:
        """Let so much time pass; returns how many acts it held."""
        end, done = self.seconds + seconds, 0
        while self._queue and self._queue[0][0] <= end:
            self.seconds, _, act = heapq.heappop(self._queue)
            act()
            done += 1
        self.seconds = end
        return done
