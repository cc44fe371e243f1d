"""A chain, a ring and a star of real nodes over real TLS, with the roads between them spoiled."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.cluster.ground import can_be_laid
from tests.cluster.town import READY_SECONDS, Node, town, until, work
from tests.tools import wait_until

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


def test_a_chain_hands_on_two_wards_far_and_no_further(nodes: list[Node]) -> None:
    for node, other in pairwise(nodes):
        node.befriends(other)
    first, second, third, fourth = nodes[:4]
    lid = first.places(name="Zaag")
    for _ in range(4):
        work(nodes)
    third.shows(first)
    until([second, third], lambda node: "Zaag" in node.titles())
    assert fourth.wijk("peer", "level", first.url, "shown", expect=1) == ""  # never heard of it
    assert "Zaag" not in fourth.titles()
    first.wijk("listing", "withdraw", lid)
    until(nodes, lambda node: "Zaag" not in node.titles())


def test_a_ring_agrees_through_delays_cuts_and_spoiled_bytes(nodes: list[Node]) -> None:
    nodes[-1].befriends(nodes[0])
    lids = [node.places(name=f"Ladder van {node.name}") for node in nodes]
    until(nodes, lambda node: has(node, "Ladder", beside(nodes, node)))

    nodes[0].behaves(delay=0.05)
    nodes[1].behaves(spoil=3)
    nodes[2].behaves(tear=3000)
    gone = nodes[3]
    gone.ground.unplug(gone.name)
    more = {node: node.places(name=f"Fiets van {node.name}") for node in nodes if node is not gone}
    gone.wijk("listing", "withdraw", lids[3])
    refused = work(nodes)
    assert "refused" in refused[0]  # who is behind the spoiled road is not understood
    assert f"Ladder van {gone.name}" in nodes[2].titles()  # it cannot know yet

    gone.ground.plug_in(gone.name)
    for node in nodes:
        node.behaves()
    there = [node for node in nodes if node is not gone]
    until(nodes, lambda node: agrees(nodes, node, there))
    for node, lid in more.items():
        node.wijk("listing", "withdraw", lid)
    until(nodes, lambda node: not any("Fiets" in title for title in node.titles()))
    assert [error for node in nodes for error in node.errors() if error] == []


def test_a_star_goes_on_after_the_middle_was_gone(nodes: list[Node]) -> None:
    """Leaves know each other through the middle alone; each approves the one before it."""
    middle, *leaves = nodes
    for leaf in leaves[1:-1]:
        middle.befriends(leaf)
    for _ in range(3):
        work(nodes)
    before = dict(zip(leaves, [leaves[-1], *leaves], strict=False))
    for leaf, other in before.items():
        leaf.shows(other)
    middle.dies()
    lids = {leaf: leaf.places(name=f"Boor van {leaf.name}") for leaf in leaves}
    work(leaves)
    middle.serve()
    wait_until(middle.ready, seconds=READY_SECONDS, what="the middle is ready again")
    wanted = {middle: leaves, **{leaf: [leaf, other] for leaf, other in before.items()}}
    until(nodes, lambda node: has(node, "Boor", wanted[node]))
    for leaf, lid in lids.items():
        leaf.wijk("listing", "withdraw", lid)
    until(nodes, lambda node: not any("Boor" in title for title in node.titles()))


def beside(nodes: list[Node], node: Node) -> list[Node]:
    """Its neighbours on the ring, and itself."""
    at = nodes.index(node)
    return [nodes[at - 1], node, nodes[(at + 1) % len(nodes)]]


def has(node: Node, thing: str, owners: list[Node]) -> bool:
    """Whether it shows what these have, each once."""
    titles = node.titles()
    return all(titles.count(f"{thing} van {owner.name}") == 1 for owner in owners)


def agrees(nodes: list[Node], node: Node, there: list[Node]) -> bool:
    """Whether it shows what its neighbours have; one of them has no bicycle and no ladder left."""
    near = beside(nodes, node)
    lasting = [other for other in near if other in there]
    gone = [f"Ladder van {other.name}" for other in near if other not in there]
    titles = node.titles()
    return (
        has(node, "Ladder", lasting)
        and has(node, "Fiets", lasting)
        and not any(title in titles for title in gone)
    )
