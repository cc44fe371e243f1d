"""Which job runs how often: one line each.

Rule 1: a job is a use case; nothing is decided here but when.
Rule 2: a late job runs late, once; it is not dropped (APScheduler's default) and never doubled.
Rule 3: a job that fails is logged and tried at its next turn; the others go on.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from node.agreements import following, lapsing, reminding, settling
from node.backups import nightly
from node.feed import mark, publish
from node.health import seeing, telling
from node.insight import counting
from node.listings import (
    ending,
    resign,
    stilltrue,
    upcoming,
    withdrawing,
)
from node.matching import alerts, news, weekly
from node.moderation import reporting, undoing
from node.peering import (
    applications,
    binding,
    confirming,
    debts,
    errands,
    hints,
    offers,
    proofs,
    pull,
    purging,
    recount,
)
from node.peering import pictures as neighbours_pictures
from node.residents import answering
from node.retention import table as retention
from node.steady import Every, Watch, Watched
from node.store import damage, facts, heartbeat, reserve
from node.store.database import Store, is_damaged
from node.trust import knowing, stillthere, succession
from node.upkeep import (
    expelling,
    givenback,
    mailing,
    restore,
    starting,
    sweeping,
    taking,
    twins,
)
from node.web.called import WORDS
from node.world import World, system_clock

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
OWN, NEIGHBOURS = "own", "neighbours"
SLOTS = {
    OWN: 3,  # what stays in the house, and mail: none of it waits for a neighbour
    NEIGHBOURS: 25,  # one for each lane: whoever hangs holds up nothing but its own lane
}
END_SECONDS = 5.0  # for rounds that are going on when we are told to stop
FIRST_WITHIN = 60 * 60  # seconds after a start, also of what is done once a day


class Rounds:
    """How many rounds are going on in this process."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.count = 0

    def __enter__(self) -> None:
        with self.changed:
            self.count += 1

    def __exit__(self, *_error: object) -> None:
        with self.changed:
            self.count -= 1
            self.changed.notify_all()

    def wait_until_none(self, seconds: float) -> bool:
        """Wait until none is going on, for so long at most; whether it came to that."""
        with self.changed:
            return self.changed.wait_for(lambda: not self.count, seconds)


rounds = Rounds()
watched = Watched()
WITH_DAMAGE = {"heartbeat", "look-through", "tell-admins", "mail"}  # what goes on all the same


@dataclass(frozen=True)
class Job:
    """Something to do again and again: every ``seconds``, on a development node every ``quick``.

    ``slots``: whose threads it takes; ``lanes``: in how many of them it goes on at the same time.
    """

    name: str
    seconds: int
    quick: int
    work: Callable[[World], object]
    slots: str = OWN
    lanes: int = 1
    once: bool = False  # by one process alone; all others claim each piece of their work

    def every(self, world: World) -> int:
        """Seconds between two rounds on this node."""
        return self.quick if world.config.development else self.seconds


def note_late(world: World) -> None:
    """What hangs or fails each time, for the page that tells how the site is."""
    told = {"stuck": watched.stuck(), "failing": watched.failing()}
    last = facts.last("late-jobs")
    if last is None or last.value != told:
        facts.note(world.now(), "late-jobs", **told)


JOBS = (
    Job("heartbeat", 30, 10, lambda world: heartbeat.beat(world.now(), "jobs")),
    Job("mark", 60, 10, mark.keep),
    Job("pull", 15, 2, pull.pull_healthy, NEIGHBOURS, lanes=4),
    Job("pull-again", 15, 2, pull.pull_failing, NEIGHBOURS, lanes=2),
    Job("offers", 60, 2, offers.ask_due, NEIGHBOURS),
    Job("bind", 60, 2, binding.bind_due, NEIGHBOURS),
    Job("logs", 60, 2, binding.read_logs_due, NEIGHBOURS),
    Job("neighbours-pictures", 10, 1, neighbours_pictures.fetch_healthy, NEIGHBOURS, lanes=2),
    Job("neighbours-pictures-again", 10, 1, neighbours_pictures.fetch_failing, NEIGHBOURS),
    Job("hints", 15, 2, hints.send_due, NEIGHBOURS),
    Job("errands", 15, 2, errands.send_due, NEIGHBOURS),
    Job("applications", 60, 2, applications.look_due, NEIGHBOURS, lanes=4),
    Job("reports-of-wards", 60, 2, reporting.take_flags),
    Job("end-decisions", 60, 5, undoing.end_due),
    Job("erase-expelled", 60 * 60, 60, expelling.erase_due),
    Job("debts", 60, 5, debts.pay_due, NEIGHBOURS),
    Job("proofs", 60, 5, proofs.check_slice),
    Job("recount", 10 * 60, 60, recount.recount_one),
    Job("withdraw", 5, 1, withdrawing.sign_due),
    Job("end-listings", 10 * 60, 60, ending.end_past),
    Job("still-true", 30 * 60, 60, stilltrue.ask_due),
    Job("answers", 15, 2, following.follow),
    Job("lapse-answers", 60 * 60, 60, lapsing.lapse_due),
    Job("reminders", 30 * 60, 60, reminding.remind_due),
    Job("settle-listings", 10 * 60, 60, settling.settle_all),
    Job("next-dates", 10 * 60, 60, upcoming.keep),
    Job("match", 15, 2, news.match_due),
    Job("alerts", 15, 2, alerts.tell_due),
    Job("seek-again", 10 * 60, 10, news.seek_again),
    Job("digest", 5 * 60, 60, weekly.send_due),
    Job("count-months", 60 * 60, 60, counting.count_due),
    Job("answer", 5, 1, answering.answer_all),
    Job("mail", 15, 2, mailing.deliver_due),
    Job("exports", 15, 2, lambda world: taking.make_asked(world, WORDS)),
    Job("freshen-heads", 60 * 60, 60, publish.freshen_heads),
    Job("restore", 60, 5, restore.step, NEIGHBOURS, once=True),
    Job("restore-ask", 60, 5, restore.help_ask, NEIGHBOURS, lanes=3),
    Job("twins", 60 * 60, 60 * 60, twins.look, NEIGHBOURS, once=True),
    Job("unclaimed", 60 * 60, 60 * 60, givenback.end_unclaimed),
    Job("re-sign", 60, 5, resign.go_on),
    Job("unconfirmed", 60 * 60, 60, confirming.keep),
    Job("purge", 5, 1, purging.go_on),
    Job("look", 60, 5, seeing.look_due, NEIGHBOURS, once=True),
    Job("look-through", 60 * 60, 60 * 60, seeing.check_database, once=True),
    Job("late-jobs", 60, 10, note_late),
    Job("reserve", 10 * 60, 60, reserve.keep, once=True),
    Job("tell-admins", 15 * 60, 60, telling.tell, once=True),
    Job("copy", 5 * 60, 10, nightly.make_due, once=True),
    Job("look-at-copies", 60 * 60, 60 * 60, nightly.look_due, once=True),
    Job("trust", 60 * 60, 60, knowing.keep, once=True),
    Job("still-there", DAY, 60, stillthere.ask_due, once=True),
    Job("succession", 60 * 60, 60, succession.look, once=True),
    Job("sweep", 60 * 60, 60 * 60, sweeping.sweep),
    *(Job(one.name, one.every, one.quick, one.work) for one in retention.rounds()),
)


def settings() -> dict[str, Any]:
    """Of the scheduler: its threads, and Rule 2."""
    return {
        "executors": {name: ThreadPoolExecutor(count) for name, count in SLOTS.items()},
        "job_defaults": {"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        "timezone": "UTC",
    }


def run(world: World, store: Store) -> None:
    """Run the jobs until this process is told to stop.

    Rounds that are going on get :data:`END_SECONDS`; whoever called then ends the process. What a
    round had not committed by then was not acknowledged, and is done at another turn.
    """
    scheduler, told = BackgroundScheduler(**settings()), Told()
    add_all(scheduler, JOBS, world, store)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends us
    signal.signal(signal.SIGTERM, told.tell)
    with store.active():
        starting.begin(world)
        pull.spread_out(world)
        pull.come_back(world)
        heartbeat.beat(world.now(), "jobs")
    Watch(scheduler, lambda: _come_back(world, store)).start()
    scheduler.start()
    told.wait()
    scheduler.shutdown(wait=False)
    rounds.wait_until_none(END_SECONDS)


class Told:
    """Whether this process was told to stop.

    A pipe and nothing else: a signal interrupts its thread wherever that is, also with a lock in
    its hand, so whoever hears it may ask for none.
    """

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()

    def tell(self, _signal: int, _frame: FrameType | None) -> None:
        """Note it; to be told twice is no matter."""
        os.write(self.writing, b".")

    def wait(self) -> None:
        """Wait until it is told."""
        os.read(self.reading, 1)


def add_all(scheduler: BaseScheduler, table: Sequence[Job], world: World, store: Store) -> None:
    """Every lane of every job in the table."""
    for job in table:
        for lane in range(job.lanes):
            _add(scheduler, job, lane, world, store)


def _add(scheduler: BaseScheduler, job: Job, lane: int, world: World, store: Store) -> None:
    """Its first round at a moment of its own, so nodes that start together do not go in step."""
    every = job.every(world)
    chance = int.from_bytes(world.random(4), "big") / 2**32
    scheduler.add_job(
        _round,
        Every(every, system_clock() + timedelta(seconds=min(every, FIRST_WITHIN) * chance)),
        [job, world, store],
        id=f"{job.name} {lane}",
        executor=job.slots,
    )


def _come_back(world: World, store: Store) -> None:
    with store.active():
        pull.come_back(world)


def _round(job: Job, world: World, store: Store) -> None:
    if job.name not in WITH_DAMAGE and damage.found(world):
        return  # nothing is written to a database that is damaged
    with watched.going_on(job.name):
        try:
            with rounds, store.active():
                if not job.once or _claim(job, world):
                    job.work(world)
        except Exception as error:
            log.exception("the job %s failed", job.name)
            watched.failed(job.name)
            if is_damaged(error) and not damage.found(world):  # what looks for it may never get to
                seeing.is_whole(world)
        else:
            watched.went_well(job.name)


def _claim(job: Job, world: World) -> bool:
    return heartbeat.claim(world.now(), f"turn of {job.name}", timedelta(seconds=job.every(world)))
