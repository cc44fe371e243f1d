"""A ward with something on its board, for tests that only look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.neighbourhood import Neighbourhood, Ward
from tests.node.conftest import neighbourhood as wards_on_each_engine

__all__ = ["wards_on_each_engine"]


@pytest.fixture
def neighbourhood(tmp_path: Path) -> Iterator[Neighbourhood]:
    """Nothing but a road."""
    made = Neighbourhood(tmp_path)
    yield made
    made.close()


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    """A ward by itself."""
    return neighbourhood.begins(alone)["elm"]


def alone(neighbourhood: Neighbourhood) -> None:
    neighbourhood.ward("elm")
