"""ST-19: a node whose jobs run twice, as with `wijk serve` and `wijk worker` beside each other."""

import logging
import re
import threading
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from node import jobs
from node.feed.models import Entry
from node.notices.models import Notice
from node.residents import accounts
from node.store.database import Store
from node.upkeep import exports
from node.world import Letter, World, system_random
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward

WAITS = ({"minutes": 40}, {"minutes": 2}, {"hours": 30})


@dataclass
class Postbox:
    """A mail server that takes everything."""

    letters: list[Letter] = field(default_factory=list)

    def __call__(self, letter: Letter) -> None:
        """See :class:`node.world.SendMail`."""
        self.letters.append(letter)


def lives(neighbourhood: Neighbourhood, name: str, *, schedulers: int) -> dict[str, object]:
    """Everything a node's jobs do in two days: what was asked, posted, mailed and published."""
    ward, oak = neighbourhood.ward(name), neighbourhood.wards["oak"]
    box = Postbox()
    world = replace(ward.world, mail=box, random=system_random)
    with ward.at_work() as here:
        owner = accounts.create(here, name="Noor", password=PASSWORD, email="noor@elm.test")
        exports.ask(here, resident_id=owner.id, language="nl")
    end = neighbourhood.clock.now.date()
    ward.posts("lending", "Ladder", end=f"{end.day + 1}-{end.month}-{end.year}")
    neighbourhood.befriend(ward, oak)
    ward.posts("sharing", "Soep")
    neighbourhood.asked.clear()
    neighbourhood.posted.clear()
    for wait in WAITS:
        neighbourhood.clock.forward(**wait)
        each_job_once(world, schedulers)
    return {
        "asked": Counter(kind(one.path) for one in neighbourhood.asked if one.by == name),
        "posted": Counter(one.url for one in neighbourhood.posted if one.by == name),
        "mailed": Counter(letter.to for letter in box.letters),
        "told": rows(ward),
    }


def kind(path: str) -> str:
    """A path without what differs between two neighbours and two moments."""
    return re.sub(r"\?.*|(?<=/origins/)\w+", "", path)


def rows(ward: Ward) -> tuple[Counter[str], int]:
    """Kinds of notices, and how many numbers were given."""
    with ward.at_work():
        return (
            Counter(row.template for row in list(Notice.select())),
            Entry.select().where(Entry.origin == 1).count(),
        )


def each_job_once(world: World, schedulers: int) -> None:
    """One round of every job, by each scheduler at the same moment."""
    together = threading.Barrier(schedulers)
    threads = [
        threading.Thread(target=one_scheduler, args=[world, together]) for _ in range(schedulers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def one_scheduler(world: World, together: threading.Barrier) -> None:
    store = Store(world.config.database_url)
    for job in jobs.JOBS:
        together.wait(60)
        jobs._round(job, world, store)
    store.close()


def test_ST_19_two_schedulers_do_what_one_does(
    neighbourhood: Neighbourhood, caplog: pytest.LogCaptureFixture
) -> None:
    oak = neighbourhood.ward("oak")
    oak.posts("work", "Baan")
    with caplog.at_level(logging.WARNING):
        one = lives(neighbourhood, "elm", schedulers=1)
        oak.posts("work", "Nog een baan")
        two = lives(neighbourhood, "ash", schedulers=2)
    assert [record.message for record in caplog.records] == []
    assert one == two
