"""Which job runs how often: one line each.

Rule 1: a job is a use case; nothing is decided here but when.
Rule 2: a late job runs late, once; it is not dropped (APScheduler's default) and never doubled.
Rule 3: a job that fails is logged and tried at its next turn; the others go on.
"""

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler

from node.feed import mark, publish
from node.listings import (
    aside,
    borrowed,
    ending,
    pictures,
    resign,
    stilltrue,
    upcoming,
    withdrawing,
)
from node.notices import forget
from node.peering import (
    applications,
    binding,
    callers,
    confirming,
    errands,
    hints,
    offers,
    pull,
    receipts,
    removals,
)
from node.peering import pictures as neighbours_pictures
from node.residents import answering, forgetting, former
from node.store import heartbeat
from node.store.database import Store
from node.upkeep import givenback, mailing, restore, starting, sweeping, taking, twins
from node.web.called import WORDS
from node.world import World

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60
SLOTS = 5  # three for looking at neighbours, of whom some hang, and two for the rest


@dataclass(frozen=True)
class Job:
    """Something to do again and again: every ``seconds``, on a development node every ``quick``."""

    name: str
    seconds: int
    quick: int
    work: Callable[[World], object]
    once: bool = False  # by one process alone; all others claim each piece of their work

    def every(self, world: World) -> int:
        """Seconds between two rounds on this node."""
        return self.quick if world.config.development else self.seconds


JOBS = (
    Job("heartbeat", 30, 10, lambda world: heartbeat.beat(world.now(), "jobs")),
    Job("mark", 60, 10, mark.keep),
    Job("pull", 15, 2, pull.pull_healthy),
    Job("pull-again", 15, 2, pull.pull_failing),
    Job("offers", 60, 2, offers.ask_due),
    Job("bind", 60, 2, binding.bind_due),
    Job("logs", 60, 2, binding.read_logs_due),
    Job("neighbours-pictures", 10, 1, neighbours_pictures.fetch_due),
    Job("let-go-of-pictures", 60 * 60, 60, borrowed.forget_unnamed),
    Job("hints", 15, 2, hints.send_due),
    Job("errands", 15, 2, errands.send_due),
    Job("applications", 60, 2, applications.look_due),
    Job("withdraw", 5, 1, withdrawing.sign_due),
    Job("end-listings", 10 * 60, 60, ending.end_past),
    Job("still-true", 30 * 60, 60, stilltrue.ask_due),
    Job("next-dates", 10 * 60, 60, upcoming.keep),
    Job("answer", 5, 1, answering.answer_all),
    Job("mail", 15, 2, mailing.deliver_due),
    Job("exports", 15, 2, lambda world: taking.make_asked(world, WORDS)),
    Job("freshen-heads", 60 * 60, 60, publish.freshen_heads),
    Job("restore", 60, 5, restore.step, once=True),
    Job("twins", 60 * 60, 60 * 60, twins.look, once=True),
    Job("unclaimed", 60 * 60, 60 * 60, givenback.end_unclaimed),
    Job("re-sign", 60, 5, resign.go_on),
    Job("forget-removals", DAY, DAY, publish.forget_removals),
    Job("forget-others-removals", DAY, DAY, removals.forget_old),
    Job("unconfirmed", 60 * 60, 60, confirming.keep),
    Job("forget-nonces", 10 * 60, 60, callers.forget_nonces),
    Job("forget-receipts", DAY, DAY, receipts.forget_needless),
    Job("forget-accounts", DAY, DAY, forgetting.forget_over),
    Job("forget-notices", DAY, DAY, forget.forget_old),
    Job("forget-hidden", DAY, DAY, aside.forget_gone),
    Job("forget-names", DAY, DAY, former.forget_over),
    Job("sweep", 60 * 60, 60 * 60, sweeping.sweep),
    Job(
        "forget-pictures",
        DAY,
        DAY,
        lambda world: pictures.forget_unused(world, before_seconds=DAY),
    ),
)


def run(world: World, store: Store) -> None:
    """Run the jobs until this process is told to stop."""
    scheduler = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(SLOTS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    for job in JOBS:
        each = [job, world, store]
        scheduler.add_job(_round, "interval", each, seconds=job.every(world), id=job.name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends us
    signal.signal(signal.SIGTERM, lambda *_: scheduler.shutdown(wait=False))
    with store.active():
        starting.begin(world)
        pull.spread_out(world)
        heartbeat.beat(world.now(), "jobs")
    scheduler.start()


def _round(job: Job, world: World, store: Store) -> None:
    try:
        with store.active():
            if not job.once or _claim(job, world):
                job.work(world)
    except Exception:
        log.exception("the job %s failed", job.name)


def _claim(job: Job, world: World) -> bool:
    return heartbeat.claim(world.now(), f"turn of {job.name}", timedelta(seconds=job.every(world)))
