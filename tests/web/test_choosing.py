"""What can be chosen on the board: how far, when, what it costs, which language, in which order."""

from collections.abc import Iterator

import pytest

from node.settings import values
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

# About 700 m north, 1.4 km east and 11 km south of the middle.
PLACES = {
    "Hier": "52.364,4.939",
    "Noord": "52.370,4.939",
    "Oost": "52.364,4.960",
    "Ver": "52.264,4.939",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ward, Ward]]:
    """A ward that knows its middle, and its neighbour."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("choosing"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    for number, (title, geo) in enumerate(PLACES.items()):
        elm.posts("lending", title, geo=geo, end=f"{28 - number}-5-2031")
    elm.posts("work", "Klus", geo="", terms="paid", language="tr")
    elm.posts("meeting", "Koffie", geo="", start="13-5-2031", terms="none")
    oak.posts("sharing", "Soep", geo=PLACES["Noord"])
    elm.follows(oak)
    elm.pulls()
    with elm.at_work():
        values.put("centre", "52.364,4.939")
    yield elm, oak
    neighbourhood.close()


def titles(ward: Ward, query: str) -> list[str]:
    return [one.text for one in Visitor(ward).page(f"/?{query}").all("h3")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("near=500", {"Hier"}),
        ("near=1000", {"Hier", "Noord", "Soep"}),
        ("near=3000", {"Hier", "Noord", "Oost", "Soep"}),
        ("near=ward", {*PLACES, "Klus", "Koffie"}),
        ("terms=free&near=ward", {*PLACES, "Koffie"}),
        ("terms=paid", {"Klus"}),
        ("when=week", {"Koffie"}),
        ("language=tr", {"Klus"}),
        ("kind=lending&near=3000&q=oost", {"Oost"}),
    ],
)
def test_a_choice_shows_what_fits(town: tuple[Ward, Ward], query: str, found: set[str]) -> None:
    assert set(titles(town[0], query)) == found


def test_in_another_order(town: tuple[Ward, Ward]) -> None:
    assert titles(town[0], "sort=near&kind=lending") == ["Hier", "Noord", "Oost", "Ver"]
    assert titles(town[0], "sort=ending&kind=lending") == ["Ver", "Oost", "Noord", "Hier"]


def test_what_came_from_next_door_says_how_far(town: tuple[Ward, Ward]) -> None:
    assert "700 meter" in Visitor(town[0]).page("/?kind=sharing").text.replace("\u00a0", " ")
    assert "700" not in Visitor(town[0]).page("/?kind=lending").text


def test_a_choice_says_how_many_it_gives(town: tuple[Ward, Ward]) -> None:
    page = Visitor(town[0]).page("/?near=ward")
    shown = {
        (one.attributes["name"], one.attributes["value"]) for one in page.all("input", type="radio")
    }
    assert ("language", "tr") in shown
    assert ("language", "pl") not in shown
    assert {("near", "500"), ("sort", "near"), ("when", "week"), ("terms", "free")} <= shown
    assert "Kost geen geld 5 oproepen" in " ".join(page.text.split())


def test_a_ward_that_does_not_know_its_middle_offers_no_distance(town: tuple[Ward, Ward]) -> None:
    page = Visitor(town[1]).page("/")
    values_offered = {one.attributes["value"] for one in page.all("input", type="radio")}
    assert not values_offered & {"500", "1000", "3000", "near"}
    assert Visitor(town[1]).get("/?near=500&sort=near").status_code == 200
