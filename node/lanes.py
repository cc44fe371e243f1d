"""Whose turn it is: who only looks goes before who sends something.

Rule 1: what is sent (it may cost a hash, a signature, a write to the disk) never has more than a
quarter of the threads, so that two hundred who sign in at once leave the others to readers.
Rule 2: within a lane the first to come is the first to go; nobody is forgotten.
"""

from collections import deque
from threading import Condition
from typing import Any

from waitress.task import ThreadedTaskDispatcher

LOOKING = frozenset({"GET", "HEAD"})


class Sending:
    """Something that was sent, and a note to the queue when it is done."""

    def __init__(self, task: Any, queue: "Queue") -> None:
        self.task = task
        self.queue = queue

    def service(self) -> None:
        """Do it."""
        try:
            self.task.service()
        finally:
            self.queue.one_done()

    def cancel(self) -> None:
        """Leave it."""
        self.task.cancel()


class Queue:
    """What waits, as the dispatcher knows a queue: true when there is something to do now.

    All but :meth:`one_done` is called with the dispatcher's lock held.
    """

    def __init__(self, most_sending: int, changed: Condition) -> None:
        self.most_sending = most_sending
        self.changed = changed
        self.looking: deque[Any] = deque()
        self.sending: deque[Any] = deque()
        self.busy = 0

    def append(self, task: Any) -> None:
        """Wait in the lane of its sort."""
        lane = self.looking if _looks(task) else self.sending
        lane.append(task)

    def popleft(self) -> Any:
        """The next; of what was sent only while there is room."""
        if self.looking:
            return self.looking.popleft()
        self.busy += 1
        return Sending(self.sending.popleft(), self)

    def one_done(self) -> None:
        """Make room, and wake a thread for the next."""
        with self.changed:
            self.busy -= 1
            self.changed.notify()

    def __bool__(self) -> bool:
        return bool(self.looking) or (bool(self.sending) and self.busy < self.most_sending)

    def __len__(self) -> int:
        return len(self.looking) + len(self.sending)


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """Threads that take from two lanes."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = Queue(most_sending(threads), self.queue_cv)
        self.set_thread_count(threads)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> Any:  # noqa: FBT001, FBT002  # as waitress calls it
        """Stop; what was sent and not begun is left too."""
        self.queue.most_sending = len(self.queue) + len(self.threads) + 1
        return super().shutdown(cancel_pending, timeout)


def most_sending(threads: int) -> int:
    """How many of the threads may be at what was sent; a single one is for everything."""
    return max(1, min(2, threads - 1), threads // 4)


def _looks(task: Any) -> bool:
    """Whether the request that a connection waits with only looks."""
    requests = getattr(task, "requests", None) or ()
    return any(one.command in LOOKING for one in requests[:1])
