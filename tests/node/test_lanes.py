"""Who only looks goes before who sends something."""

import threading
from dataclasses import dataclass, field

import pytest

from node.lanes import Dispatcher, Queue, most_sending


@dataclass
class Request:
    """What a connection waits with."""

    command: str


@dataclass
class Channel:
    """A connection of the server, as far as the dispatcher knows it."""

    command: str
    begun: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    cancelled: bool = False

    @property
    def requests(self) -> list[Request]:
        return [Request(self.command)] if self.command else []

    def service(self) -> None:
        self.begun.set()
        assert self.may_end.wait(10)

    def cancel(self) -> None:
        self.cancelled = True


def test_readers_go_first_and_each_lane_keeps_its_order() -> None:
    queue = Queue(2, threading.Condition())
    tasks = [Channel(command) for command in ("POST", "GET", "POST", "HEAD", "")]
    for task in tasks:
        queue.append(task)
    assert len(queue) == 5
    assert queue.popleft() is tasks[1]
    assert queue.popleft() is tasks[3]
    first, second = queue.popleft(), queue.popleft()
    assert (first.task, second.task) == (tasks[0], tasks[2])
    assert not queue
    assert len(queue) == 1
    tasks[0].may_end.set()
    first.service()
    assert queue
    assert queue.popleft().task is tasks[4]


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (4, 2), (8, 2), (16, 4), (64, 16)])
def test_what_is_sent_has_part_of_the_threads(threads: int, most: int) -> None:
    assert most_sending(threads) == most


def test_a_crowd_that_sends_leaves_threads_to_readers() -> None:
    dispatcher = Dispatcher(4)
    crowd = [Channel("POST") for _ in range(10)]
    for task in crowd:
        dispatcher.add_task(task)
    for task in crowd[:2]:
        assert task.begun.wait(10)
    reader = Channel("GET")
    dispatcher.add_task(reader)
    assert reader.begun.wait(10)
    assert [task.begun.is_set() for task in crowd] == [True] * 2 + [False] * 8
    for task in [reader, *crowd]:
        task.may_end.set()
    for task in crowd:
        assert task.begun.wait(10)
    dispatcher.shutdown()


def test_at_the_end_what_waits_is_left() -> None:
    dispatcher = Dispatcher(2)
    running, waiting = Channel("POST"), Channel("POST")
    dispatcher.add_task(running)
    assert running.begun.wait(10)
    dispatcher.add_task(waiting)
    threading.Timer(0.2, running.may_end.set).start()
    dispatcher.shutdown()
    assert waiting.cancelled or waiting.begun.is_set()
    waiting.may_end.set()
