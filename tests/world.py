"""A world for tests: a clock set by hand, chance that repeats, a network that is not there."""

import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from federation.errors import UnreachableError
from node.config import FILE_NAME, Config
from node.world import Fetched, HashCost, World

NewDatabase = Callable[..., str]  # of a folder, and of the address of one that it is like

NOON = datetime(2031, 5, 10, 12, tzinfo=UTC)
CHEAP = HashCost(memory_kib=64, iterations=1)  # tests make hundreds of accounts
SECRET = "a-secret-of-the-tests-that-opens-nothing"


@dataclass
class Clock:
    """A clock that goes forward only when told to, and by a millisecond at each look."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass: ``forward(minutes=15)``."""
        self.now += timedelta(**by)


@dataclass
class Chance:
    """Bytes that look like chance and are the same in each run."""

    seed: str = "chance"
    count: int = field(default=0, init=False)

    def __call__(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            self.count += 1
            data += sha256(f"{self.seed} {self.count}".encode()).digest()
        return data[:count]


def no_network(
    url: str,
    *,
    accept: tuple[str, ...],
    limit: int,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    """A door that leads nowhere."""
    raise UnreachableError(host=url)


def make_world(folder: Path, database_url: str, *, name: str = "elm") -> World:
    """The world of a development node called ``name``."""
    config = Config(
        data=folder,
        url=f"http://{name}.localhost:8001",
        secret=SECRET,
        development=True,
        database=database_url,
    )
    return World(config, Clock(), Chance(name), no_network, hash_cost=CHEAP)


def copied(world: World, folder: Path, new_database: NewDatabase) -> World:
    """The same node in another folder, with a database of its own: it is at rest here."""
    was = world.config
    shutil.copytree(was.data, folder, ignore=shutil.ignore_patterns("wijk.db*"), dirs_exist_ok=True)
    database = new_database(folder, was.database_url)
    settings = folder / FILE_NAME  # a command reads there which database is its own
    named = settings.read_text("utf-8").replace(was.database_url, database)
    settings.write_text(named, "utf-8")
    return replace(
        world,
        config=replace(was, data=folder, database=database),
        clock=deepcopy(world.clock),
        random=deepcopy(world.random),
        mail=deepcopy(world.mail),
    )
