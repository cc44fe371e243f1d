"""The days of one whole node: its jobs in their turns, its people, its admin, its failures.

Rule 1: its jobs are run from the table of jobs, so a job that is added is in here too.
Rule 2: a job that refuses is noted; one that fails is a fault of the node and ends the run.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from federation.errors import FederationError
from node.feed.errors import PublishError
from node.jobs import JOBS, Job
from node.peering import pull, timing
from node.peering.errors import OvertakenError, PeerError
from node.upkeep.plan import PlanError
from node.upkeep.starting import MovedError
from node.upkeep.take import TakeError
from tests.simulation.admin import Admin
from tests.simulation.agenda import DAY, HOUR, JITTER, MINUTE, Agenda, Dice
from tests.simulation.ledger import Ledger
from tests.simulation.power import CrashError
from tests.simulation.residents import Residents
from tests.simulation.town import StormyWard, Town
from tests.simulation.watch import Watch

REFUSALS = (FederationError, PublishError, PeerError, PlanError, TakeError, OvertakenError)
SELDOM = 6 * HOUR  # between two rounds of what has nothing to do with other nodes
QUICK = frozenset(
    {"mark", "pull", "pull-again", "offers", "bind", "logs", "hints", "errands", "applications"}
    | {"restore", "re-sign"}
)
PACES = (HOUR, 2 * HOUR, 4 * HOUR)  # between two rounds, unless something comes in
ALL = frozenset(job.name for job in JOBS)
TOLD = frozenset({"pull", "pull-again", "logs", "hints", "errands", "applications"})
NUDGED = 2 * MINUTE  # after something came in, at most
MOST_STARTS = 50


def soon_over(haste: float, days: float) -> float:
    """Seconds in which what was to end in so many days has ended, and was swept up."""
    return days * DAY + (SELDOM + max(PACES) * (1 + JITTER)) / haste


def rest(haste: float) -> float:
    """Seconds in which the last change reaches even who has the slowest pace and waits for longest.

    A round of whose change it is, a look that hints made seldom, and a round of who looks.
    """
    look = timing.INTERVAL.total_seconds() * 2**timing.CALMEST * (1 + timing.JITTER)
    return look + 2 * max(PACES) * (1 + JITTER) / haste


@dataclass
class Life:
    """One node among those of its town."""

    ward: StormyWard
    town: Town
    dice: Dice
    ledger: Ledger
    watch: Watch
    residents: Residents
    admin: Admin
    happened: Counter[str]
    pace: float = HOUR
    haste: float = 1.0  # how many times as often everything happens
    is_quiet: bool = False  # nobody lives there, and nobody looks after it, by themselves
    rests: bool = False  # nobody places anything, so the last change can reach everybody
    last: dict[str, float] = field(default_factory=dict)  # when each job last ran
    done: dict[str, int] = field(
        default_factory=dict
    )  # changes of identity, and from which version
    _nudged: bool = False

    @property
    def agenda(self) -> Agenda:
        """What happens when."""
        return self.town.agenda

    def begin(self) -> None:
        """From now on the days go by."""
        self.pace = self.dice.choice(PACES)
        daily = ((7 * HOUR, self.lives), (12 * HOUR, self.is_looked_after))
        for seconds, act in ((self.pace, self.round), *(() if self.is_quiet else daily)):
            self.agenda.every(seconds / self.haste, act, self.dice)

    def round(self) -> None:
        """Every job whose turn has come."""
        self.does(lambda: self._jobs(ALL))

    def lives(self) -> None:
        """Somebody does something."""
        if not self.rests:
            self.does(self.residents.act)
            self.nudge()

    def is_looked_after(self) -> None:
        """The admin looks in."""
        self.does(self.admin.let_in)
        if not self.admin.is_generous and self.dice.random() < 0.3:
            self.does(self.admin.act)

    def nudge(self) -> None:
        """There is something to do: the next round is soon."""
        if self._nudged or self.is_off():
            return
        self._nudged = True

        def soon() -> None:
            self._nudged = False
            self.does(lambda: self._jobs(TOLD))

        self.agenda.after(self.dice.uniform(1, NUDGED), soon)

    def is_off(self) -> bool:
        """Whether nothing happens here now."""
        return self.ward.is_gone or self.ward.name in self.town.weather.off

    def does(self, act: Callable[[], object]) -> bool:
        """Do this here, whatever comes of it; then look whether all is well. Whether it was done.

        :raises BrokenPromiseError: it is not.
        """
        if self.is_off():
            return False
        try:
            act()
        except CrashError:
            self.restart()
            return False
        except REFUSALS as error:
            self.happened[type(error).__name__] += 1
            return False
        finally:
            self.ledger.note(self.ward)
            self.watch.look(self.ward, self.admin)
        return True

    def restart(self) -> None:
        """The power is back: the node starts with what is on its disk, as often as it takes."""
        self.happened["crash"] += 1
        for _ in range(MOST_STARTS):
            self.ward.power.comes_back()
            try:
                self.ward.restarts()
                with self.ward.at_work() as world:
                    pull.spread_out(world)
            except (CrashError, MovedError):
                continue
            return
        raise AssertionError(f"{self.ward.name} does not start any more")

    def _jobs(self, names: Collection[str]) -> None:
        due = [job for job in JOBS if job.name in names and self._is_due(job)]
        self.dice.shuffle(due)
        for job in due:
            self.last[job.name] = self.agenda.seconds
            try:
                with self.ward.at_work() as world:
                    job.work(world)
            except REFUSALS as error:
                self.happened[f"{job.name}: {type(error).__name__}"] += 1

    def _is_due(self, job: Job) -> bool:
        seconds = job.seconds if job.name in QUICK else max(job.seconds, SELDOM / self.haste)
        return self.agenda.seconds - self.last.get(job.name, -1e9) >= seconds
