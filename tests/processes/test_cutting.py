"""The network between two wards breaks and heals: they agree again, and nothing is there twice."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.processes.road import CLOSED, SILENT, TORN, Road
from tests.processes.test_killing import agreed
from tests.running import Node, short_folder
from tests.tools import free_port, wait_until

pytestmark = pytest.mark.processes

NOTICED_SECONDS = 40  # a poll every 10 s, and a silent road is given up after 10 s
HEALED_SECONDS = 90  # after failures the wait doubles, up to a minute with jitter
PART_OF_AN_ANSWER = 900  # bytes: its head and the beginning of what it carries


@pytest.fixture
def roads() -> Iterator[tuple[Node, Node, Road]]:
    """Elm behind a road that can break, and Oak, which follows it."""
    with ExitStack() as ends:
        folder = ends.enter_context(short_folder())
        elm = Node(folder, "elm", free_port(), listens=free_port())
        oak = Node(folder, "oak", free_port())
        road = Road(elm.port, elm.listens)
        ends.callback(road.close)
        for node in (elm, oak):
            ends.callback(node.clear_away)
            node.make()
            node.start()
        oak.follows(elm)
        yield elm, oak, road


def test_wards_agree_again_however_the_road_breaks(roads: tuple[Node, Node, Road]) -> None:
    elm, oak, road = roads
    breaks = (CLOSED, TORN, SILENT)
    kept = elm.places(name="Fiets")
    leaving = {how: elm.places(name=f"Boor, {how}") for how in breaks}
    wait_until(lambda: agreed(elm, oak), seconds=HEALED_SECONDS, what="the wards agree")
    for how in breaks:
        before = oak.listings()

        road.breaks(how, after=PART_OF_AN_ANSWER)
        elm.withdraws(leaving[how])
        coming = [elm.places(name=f"Ladder {number}, {how}") for number in range(3)]
        wait_until(lambda: road.refused, seconds=NOTICED_SECONDS, what="Oak meets the break")
        wait_until(lambda: error_at(oak), seconds=NOTICED_SECONDS, what="Oak says what is wrong")
        assert error_at(oak) in {"unreachable", "too_slow"}
        assert oak.listings() == before, "a break changed what people see"

        road.heals()
        road.refused = 0
        wait_until(lambda: agreed(elm, oak), seconds=HEALED_SECONDS, what="the wards agree again")
        there = [row["id"] for row in oak.listings()]
        assert len(there) == len(set(there)), "something is there twice"
        assert set(coming) | {kept} <= set(there)
        assert leaving[how] not in there
        assert error_at(oak) is None


def error_at(node: Node) -> str | None:
    """What the node says is wrong with its only neighbour."""
    (peer,) = node.peers()
    error: str | None = peer["last_error"]
    return error
