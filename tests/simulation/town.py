"""Whole nodes on stormy roads: each a production node with its own clock, folder and database.

Rule 1: nothing of a node is replaced but its clock, its chance and the road.
Rule 2: whatever the road does to what is sent is decided by the weather; whatever a ward does to
what it answers, by the lie it lives by.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from federation.errors import UnreachableError
from node.app import create_app
from node.config import Config
from node.store.database import Store
from node.upkeep import setup
from node.world import Fetched, World
from tests.neighbourhood import OK, WARD_CODE, Neighbourhood, NewDatabase, Road, Ward
from tests.ready import in_a_file
from tests.simulation.agenda import Agenda
from tests.simulation.power import CrashError, Power
from tests.simulation.weather import Weather
from tests.world import CHEAP, SECRET, Chance, no_network

Lie = Callable[[str, str, Fetched], Fetched]  # who asks, which path, the honest answer


@dataclass
class SkewedClock:
    """A node's own clock: the true time, and how far it is off."""

    agenda: Agenda
    skew: float = 0.0

    def __call__(self) -> datetime:
        """What the node believes."""
        return self.agenda.start + timedelta(seconds=self.agenda.seconds + self.skew)


@dataclass
class StormyWard(Ward):
    """A ward whose power fails, whose clock is wrong, and that may lie."""

    power: Power = field(kw_only=True)
    clock: SkewedClock = field(kw_only=True)
    lie: Lie | None = None
    is_gone: bool = False  # turned off for good

    def opened(self, config: Config) -> Store:
        """See :meth:`Ward.opened`."""
        store = super().opened(config)
        self.power.endanger(store)
        return store


@dataclass
class StormyRoad(Road):
    """The road with weather on it."""

    town: "Town" = field(kw_only=True)

    def reach(self, other: Ward, path: str, headers: dict[str, str], host: str) -> Fetched:
        """What the other ward says, as it arrives."""
        weather = self.town.weather
        self._set_out(other, host)
        fetched = self.town.served(other, host, lambda: other.answers(path, headers, host=host))
        if weather.comes_twice():
            self.town.served(other, host, lambda: other.answers(path, headers, host=host))
        if isinstance(other, StormyWard) and other.lie is not None:
            fetched = other.lie(self.name, path, fetched)
        if weather.is_unheard():
            raise UnreachableError(host=host)
        if fetched.status == OK:  # something on the way may keep it; a refusal is kept nowhere
            place = path.partition("?")[0]
            fetched = weather.carries(self.name, other.name, place, fetched)
        (body,) = weather.spoil((fetched.body,))
        return replace(fetched, body=body)

    def post(self, url: str, **sent: Any) -> Fetched:
        """See :class:`node.world.Post`. What lies somewhere comes after all, days later."""
        host, weather = urlsplit(url).netloc, self.town.weather
        other = self.neighbourhood.at(host)
        if other is None:
            raise UnreachableError(host=host)
        self._set_out(other, host)
        later = weather.delay()
        if later is not None:
            self.town.agenda.after(later, lambda: self._arrives(url, sent))
            raise UnreachableError(host=host)
        fetched = self.town.taken(other, url, sent)
        if weather.comes_twice():
            self.town.taken(other, url, sent)
        if weather.is_unheard():
            raise UnreachableError(host=host)
        return fetched

    def _set_out(self, other: Ward, host: str) -> None:
        if not self.town.weather.passes(self.name, other.name):
            raise UnreachableError(host=host)
        self.town.asked_by[self.name] += 1

    def _arrives(self, url: str, sent: dict[str, Any]) -> None:
        other = self.neighbourhood.at(urlsplit(url).netloc)
        if other is None or other.name in self.town.weather.off:
            return
        with suppress(UnreachableError):  # the power may go while it comes in
            self.town.taken(other, url, sent)


class Town(Neighbourhood):
    """Production nodes that can reach each other, each with its own clock."""

    def __init__(
        self, folder: Path, agenda: Agenda, weather: Weather, new_database: NewDatabase = in_a_file
    ) -> None:
        super().__init__(folder, new_database)
        self.agenda = agenda
        self.weather = weather
        self.stormy: dict[str, StormyWard] = {}
        self.asked_by: Counter[str] = Counter()
        self.when_crashed: Callable[[StormyWard], None] = lambda ward: ward.restarts()
        self.when_told: Callable[[StormyWard], None] = lambda _ward: None

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
        clock = SkewedClock(self.agenda)
        world = World(config, clock, Chance(name), no_network, hash_cost=CHEAP)
        made = setup.make(world, name=name.title(), codes=[WARD_CODE], language="nl")
        return self.settle(name, world, clock, sheets=list(made.sheets))

    def settle(self, name: str, world: World, clock: SkewedClock, **known: Any) -> StormyWard:
        """A node in its folder goes to live here."""
        road = StormyRoad(self, name, town=self)
        world = replace(world, clock=clock, fetch=road, post=road.post)
        store = Store(world.config.database_url)
        power = Power(self.weather.dice)
        power.endanger(store)
        app = create_app(world.config, world, store)
        ward = StormyWard(name, world, store, app, self, power=power, clock=clock, **known)
        self.wards[name] = self.stormy[name] = ward
        return ward

    def at(self, host: str) -> Ward | None:
        """The ward that lives at this host; one of them, when two say that they do."""
        found = [
            ward
            for ward in self.stormy.values()
            if not ward.is_gone
            and host in {ward.world.config.host_name, *ward.former} - ward.abandoned
        ]
        if len(found) < 2:
            return found[0] if found else None
        return self.weather.dice.choice(found)

    def served(self, ward: Ward, host: str, work: Callable[[], Fetched]) -> Fetched:
        """Work that a ward does for another one; its power may go meanwhile."""
        try:
            return work()
        except CrashError:
            assert isinstance(ward, StormyWard)
            self.when_crashed(ward)
            raise UnreachableError(host=host) from None

    def taken(self, ward: Ward, url: str, sent: dict[str, Any]) -> Fetched:
        """What comes of something posted to a ward."""
        parts = urlsplit(url)
        headers = {**sent["headers"], "Content-Type": sent["content_type"]}
        fetched = self.served(
            ward, parts.netloc, lambda: ward.takes(parts.path, sent["body"], headers)
        )
        assert isinstance(ward, StormyWard)
        self.when_told(ward)
        return fetched
