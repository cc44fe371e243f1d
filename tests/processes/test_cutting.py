"""The network between wards breaks and heals: they agree again, and nothing is there twice.

Three roads break at the same time, each in its own way, so that the wait for it is one.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.processes.road import CLOSED, SILENT, TORN, Road
from tests.processes.test_killing import shown
from tests.running import Node, short_folder
from tests.tools import free_port, wait_until

pytestmark = pytest.mark.processes

NOTICED_SECONDS = 40  # a poll every 10 s, and a silent road is given up after 10 s
HEALED_SECONDS = 90  # after failures the wait doubles, up to a minute with jitter
PART_OF_AN_ANSWER = 900  # bytes: its head and the beginning of what it carries


@dataclass
class Broken:
    """A ward behind a road that breaks in one way, and what happened there meanwhile."""

    node: Node
    road: Road
    how: str
    kept: str = ""
    leaving: str = ""
    coming: tuple[str, ...] = ()


@pytest.fixture
def town() -> Iterator[tuple[Node, list[Broken]]]:
    """Oak, and three wards that it follows, each behind a road that can break."""
    with ExitStack() as ends:
        folder = ends.enter_context(short_folder())
        oak = Node(folder, "oak", free_port())
        wards = []
        for name, how in (("elm", CLOSED), ("ash", TORN), ("fir", SILENT)):
            node = Node(folder, name, free_port(), listens=free_port())
            wards.append(Broken(node, Road(node.port, node.listens), how))
            ends.callback(wards[-1].road.close)
        for node in (oak, *(ward.node for ward in wards)):
            ends.callback(node.clear_away)
            node.make()
            node.start()
        for ward in wards:
            oak.follows(ward.node)
        yield oak, wards


def test_wards_agree_again_however_the_road_breaks(town: tuple[Node, list[Broken]]) -> None:
    oak, wards = town
    for ward in wards:
        ward.kept = ward.node.places(name="Fiets")
        ward.leaving = ward.node.places(name="Boor")
    wait_until(lambda: agree(wards, oak), seconds=HEALED_SECONDS, what="the wards agree")
    before = oak.listings()

    for ward in wards:
        ward.road.breaks(ward.how, after=PART_OF_AN_ANSWER)
        ward.node.withdraws(ward.leaving)
        ward.coming = tuple(ward.node.places(name=f"Ladder {number}") for number in range(3))
    wait_until(lambda: all(errors(oak)), seconds=NOTICED_SECONDS, what="Oak says what is wrong")
    assert all(ward.road.refused for ward in wards)
    assert set(errors(oak)) == {"unreachable", "too_slow"}
    assert oak.listings() == before, "a break changed what people see"

    for ward in wards:
        ward.road.heals()
    wait_until(lambda: agree(wards, oak), seconds=HEALED_SECONDS, what="the wards agree again")
    there = [row["id"] for row in oak.listings()]
    assert len(there) == len(set(there)), "something is there twice"
    for ward in wards:
        assert {ward.kept, *ward.coming} <= set(there)
        assert ward.leaving not in there
    assert errors(oak) == [None, None, None]


def agree(wards: list[Broken], oak: Node) -> bool:
    """Whether Oak shows exactly what the others show of their own, each once."""
    own = [row for ward in wards for row in ward.node.listings("--origin", "own")]
    return shown(own) == shown([row for row in oak.listings() if row["origin"] != "own"])


def errors(node: Node) -> list[str | None]:
    """What the node says is wrong with each of its neighbours."""
    return [peer["last_error"] for peer in node.peers()]
