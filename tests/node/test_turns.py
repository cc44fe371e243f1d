"""At most two hashes at a time, and few who wait for one."""

import threading
from dataclasses import replace

import pytest

from node.residents import passwords
from node.residents.errors import BusyError
from node.residents.passwords import Turns
from node.world import World
from tests.tools import wait_until


def test_AC_16_two_at_a_time_and_no_more_than_asked_inside() -> None:
    turns, lock, go = Turns(2), threading.Lock(), threading.Event()
    at_work, most_at_work, refused = 0, 0, 0

    def work() -> None:
        nonlocal at_work, most_at_work
        with lock:
            at_work += 1
            most_at_work = max(most_at_work, at_work)
        assert go.wait(10)
        with lock:
            at_work -= 1

    def come() -> None:
        nonlocal refused
        try:
            turns.take(5, work)
        except BusyError:
            with lock:
                refused += 1

    threads = [threading.Thread(target=come) for _ in range(20)]
    for thread in threads:
        thread.start()
    wait_until(lambda: (at_work, refused) == (2, 15), seconds=10, what="five are inside")
    go.set()
    for thread in threads:
        thread.join()
    assert most_at_work == 2
    assert refused == 15
    turns.take(1, lambda: None)


def test_a_turn_ends_also_when_the_work_fails() -> None:
    turns = Turns(2)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            turns.take(1, lambda: 1 / 0)
    assert turns.take(1, lambda: 7) == 7


def test_half_of_the_threads_at_most_wait_for_it(world: World) -> None:
    for threads, most in ((1, 2), (4, 2), (8, 4), (64, 32)):
        config = replace(world.config, threads=threads)
        assert passwords._most(replace(world, config=config)) == most
