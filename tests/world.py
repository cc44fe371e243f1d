"""A world for tests: a clock set by hand, chance that repeats, a network that is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from federation.errors import UnreachableError
from node.config import Config
from node.world import Fetched, HashCost, World

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
