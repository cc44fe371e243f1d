"""A chain, a ring and a star of real nodes over real TLS, with the roads between them spoiled."""

from collections.abc import Iterator

import pytest

from tests.cluster.ground import can_be_laid
from tests.cluster.town import Node, town, until

pytestmark = pytest.mark.processes

FEW = ("elm", "oak", "ash", "fir")
MANY = (*FEW, "yew", "bay", "box", "fig", "gum", "may", "nut", "sal")


@pytest.fixture(scope="module")
def nodes(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[list[Node]]:
    """Nodes on hosts of their own, strangers to each other: four, or twelve in the long form."""
    if not can_be_laid():
        pytest.skip("network namespaces or Caddy are not to be had here")
    names = MANY if request.config.getoption("--long") else FEW
    with town(tmp_path_factory.mktemp("town"), names) as made:
        yield list(made.values())


def ring(nodes: list[Node]) -> None:
    """Each follows the next, both ways."""
    for node, other in zip(nodes, nodes[1:] + nodes[:1], strict=True):
        node.follows(other)
        other.follows(node)


def neighbours(nodes: list[Node], at: int) -> list[Node]:
    return [nodes[at - 1], nodes[(at + 1) % len(nodes)]]


def test_a_ring_agrees_through_delays_cuts_and_spoiled_bytes(nodes: list[Node]) -> None:
    ring(nodes)
    lids = [node.places(name=f"Ladder van {node.name}") for node in nodes]
    until(nodes, lambda node: has_neighbours(nodes, node))

    nodes[0].behaves(delay=0.05)
    nodes[1].behaves(spoil=3)
    nodes[2].behaves(tear=3000)
    nodes[3].ground.unplug(nodes[3].name)
    more = [node.places(name=f"Fiets van {node.name}") for node in nodes if node is not nodes[3]]
    nodes[3].wijk("listing", "withdraw", lids[3])
    for node in nodes:
        node.pulls()
    assert f"Ladder van {nodes[3].name}" in nodes[2].titles()  # it cannot know yet

    nodes[3].ground.plug_in(nodes[3].name)
    for node in nodes:
        node.behaves()
    until(nodes, lambda node: has_all(nodes, node, {3}))
    for node, lid in zip([*nodes[:3], *nodes[4:]], more, strict=True):
        node.wijk("listing", "withdraw", lid)
    until(nodes, lambda node: not any("Fiets" in title for title in node.titles()))


def has_neighbours(nodes: list[Node], node: Node) -> bool:
    at = nodes.index(node)
    return all(f"Ladder van {other.name}" in node.titles() for other in neighbours(nodes, at))


def has_all(nodes: list[Node], node: Node, without: set[int]) -> bool:
    at, titles = nodes.index(node), node.titles()
    for other in neighbours(nodes, at):
        number = nodes.index(other)
        if (f"Ladder van {other.name}" in titles) != (number not in without):
            return False
        if number not in without and f"Fiets van {other.name}" not in titles:
            return False
    return True
