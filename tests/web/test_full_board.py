"""What a page of a very full board asks of the database: as much as one of a nearly empty board.

Very full is more than is counted, more than is held, and more than a word may begin longer ones in.
``--long``: fifty thousand listings.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playhouse.test_utils import count_queries

from node.feed.models import Origin
from node.listings.models import Listing
from node.listings.preparing import MUCH
from node.matching import saved
from node.residents import accounts, profile
from node.settings import values
from node.shown import aside
from node.world import World
from tests.benchmarks.crowding import crowd
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward
from tests.web.visitor import Visitor

FEW, FULL, LONG = 500, MUCH + 2_000, 50_000
MOST_QUESTIONS = 6
ALICE, SEARCHES, HIDDEN = "Alice Jansen", 3, 5
# What each page asks of who is not signed in, and of who is; nobody else has a page of their own.
PAGES: dict[str, tuple[int | None, int]] = {
    "/": (3, 5),
    "/?kind=lending": (3, 5),
    "/?q=ladder": (4, 6),
    "/?q=lad&kind=work": (4, 6),
    "/?q=fiets+buurt&terms=free&language=tr": (4, 6),
    "/?near=ward&sort=ending": (3, 5),
    "/?near=1000": (4, 6),
    "/?near=1000&kind=lending": (4, 6),
    "/?near=3000&q=een+fiets&kind=meeting&purpose=offer": (4, 6),
    "/?near=1000&kind=lending&q=onvindbaar": (4, 5),
    "/?sort=near&language=nl": (3, 5),
    "/?after={deep}": (3, 5),
    "/?q=ladder&after={deep}": (4, 6),
    "/kaart": (3, 5),
    "/kaart?near=1000&kind=lending": (4, 6),
    "/kaart?near=3000&q=buurt&terms=free": (4, 6),
    "/oproepen.csv?near=1000&kind=lending&q=buurt": (4, 5),
    "/oproepen.atom?near=1000&kind=lending": (4, 5),
    "/oproepen.ics?near=3000": (4, 5),
    "/zonder-verbinding": (3, 5),
    "/l/{mine}": (3, 5),
    "/l/{other}": (3, 4),
    "/n/{theirs}": (3, 4),
    "/van-mij": (None, 5),
    "/van-mij?deel=voorbij": (None, 6),
    "/van-mij?deel=concepten": (None, 5),
    "/van-mij/bewaard": (None, 6),
    "/van-mij/bewaard?weg=1": (None, 6),
    "/van-mij/verborgen": (None, 6),
    "/past-bij-mij": (None, 6),
    "/past-bij-mij?deel=talenten": (None, 6),
}


@dataclass
class Board:
    """A ward, what stands in the addresses of its pages, and who looks at them."""

    ward: Ward
    named: dict[str, object]
    stranger: Visitor
    alice: Visitor

    def asks(self, visitor: Visitor, path: str) -> int:
        """How many questions this page asks, with nothing kept of what was asked before."""
        self.ward.neighbourhood.clock.forward(seconds=20)
        with count_queries() as counted:
            assert visitor.get(path.format(**self.named)).status_code == 200, path
        return int(counted.count)


@pytest.fixture(scope="module")
def boards(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[list[Board]]:
    """One with few listings, one with very many; Alice has much of her own on each."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("full"))
    found = []
    full = LONG if request.config.getoption("--long") else FULL
    for name, count, mine in (("few", FEW, 2), ("full", full, 100)):
        ward = neighbourhood.ward(name)
        stranger, alice = Visitor(ward), Visitor(ward, ALICE)
        with ward.at_work() as world:
            values.put("centre", "52.364, 4.939")
            crowd(world, count)
            named = belongings(world, mine)
        deep = stranger.page("/").all("a", rel="next")[0].attributes["href"].partition("=")[2]
        found.append(Board(ward, {**named, "deep": deep}, stranger, alice))
    yield found
    neighbourhood.close()


def belongings(world: World, mine: int) -> dict[str, object]:
    """Alice placed some, withdrew half of them, keeps searches, hides some, and can sing."""
    alice = accounts.named(ALICE)
    bob = accounts.create(world, name="Bob de Vries", password=PASSWORD)
    rows = Listing.select(Listing, Origin).join(Origin).where(Listing.reach == "everyone")
    own = list(rows.where(Origin.own).limit(mine + HIDDEN + 1))
    theirs = rows.where(~Origin.own).first()
    of_alice, hidden, of_bob = own[:mine], own[mine:-1], own[-1]
    Listing.update(owner=alice.id).where(Listing.id.in_([row.id for row in of_alice])).execute()
    Listing.update(owner=bob.id).where(Listing.id == of_bob.id).execute()
    gone = [row.id for row in of_alice[1::2]]
    Listing.update(state="withdrawn").where(Listing.id.in_(gone)).execute()
    for row in hidden:
        aside.hide(resident_id=alice.id, origin_id=row.origin.id, lid=row.lid, now=world.now())
    for number in range(SEARCHES):
        chosen = {"q": f"fiets {number}", "near": "1000", "kind": "lending"}
        saved.save(world, resident_id=alice.id, name=f"Zoek {number}", chosen=chosen)
    for name in ("wishes", "talents"):
        profile.answer(world, resident_id=alice.id, name=name, given=["singing"], reach="me")
    return {
        "mine": of_alice[0].lid,
        "other": of_bob.lid,
        "theirs": f"{theirs.origin.scid}/l/{theirs.lid}",
    }


def test_a_full_board_asks_no_more_than_one_with_few(boards: list[Board]) -> None:
    few, full = boards
    asked: dict[str, tuple[int | None, int]] = {}
    other: dict[str, tuple[int | None, int]] = {}
    for board, costs in ((few, asked), (full, other)):
        for path, (public, _) in PAGES.items():
            stranger = None if public is None else board.asks(board.stranger, path)
            costs[path] = stranger, board.asks(board.alice, path)
    assert asked == PAGES
    assert other == PAGES
    assert max(max(filter(None, costs)) for costs in PAGES.values()) <= MOST_QUESTIONS
