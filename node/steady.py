"""Jobs keep their pace whatever the clock of the machine does: they neither stop nor flood.

APScheduler reckons in the time of day. A clock that jumps ahead a year would have it list every
round of that year; one that is set back a day would keep it waiting that day.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from node.world import system_clock

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0  # between two looks at the clock
STUCK_SECONDS = 30 * 60.0  # a round that goes on for longer hangs
FAILS = 3  # times in a row
STEP = timedelta(seconds=5)  # less is nobody's concern


class Every(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Each so many seconds from ``first`` on; what was missed is one round, however long it was."""

    def __init__(self, seconds: float, first: datetime) -> None:
        self.interval = timedelta(seconds=seconds)
        self.first = first

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The turn after ``previous``, or one interval from now when that is over."""
        if previous is None:
            return self.first
        after = previous + self.interval
        return after if after > now else now + self.interval


def drift() -> timedelta:
    """How far the clock is ahead of what only ever goes on: it changes when somebody sets it."""
    return timedelta(seconds=system_clock().timestamp() - time.monotonic())


class Watch:
    """Looks at the clock; when it was set back all turns are, and ``then`` is called."""

    def __init__(
        self,
        scheduler: BaseScheduler,
        then: Callable[[], object],
        *,
        drift: Callable[[], timedelta] = drift,
    ) -> None:
        self.scheduler = scheduler
        self.then = then
        self.drift = drift
        self.before = drift()
        self.ended = threading.Event()

    def start(self) -> None:
        """Look, as long as this process lives."""
        threading.Thread(target=self._go_on, name="watch-clock", daemon=True).start()

    def look(self) -> bool:
        """One look; whether the clock was set back."""
        now = self.drift()
        step, self.before = now - self.before, now
        if step > -STEP:
            return False
        log.warning("the clock was set back by %s; the jobs keep their pace", -step)
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=job.next_run_time + step)
        self.then()
        return True

    def _go_on(self) -> None:
        while not self.ended.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("looking at the clock failed")


class Watched:
    """Which rounds go on, since when, and which job failed how often in a row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._began: dict[object, tuple[str, float]] = {}
        self._failures: Counter[str] = Counter()

    @contextmanager
    def going_on(self, name: str) -> Iterator[None]:
        """A round of this job."""
        mine = object()
        with self._lock:
            self._began[mine] = name, self._clock()
        try:
            yield
        finally:
            with self._lock:
                del self._began[mine]

    def failed(self, name: str) -> None:
        """A round of it failed."""
        with self._lock:
            self._failures[name] += 1

    def went_well(self, name: str) -> None:
        """A round of it went well: what was before does not count any more."""
        with self._lock:
            self._failures.pop(name, None)

    def stuck(self) -> list[str]:
        """What has hung for long."""
        with self._lock:
            rounds = list(self._began.values())
        return sorted({name for name, at in rounds if self._clock() - at > STUCK_SECONDS})

    def failing(self) -> list[str]:
        """What fails each time."""
        with self._lock:
            return sorted(name for name, count in self._failures.items() if count >= FAILS)
