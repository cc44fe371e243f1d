"""How long the two verifiers are compared: briefly by default, in full with ``--long``."""

import pytest

BRIEF, LONG = 2_000, 100_000  # documents that are nearly right


@pytest.fixture
def how_many(request: pytest.FixtureRequest) -> int:
    """How many documents to compare."""
    return LONG if request.config.getoption("--long") else BRIEF
