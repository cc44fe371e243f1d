"""FE-18: neighbours that take a question and never answer, and one that is well."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pytest

from federation.errors import TooSlowError
from federation.limits import FETCH_SECONDS
from node import jobs
from node.feed.models import Origin
from node.peering import standing
from node.peering.models import Peer
from node.store.database import Store
from node.upkeep import restore, twins
from node.world import Fetched, World
from tests.neighbourhood import Neighbourhood, Ward
from tests.tools import wait_until

PITS = 20


@dataclass
class TarPits:
    """A network in which some hosts hang until the deadline of one question has passed."""

    world: World
    changing: threading.Condition = field(default_factory=threading.Condition)
    hanging: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    deadlines: int = 0
    closed: bool = False

    def __call__(self, url: str, **how: object) -> Fetched:
        """See :class:`node.world.Fetch`."""
        host = urlsplit(url).netloc
        if not host.startswith("pit"):
            return self.world.fetch(url, **how)  # type: ignore[arg-type]
        with self.changing:
            deadline = self.deadlines
            assert host not in self.hanging, "two at one host"
            self.hanging.append(host)
            self.seen.append(host)
            self.changing.wait_for(lambda: self.closed or self.deadlines > deadline, 60)
            self.hanging.remove(host)
        raise TooSlowError(host=host, seconds=FETCH_SECONDS)

    def deadline(self) -> None:
        """Thirty seconds have passed for whoever hangs now."""
        with self.changing:
            self.deadlines += 1
            self.changing.notify_all()

    def close(self) -> None:
        """Everybody who hangs is let go, and nobody hangs any more."""
        with self.changing:
            self.closed = True
            self.changing.notify_all()


@dataclass
class Lanes:
    """The lanes of one job, each a thread that does one round."""

    job: jobs.Job
    world: World
    threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, world: World) -> "Lanes":
        job = next(job for job in jobs.JOBS if job.name == name)
        made = cls(job, world)
        made.threads = [threading.Thread(target=made._round) for _ in range(job.lanes)]
        for thread in made.threads:
            thread.start()
        return made

    def at_work(self) -> int:
        """How many did not come to the end of their round."""
        return sum(thread.is_alive() for thread in self.threads)

    def _round(self) -> None:
        store = Store(self.world.config.database_url)
        jobs._round(self.job, self.world, store)
        store.close()


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward that is well."""
    return neighbourhood.ward("elm")


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that follows elm, and twenty that answered until now."""
    made = neighbourhood.ward("oak")
    with made.at_work() as world:
        log = Origin.get(own=True).log
        for number in range(PITS):
            host = f"pit{number}.localhost:8001"
            origin = Origin.create(
                scid=host, host=host, url=f"http://{host}", log=log, version=1, added=world.now()
            )
            Origin.update(level="shown").where(Origin.id == origin.id).execute()
            Peer.create(origin=origin, url=origin.url, added=world.now(), next_attempt=world.now())
    neighbourhood.clock.forward(seconds=5)
    made.follows(elm)
    elm.posts("lending", "Ladder")
    return made


@pytest.fixture
def pits(oak: Ward) -> Iterator[TarPits]:
    """The network of oak."""
    made = TarPits(oak.world)
    yield made
    made.close()


def test_FE_18_twenty_tar_pits_delay_one_healthy_peer_by_minutes_once_and_then_not_at_all(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, pits: TarPits
) -> None:
    world = replace(oak.world, fetch=pits)
    lanes = Lanes.of("pull", world)
    count = lanes.job.lanes
    for number in range(PITS // count):  # at most 150 seconds for who is last in the queue
        wait_until(
            lambda most=(number + 1) * count: len(pits.seen) == most,  # type: ignore[misc]
            seconds=20,
            what="every lane hangs",
        )
        pits.deadline()
    wait_until(lambda: not lanes.at_work(), seconds=20, what="the round is over")
    assert pits.deadlines * FETCH_SECONDS <= 150
    assert oak.titles() == ["Ladder"]
    neighbourhood.clock.forward(minutes=30)
    elm.posts("sharing", "Soep")
    again = Lanes.of("pull-again", world)
    wait_until(lambda: len(pits.hanging) == again.job.lanes, seconds=20, what="they hang again")
    healthy = Lanes.of("pull", world)
    wait_until(lambda: not healthy.at_work(), seconds=20, what="nobody is in its way")
    assert len(pits.hanging) == again.job.lanes
    assert oak.titles() == ["Ladder", "Soep"]
    pits.close()
    wait_until(lambda: not again.at_work(), seconds=60, what="all are let go")
    assert sorted(pits.seen) == sorted([f"pit{n}.localhost:8001" for n in range(PITS)] * 2)


def test_FE_18_twenty_tar_pits_delay_no_restore_for_one_healthy_peer(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, pits: TarPits
) -> None:
    oak.posts("sharing", "Soep")
    elm.follows(oak)
    assert elm.pulls() == []
    oak.world.config.mark.unlink()  # so that nothing is proven by what elm has
    world = replace(oak.world, fetch=pits)
    with oak.at_work():
        Peer.update(last_contact=None).execute()  # whom it knows longest goes first: the pits
        restore.begin(world)
    asking, judging = Lanes.of("restore-ask", world), Lanes.of("restore", world)
    count = asking.job.lanes + judging.job.lanes
    for number in range(PITS // count):
        wait_until(
            lambda most=(number + 1) * count: len(pits.seen) == most,  # type: ignore[misc]
            seconds=20,
            what="every lane hangs",
        )
        pits.deadline()
    wait_until(lambda: not asking.at_work() + judging.at_work(), seconds=20, what="it is over")
    assert pits.deadlines * FETCH_SECONDS <= 150
    with oak.at_work():
        state = restore.state()
    assert state.gave == (elm.url.removeprefix("http://"),)
    assert (state.asked, state.answered, len(state.silent)) == (PITS + 1, 1, PITS)
    neighbourhood.clock.forward(minutes=2)
    neighbourhood.asked.clear()
    again = Lanes.of("restore", world)
    wait_until(lambda: len(pits.hanging) == 1, seconds=20, what="it hangs again")
    assert [one for one in neighbourhood.asked if one.by == "oak"], "elm came first"
    pits.close()
    wait_until(lambda: not again.at_work(), seconds=60, what="all are let go")


def test_FE_18_the_hourly_look_asks_one_that_is_well(
    neighbourhood: Neighbourhood, elm: Ward, oak: Ward, pits: TarPits
) -> None:
    elm.follows(oak)
    assert elm.pulls() == []
    with oak.at_work():
        Peer.update(failures=1).where(Peer.url.contains("pit")).execute()
        neighbourhood.asked.clear()
        assert not twins.look(replace(oak.world, fetch=pits))
    assert pits.seen == []
    assert [one.path.rsplit("/")[-1] for one in neighbourhood.asked] == [
        "did.jsonl",
        "head",
        "head",
    ]


def test_a_host_is_stood_at_by_one_and_is_free_again_afterwards(oak: Ward) -> None:
    def stand(host: str) -> tuple[bool, bool]:
        with standing.at(oak.world, host) as first, standing.at(oak.world, host) as second:
            return first, second

    with standing.at(oak.world, "ash.example"):
        assert stand("ash.example") == (False, False)
        assert stand("oak.example") == (True, False)
    assert stand("ash.example") == (True, False)
