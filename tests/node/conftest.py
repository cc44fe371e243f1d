"""A node of our own for each test, on both engines."""

import atexit
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from node.residents import accounts
from node.residents.models import Resident
from node.store.database import Store
from node.upkeep import setup
from node.world import World
from tests.neighbourhood import Neighbourhood, Ward
from tests.postgres import Cluster, name_of
from tests.ready import in_a_file
from tests.world import NewDatabase, copied, make_world

PASSWORD = "een lange zin die niemand raadt"


@pytest.fixture
def world(tmp_path: Path, server: Cluster | None) -> Iterator[World]:
    """A node called Elm, made and at work."""
    place = server.place if server else in_a_file
    made = copied(_elm(place), tmp_path, place)
    store = Store(made.config.database_url)
    try:
        with store.active():
            yield made
    finally:
        store.close()
        if server:
            server.drop(name_of(made.config.database))


@cache
def _elm(place: NewDatabase) -> World:
    """The node that each is a copy of: made once in a process, and at rest."""
    folder = Path(mkdtemp(prefix="wijk-elm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = make_world(folder, place(folder))
    setup.make(made, name="Elm", codes=["WK0363ME@2025"], language="nl")
    return made


@pytest.fixture
def alice(world: World) -> Resident:
    """A resident with a mailbox."""
    return accounts.create(world, name="Alice Jansen", password=PASSWORD, email="alice@elm.test")


@pytest.fixture
def bob(world: World) -> Resident:
    """Another resident."""
    return accounts.create(world, name="Bob", password=PASSWORD)


@pytest.fixture
def neighbourhood(tmp_path: Path, server: Cluster | None) -> Iterator[Neighbourhood]:
    """An empty neighbourhood, whose wards have a database each, on each engine in turn."""
    made = Neighbourhood(tmp_path, server.place if server else in_a_file)
    yield made
    made.close()
    if server:
        for ward in made.wards.values():
            server.drop(name_of(ward.world.config.database))


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward with a ladder for everyone; a file whose ward has something else makes its own."""
    return neighbourhood.begins(with_a_ladder)["elm"]


def with_a_ladder(neighbourhood: Neighbourhood) -> None:
    neighbourhood.ward("elm").posts("lending", "Ladder")


@pytest.fixture
def oak(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """A ward that follows elm and has what it has."""
    made = neighbourhood.ward("oak")
    made.follows(elm)
    assert made.pulls() == []
    assert made.titles() == elm.titles()
    return made


@pytest.fixture
def peer(neighbourhood: Neighbourhood, elm: Ward) -> Ward:
    """Oak, when it and elm follow each other and nothing was pulled yet."""
    made = neighbourhood.ward("oak")
    neighbourhood.befriend(elm, made)
    return made
