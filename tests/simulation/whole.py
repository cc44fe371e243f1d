"""Whole nodes for days: real databases, real jobs, real pages between them, and made-up time.

Rule 1: nothing of the node is replaced but its clock, its chance and the road.
Rule 2: the seed decides everything, so a run that broke a promise can be run again.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.neighbourhood import NewDatabase
from tests.ready import in_a_file
from tests.simulation import newer, quick
from tests.simulation.admin import Admin
from tests.simulation.agenda import DAY, HOUR, Agenda, Dice
from tests.simulation.harmony import Harmony
from tests.simulation.ledger import Ledger
from tests.simulation.life import Life
from tests.simulation.residents import LIVES, Residents
from tests.simulation.town import StormyWard, Town
from tests.simulation.troubles import LIARS, TROUBLES, Scene, Trouble
from tests.simulation.watch import Watch
from tests.simulation.weather import CALM, Storm, Weather
from tests.world import NOON

HEALING = 1.2 * DAY  # of good weather: whoever was silent is asked again within a day
RESTING = 17 * HOUR  # in which nobody places anything: relays are asked every six hours
CRASHES = 0.002  # of all commits, before or after


@dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    nodes: int
    listings: int
    looks: int
    asked: int
    troubles: tuple[str, ...]
    happened: dict[str, int]


class Simulation:
    """``count`` whole nodes in a ring, with a road across for every fourth; or in a row."""

    def __init__(
        self,
        seed: int,
        count: int,
        folder: Path,
        *,
        storm: Storm,
        crashes: float = CRASHES,
        haste: float = 1.0,
        lives: tuple[float, ...] = LIVES,
        is_quiet: bool = False,
        in_a_row: bool = False,
        troubles: tuple[Trouble, ...] | None = None,
        new_database: NewDatabase = in_a_file,
    ) -> None:
        self.dice = Dice(seed)
        self.storm = storm
        self.crashes = crashes
        self.haste = haste
        self.lifetimes = lives
        self.is_quiet = is_quiet
        self.agenda = Agenda(NOON)
        self.names = [f"node{number}" for number in range(count)]
        self.roads = list(pairwise(self.names)) if in_a_row else _roads(self.names)
        self.weather = Weather(self.agenda, self.dice, self.names)
        self.town = Town(folder, self.agenda, self.weather, new_database)
        self.ledger = Ledger()
        self.watch = Watch(self.ledger)
        self.happened: Counter[str] = Counter()
        self.lives: dict[str, Life] = {}
        self.newer: list[StormyWard] = []
        self.chosen = _chosen(seed, count) if troubles is None else troubles
        self.honest = set(self.names)
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        self._ends.enter_context(quick.sql())
        self._ends.enter_context(newer.spoken(self.newer))
        self._ends.callback(self.town.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends.close()

    def run(self, days: float, healing: float = HEALING, resting: float = RESTING) -> Outcome:
        """Storm for so long, then good weather, then all have to agree.

        :raises BrokenPromiseError: something happened that never may.
        """
        self._found()
        self._storm(days * DAY)
        self._heal(healing, resting)
        Harmony(self.lives, self.ledger, self.honest).check(self.agenda.seconds / DAY)
        return Outcome(
            nodes=len(self.names),
            listings=len(self.ledger.lids),
            looks=self.watch.looks,
            asked=sum(self.town.asked_by.values()),
            troubles=tuple(one.__name__ for one in self.chosen),
            happened=dict(sorted(self.happened.items())),
        )

    def _found(self) -> None:
        """The wards are made, and their admins compare words, on a quiet day."""
        for number, name in enumerate(self.names):
            self.town.ward(name)
            ward = self.town.stormy[name]
            life = Life(
                ward=ward,
                town=self.town,
                dice=self.dice,
                ledger=self.ledger,
                watch=self.watch,
                residents=Residents(
                    ward,
                    number,
                    self.dice,
                    self.ledger,
                    lives=self.lifetimes,
                    are_settled=self.storm is CALM,
                ),
                admin=Admin(ward, self.dice),
                happened=self.happened,
                haste=self.haste,
                is_quiet=self.is_quiet,
            )
            self.lives[name] = life
            self.ledger.note(ward)
        self.town.when_crashed = lambda ward: self.lives[ward.name].restart()
        self.town.when_told = lambda ward: self.lives[ward.name].nudge()
        for one, other in self.roads:
            self._befriend(self.lives[one], self.lives[other])
        for life in self.lives.values():
            life.begin()

    def _befriend(self, one: Life, other: Life) -> None:
        self.town.befriend(one.ward, other.ward)
        for life, peer in ((one, other), (other, one)):
            with peer.ward.at_work():
                life.admin.meets(_own_scid())

    def _storm(self, seconds: float) -> None:
        for name, trouble in zip(self._shuffled(), self.chosen, strict=False):
            scene = Scene(self.lives[name], self.lives, self.agenda, self.dice, seconds, self.newer)
            trouble(scene)
            if trouble in LIARS:
                self.honest.discard(name)
        self.weather.begin(self.storm)
        for life in self.lives.values():
            life.ward.power.chance = self.crashes
        self.agenda.run(seconds)

    def _heal(self, seconds: float, resting: float) -> None:
        """The sun comes out, clocks are right, admins make up; at last nobody places anything."""
        self.weather.clear()
        for life in list(self.lives.values()):
            life.ward.power.chance = 0.0
            life.ward.clock.skew = 0.0
            life.residents.are_settled = True
            if not life.ward.is_gone:
                life.does(life.admin.makes_up)
                life.does(life.admin.looks_at_all)
        self.agenda.run(seconds)
        for life in self.lives.values():
            life.rests = True
        self.agenda.run(resting)

    def _shuffled(self) -> list[str]:
        return self.dice.sample(self.names, len(self.names))


def _own_scid() -> str:
    from node.feed.identity import own_origin  # noqa: PLC0415

    return str(own_origin().scid)


def _chosen(seed: int, count: int) -> tuple[Trouble, ...]:
    """Which troubles there are: all in their turns, from seed to seed."""
    some = max(1, count * 3 // 4)
    return tuple(TROUBLES[(seed * some + at) % len(TROUBLES)] for at in range(some))


def _roads(names: list[str]) -> list[tuple[str, str]]:
    """A ring, and for every fourth a road across."""
    count = len(names)
    pairs = [(at, (at + 1) % count) for at in range(count)]
    pairs += [(at, (at + count // 2) % count) for at in range(0, count, 4)]
    different = {tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]}
    return [(names[one], names[other]) for one, other in sorted(different)]
