"""A signed-out visitor and a resident of the next ward look for what is not for everybody, on every
address that may show listings (B7). An open address that may show them has a line in ``LOOKS``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from node.web.route import ANYBODY, Route
from node.web.routes import ROUTES
from tests.neighbourhood import Neighbourhood
from tests.web.visitor import Visitor, photo

MARK = "Zeepkist"
HIDDEN = ("ward", "adjacent")
FOUND = ("adjacent", "everyone")
SEARCH = f"?q={MARK}"
LOOKS = {
    "/": ("", SEARCH, "?kind=lending"),
    "/l/<lid:lid>": ("",),
    "/n/<scid:scid>/l/<lid:lid>": ("",),
    "/foto/<digest:digest>": ("",),
    "/bewoner/<lid:handle>": ("",),
    "/klopt/<lid:lid>/<int:ends>/<token:token>": ("",),
    "/l/<lid:lid>/melden": ("",),
    "/n/<scid:scid>/l/<lid:lid>/melden": ("",),
    "/kaart": ("", SEARCH),
    "/zonder-verbinding": ("",),
    "/oproepen.csv": ("", SEARCH),
    "/oproepen.atom": ("", SEARCH),
    "/oproepen.ics": ("", SEARCH),
}
SHOWING = [route for route in ROUTES if route.shows and "GET" in route.methods]


@dataclass
class Fence:
    """Who looks, and what there is to find: ids and pictures by reach."""

    signed_out: Visitor
    signed_out_next_door: Visitor
    next_door: Visitor
    scid: str
    lids: dict[str, str]
    pictures: dict[str, str]

    def addresses(self, route: Route, reach: str) -> list[str]:
        """The route with a listing of this reach in it, as often as it has a line."""
        values = {
            "digest": self.pictures[reach].rpartition("/")[2],
            "scid": self.scid,
            "int": "1",
            "token": "x" * 43,
        }
        path = re.sub(
            r"<(?:(\w+):)?\w+>",
            lambda part: values.get(part[1] or "", self.lids[reach]),
            route.path,
        )
        return [path + asked for asked in LOOKS.get(route.path, ("",))]


@pytest.fixture(scope="module")
def fence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fence]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("fence"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    maker = Visitor(elm, "Maker Visser")
    lids, pictures = {}, {}
    for number, reach in enumerate((*HIDDEN, "everyone")):
        title = f"{MARK} {reach}"
        lid = maker.places(title=title, text=title, reach=reach)
        filled = maker.page(f"/l/{lid}/veranderen").filled()
        sent = {"photo": photo(60 + number, 40), "photo_description": title}
        assert maker.post(f"/l/{lid}/veranderen", filled | sent).status_code == 303
        lids[reach] = lid
        pictures[reach] = maker.page(f"/l/{lid}").all("img")[0].attributes["src"]
    neighbourhood.befriend(elm, oak)
    assert oak.pulls() == []
    [scid] = {card.scid for card in oak.neighbours()}
    yield Fence(Visitor(elm), Visitor(oak), Visitor(oak, "Olga Buur"), scid, lids, pictures)
    neighbourhood.close()


def named(route: Route) -> str:
    return route.path


def test_each_open_address_that_shows_listings_has_a_line() -> None:
    assert {route.path for route in SHOWING if route.who == ANYBODY} == set(LOOKS)


@pytest.mark.parametrize("route", SHOWING, ids=named)
def test_signed_out_nothing_but_what_is_for_everybody_is_found(fence: Fence, route: Route) -> None:
    for visitor in (fence.signed_out, fence.signed_out_next_door):
        for reach in HIDDEN:
            for path in fence.addresses(route, reach):
                gives_away(fence, visitor, path, HIDDEN)


@pytest.mark.parametrize("route", SHOWING, ids=named)
def test_next_door_nothing_of_the_ward_alone_is_found(fence: Fence, route: Route) -> None:
    for path in fence.addresses(route, "ward"):
        gives_away(fence, fence.next_door, path, ("ward",))


@pytest.mark.parametrize("path", ["/", f"/{SEARCH}", "/kaart", "/oproepen.csv"])
def test_next_door_a_resident_finds_what_is_for_neighbours(fence: Fence, path: str) -> None:
    text = fence.next_door.get(path).text
    assert [reach for reach in FOUND if f"{MARK} {reach}" in text] == [*FOUND]
    assert f"{MARK} everyone" in fence.signed_out_next_door.get(path).text


def gives_away(fence: Fence, visitor: Visitor, path: str, hidden: tuple[str, ...]) -> None:
    """Fails when the answer has a title, an id that was not asked for, or a picture."""
    text = visitor.get(path).get_data().decode(errors="replace")
    for reach in hidden:
        assert f"{MARK} {reach}" not in text, path
        assert fence.pictures[reach] not in text, path
        assert fence.lids[reach] in path or fence.lids[reach] not in text, path
