"""The table of jobs, and the process they run in."""

import os
import signal
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from node import jobs
from node.store import heartbeat
from node.store.database import Store
from node.world import Fetched, World
from tests.neighbourhood import Neighbourhood
from tests.tools import wait_until


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.name)
def test_each_job_does_its_round_on_a_new_node(world: World, job: jobs.Job) -> None:
    job.work(world)
    assert 0 < job.quick <= job.seconds


def test_names_are_names_of_one_job() -> None:
    assert len({job.name for job in jobs.JOBS}) == len(jobs.JOBS)


def test_a_job_that_fails_is_logged_and_the_others_go_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_world: World) -> None:
        raise RuntimeError("no")

    store = Store(world.config.database_url)
    jobs._round(jobs.Job("broken", 1, 1, fail), world, store)
    assert "the job broken failed" in caplog.text
    store.close()


def test_a_turn_is_taken_by_one_process_and_no_clock_stops_it(world: World) -> None:
    hour, now = timedelta(hours=1), world.now()
    moments = [now, now, now + hour / 3, now + hour, now + hour, now - 99 * hour, now]
    taken = [heartbeat.claim(moment, "turn of x", hour) for moment in moments]
    assert taken == [True, False, False, True, False, True, True]
    assert heartbeat.claim(now, "turn of y", hour)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_jobs_run_until_told_to_stop(world: World, engine: str, tmp_path: Path) -> None:
    store = Store(world.config.database_url)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    timer = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGTERM])
    timer.start()
    try:
        jobs.run(world, store)
    finally:
        timer.join()
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert heartbeat.last("jobs") is not None
    store.close()


def test_there_is_a_thread_for_every_lane_to_the_neighbours() -> None:
    lanes = sum(job.lanes for job in jobs.JOBS if job.slots == jobs.NEIGHBOURS)
    assert lanes <= jobs.SLOTS[jobs.NEIGHBOURS]


def test_what_has_the_threads_of_the_house_waits_for_no_neighbour(
    neighbourhood: Neighbourhood,
) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    neighbourhood.befriend(oak, elm)
    oak.posts("lending", "Ladder")
    neighbourhood.clock.forward(hours=30)
    asked: list[str] = []

    def refuse(url: str, **_how: object) -> Fetched:
        asked.append(url)
        raise AssertionError(url)

    with oak.at_work() as world:
        watched = replace(world, fetch=refuse, post=refuse)
        for job in jobs.JOBS:
            if job.slots == jobs.OWN:
                job.work(watched)
        assert asked == []
        with pytest.raises(AssertionError):
            next(job for job in jobs.JOBS if job.name == "pull").work(watched)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_mail_and_withdrawals_go_on_while_every_neighbour_hangs(world: World, engine: str) -> None:
    store, let_go = Store(world.config.database_url), threading.Event()
    lock, hanging, mailed = threading.Lock(), 0, threading.Event()

    def hang(_world: World) -> None:
        nonlocal hanging
        with lock:
            hanging += 1
        assert let_go.wait(30)

    def mail(_world: World) -> None:
        if hanging == lanes:
            mailed.set()

    table = [
        replace(job, quick=1, once=False, work=hang if job.slots == jobs.NEIGHBOURS else mail)
        for job in jobs.JOBS
        if job.slots == jobs.NEIGHBOURS or job.name in {"mail", "withdraw"}
    ]
    lanes = sum(job.lanes for job in table if job.slots == jobs.NEIGHBOURS)
    scheduler = BackgroundScheduler(**jobs.settings())
    jobs.add_all(scheduler, table, world, store)
    scheduler.start()
    try:
        wait_until(lambda: hanging == lanes, seconds=20, what="every lane hangs")
        assert mailed.wait(20)
    finally:
        let_go.set()
        scheduler.shutdown()
        store.close()
