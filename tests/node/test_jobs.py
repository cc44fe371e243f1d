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
from node.feed.models import Feed, Origin
from node.peering import pull, timing
from node.peering.models import Errand, Knock, Peer
from node.steady import Watch
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


def tell_to_stop(world: World) -> None:
    """Tell this process to stop, twice, once the jobs have begun."""
    store = Store(world.config.database_url)
    with store.active():
        wait_until(lambda: heartbeat.last("jobs") is not None, seconds=60, what="the jobs began")
    store.close()
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_jobs_run_until_told_to_stop(world: World, engine: str, tmp_path: Path) -> None:
    store = Store(world.config.database_url)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    telling = threading.Thread(target=tell_to_stop, args=[world])
    telling.start()
    try:
        jobs.run(world, store)
    finally:
        telling.join()
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


def test_ST_18_no_clock_makes_jobs_flood_or_stop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A year ahead is one round of each, at once; a day back and each goes on within its time."""
    store = Store(world.config.database_url)
    scheduler = BackgroundScheduler(**jobs.settings())
    drifts = [timedelta(), timedelta(seconds=1), timedelta(days=365), timedelta(days=364)]
    came_back: list[int] = []
    watch = Watch(scheduler, lambda: came_back.append(1), drift=lambda: drifts.pop(0))
    scheduler.start(paused=True)
    jobs.add_all(scheduler, jobs.JOBS, world, store)
    planned = {one.id: one.next_run_time for one in scheduler.get_jobs()}
    assert [watch.look() for _ in range(2)] == [False, False]
    year = max(planned.values()) + timedelta(days=365)
    for one in scheduler.get_jobs():
        [late] = one._get_run_times(year)
        after = one.trigger.get_next_fire_time(late, year)
        assert after == year + one.trigger.interval
    assert watch.look()
    assert came_back == [1]
    moved = {one.id: one.next_run_time for one in scheduler.get_jobs()}
    assert moved == {name: at - timedelta(days=1) for name, at in planned.items()}
    assert "set back" in caplog.text
    scheduler.shutdown(wait=False)
    store.close()


def test_ST_18_a_step_during_a_job_keeps_no_neighbour_waiting_for_a_year(
    neighbourhood: Neighbourhood,
) -> None:
    """The clock jumps a year ahead while a neighbour is pulled, and is put right afterwards."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    elm.posts("lending", "Ladder")

    def jumps(url: str, **how: object) -> Fetched:
        if "/feed/" in url:
            neighbourhood.clock.forward(days=365)
        return oak.world.fetch(url, **how)  # type: ignore[arg-type]

    with oak.at_work() as world:
        assert pull.pull_due(replace(world, fetch=jumps)) == 1
        neighbourhood.clock.forward(days=-365)
        assert Peer.get().next_attempt > world.now() + timedelta(days=300)
        pull.come_back(world)
        neighbourhood.clock.forward(hours=2)
        assert pull.pull_due(world) == 1
        assert Peer.get().last_error is None
    assert oak.titles() == ["Ladder"]


def test_ST_18_what_was_noted_by_a_clock_that_was_ahead_holds_nothing_up_for_a_year(
    neighbourhood: Neighbourhood,
) -> None:
    """Repairs, hints, logs, reports, hosts and pictures: each is at most as late as after a day."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    neighbourhood.befriend(elm, oak)
    oak.pulls()
    elm.posts("lending", "Ladder")
    with oak.at_work() as world:
        ahead = world.now() + timedelta(days=365)
        moments = ("manifest_asked", "heeded", "log_asked", "head_asked", "offers_whole")
        Peer.update(dict.fromkeys((*moments, "hint_due"), ahead)).execute()
        Feed.update(recounted=ahead).execute()
        Origin.update(bind_next=ahead).execute()
        Errand.create(host="elm.localhost:8001", body="{}", due=ahead, created=ahead)
        Knock.create(
            host="fir.localhost:8001", url="", headers="{}", body="", due=ahead, received=ahead
        )
        pull.come_back(world)
        latest = world.now() + timing.FURTHEST
        peer = Peer.get()
        assert [getattr(peer, one) for one in moments] == [None] * len(moments)
        assert peer.hint_due <= latest
        assert Feed.select().where(Feed.recounted > world.now()).count() == 0
        assert Origin.select().where(Origin.bind_next > latest).count() == 0
        assert Errand.get().due <= latest
        assert Knock.get().due <= latest
