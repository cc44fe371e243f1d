"""Whole nodes for days: real databases, real jobs, real pages between them, and made-up time.

Rule 1: nothing of the node is replaced but its clock, its chance and the road; its jobs are run
from the table of jobs, so a job that is added is in here too.
Rule 2: a crash happens before or after a commit, and the node starts again on what is on its disk.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee as pw

from federation.errors import FederationError, UnreachableError
from node.app import create_app
from node.config import Config
from node.feed.errors import ClockBehindError
from node.jobs import JOBS
from node.listings.errors import NotFoundError
from node.store.database import Store
from node.upkeep import setup
from node.world import Fetched, World
from tests.neighbourhood import WARD_CODE, Neighbourhood, NewDatabase, Road, Ward
from tests.ready import in_a_file
from tests.simulation.agenda import DAY, HOUR, MINUTE, Agenda, Dice
from tests.simulation.ledger import Ledger
from tests.simulation.weather import Storm, Weather
from tests.world import NOON, SECRET, Chance, no_network

SHORTEST = 5 * MINUTE  # between two rounds of a job; the shorter ones are run this often


class CrashError(Exception):
    """The power went."""


@dataclass
class SkewedClock:
    """A node's own clock: the true time, and how far it is off."""

    agenda: Agenda
    skew: float = 0.0

    def __call__(self) -> datetime:
        """What the node believes."""
        return self.agenda.start + timedelta(seconds=self.agenda.seconds + self.skew)


@dataclass
class StormyRoad(Road):
    """The road with weather on it."""

    weather: Weather = field(kw_only=True)

    def __call__(self, url: str, **asked: Any) -> Fetched:
        """See :class:`node.world.Fetch`."""
        other = url.split("/")[2].partition(".")[0]
        if not self.weather.passes(self.name, other):
            raise UnreachableError(host=other)
        fetched = super().__call__(url, **asked)
        what = url.partition("?")[0]
        (body,) = self.weather.carries(self.name, other, what, (fetched.body,))
        return replace(fetched, body=body)


class Town(Neighbourhood):
    """Production nodes that can reach each other, each with its own clock."""

    def __init__(
        self, folder: Path, agenda: Agenda, weather: Weather, new_database: NewDatabase = in_a_file
    ) -> None:
        super().__init__(folder, new_database)
        self.agenda = agenda
        self.weather = weather
        self.clocks: dict[str, SkewedClock] = {}

    def ward(self, name: str) -> Ward:
        """A new ward, at ``https://NAME.example``."""
        folder = self.folder / name
        folder.mkdir()
        config = Config(
            data=folder,
            url=f"https://{name}.example",
            secret=SECRET,
            database=self.new_database(folder),
        )
        self.clocks[name] = SkewedClock(self.agenda)
        world = World(config, self.clocks[name], Chance(name), no_network)
        setup.make(world, name=name.title(), codes=[WARD_CODE], language="nl")
        road = StormyRoad(self, name, weather=self.weather)
        world = replace(world, fetch=road)
        store = Store(config.database_url)
        ward = Ward(name, world, store, create_app(config, world, store), self)
        self.wards[name] = ward
        return ward

    def at(self, host: str) -> Ward | None:
        """The ward that lives at this host."""
        return self.wards.get(host.removesuffix(".example"))


@dataclass
class Resident:
    """Whoever lives in a ward: places, changes, withdraws, as the dice say."""

    ward: Ward
    agenda: Agenda
    dice: Dice
    live: dict[str, datetime] = field(default_factory=dict)  # until when
    count: int = 0

    def acts(self) -> None:
        """Do one thing."""
        choice = self.dice.random()
        tomorrow = self.ward.world.now() + timedelta(days=1)
        live = [lid for lid, end in self.live.items() if end > tomorrow]
        if choice < 0.5 or not live:
            self._posts()
            return
        lid = self.dice.choice(live)
        try:
            if choice < 0.75:
                self.count += 1
                self.ward.edits(lid, title=f"{self.ward.name} {self.count}")
            else:
                self.ward.withdraws(lid)
                del self.live[lid]
        except NotFoundError:
            pass  # it ended by itself

    def _posts(self) -> None:
        self.count += 1
        end = self.ward.world.now() + timedelta(days=self.dice.choice((1, 3, 60)))
        reach = self.dice.choice(("everyone", "everyone", "adjacent", "ward"))
        title = f"{self.ward.name} {self.count}"
        typed = {"end": f"{end.day}-{end.month}-{end.year}"}
        self.live[self.ward.posts("lending", title, reach=reach, **typed)] = end


@dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    nodes: int
    listings: int
    happened: dict[str, int]


class Simulation:
    """``count`` whole nodes in a ring, each following its two nearest on either side."""

    def __init__(
        self,
        seed: int,
        count: int,
        folder: Path,
        *,
        storm: Storm,
        crashes: float = 0.0,
        new_database: NewDatabase = in_a_file,
    ) -> None:
        self.seed = seed
        self.dice = Dice(seed)
        self.agenda = Agenda(NOON)
        names = [f"node{number}" for number in range(count)]
        self.storm = storm
        self.weather = Weather(self.agenda, self.dice, names)
        self.town = Town(folder, self.agenda, self.weather, new_database)
        self.crashes = crashes
        self.happened: Counter[str] = Counter()
        self.ledger = Ledger()
        self.resting = False
        self.power_went = False
        for name in names:
            self.town.ward(name)
        for name in names:
            self._connect(name, names)
        for ward in self.town.wards.values():
            self._set_going(ward)

    def run(self, days: float, healing: float = 1.5) -> Outcome:
        """Storm for so long, then good weather, then all have to agree.

        :raises AssertionError: a promise is broken.
        """
        self.weather.begin(self.storm)
        for ward in self.town.wards.values():
            self._endanger(ward)
        self.agenda.run(days * DAY)
        self.weather.clear()
        self.crashes = 0.0
        for clock in self.town.clocks.values():
            clock.skew = 0.0
        self.agenda.run(healing * DAY)
        self.resting = True
        self.agenda.run(12 * HOUR)
        for ward in self.town.wards.values():
            self.ledger.check_agrees(ward, self.town.wards)
        return Outcome(
            nodes=len(self.town.wards),
            listings=len(self.ledger.lids),
            happened=dict(self.happened),
        )

    def _connect(self, name: str, names: list[str]) -> None:
        at = names.index(name)
        for step in (1, 2):
            for other in {names[(at + step) % len(names)], names[at - step]} - {name}:
                self.town.wards[name].follows(self.town.wards[other])

    def _set_going(self, ward: Ward) -> None:
        person = Resident(ward, self.agenda, self.dice)
        self._every(4 * HOUR, ward, lambda: self.resting or self._lives(person))
        for job in JOBS:
            seconds = max(job.seconds, SHORTEST)
            self._every(seconds, ward, lambda job=job: self._job(ward, job.work))  # type: ignore[misc]
        self.agenda.every(DAY / 4, lambda: self.ledger.check(ward, self.town.wards), self.dice)

    def _lives(self, person: Resident) -> None:
        try:
            person.acts()
        finally:
            self.ledger.note(person.ward)

    def _job(self, ward: Ward, work: Callable[[World], object]) -> None:
        with ward.at_work() as world:
            work(world)

    def _every(self, seconds: float, ward: Ward, act: Callable[[], object]) -> None:
        def awake() -> None:
            if ward.name in self.weather.off:
                return
            try:
                act()
            except (CrashError, pw.OperationalError):  # peewee cannot roll back what is committed
                if not self.power_went:
                    raise
                self.power_went = False
                self.happened["crash"] += 1
                self._restart(ward)
            except (FederationError, ClockBehindError) as error:
                self.happened[type(error).__name__] += 1

        self.agenda.every(seconds, awake, self.dice)

    def _restart(self, ward: Ward) -> None:
        ward.store.close()
        ward.store = Store(ward.world.config.database_url)
        ward.app = create_app(ward.world.config, ward.world, ward.store)
        self._endanger(ward)

    def _endanger(self, ward: Ward) -> None:
        """From now on a commit of this node may be where the power goes, before it or after."""
        commit = ward.store.database.commit

        def dangerous() -> Any:
            self._may_crash()
            done = commit()
            self._may_crash()
            return done

        ward.store.database.commit = dangerous

    def _may_crash(self) -> None:
        if self.dice.random() < self.crashes:
            self.power_went = True
            raise CrashError
