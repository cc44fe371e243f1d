"""What a page of a very full board asks of the database: as much as one of a nearly empty board.

Very full is more than is counted, more than is held, and more than a word may begin longer ones in.
``--long``: fifty thousand listings.
"""

from collections.abc import Iterator

import pytest
from playhouse.test_utils import count_queries

from node.listings.asked import MUCH
from node.settings import values
from tests.benchmarks.crowding import crowd
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

FEW, FULL, LONG = 500, MUCH + 2_000, 50_000
MOST_QUESTIONS = 6
PATHS = (
    "/",
    "/?kind=lending",
    "/?q=ladder",
    "/?q=lad&kind=work",
    "/?q=fiets+buurt&terms=free&language=tr",
    "/?near=ward&sort=ending",
    "/?near=1000",
    "/?near=3000&q=een+fiets&kind=meeting&purpose=offer",
    "/?sort=near&language=nl",
    "/?after={deep}",
    "/?q=ladder&after={deep}",
    "/kaart",
)


@pytest.fixture(scope="module")
def boards(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[list[Ward]]:
    """One with few listings, one with very many."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("full"))
    found = []
    full = LONG if request.config.getoption("--long") else FULL
    for name, count in (("few", FEW), ("full", full)):
        ward = neighbourhood.ward(name)
        with ward.at_work() as world:
            values.put("centre", "52.364, 4.939")
            crowd(world, count)
        found.append(ward)
    yield found
    neighbourhood.close()


@pytest.mark.parametrize("name", ["", "Alice Jansen"])
def test_a_full_board_asks_no_more_than_one_with_few(boards: list[Ward], name: str) -> None:
    asked: dict[str, list[int]] = {path: [] for path in PATHS}
    for ward in boards:
        visitor = Visitor(ward, name)
        deep = visitor.page("/").all("a", rel="next")[0].attributes["href"].partition("=")[2]
        for path, costs in asked.items():
            ward.neighbourhood.clock.forward(minutes=1)  # nothing is kept of what was asked before
            with count_queries() as counted:
                assert visitor.page(path.format(deep=deep)).faults == []
            costs.append(counted.count)
    assert {path: one for path, (one, other) in asked.items() if one != other} == {}
    assert max(max(costs) for costs in asked.values()) <= MOST_QUESTIONS
