"""This week, as a page and as a sheet for the wall."""

from itertools import product

from playhouse.test_utils import count_queries

from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor


def test_B4_a_page_for_whoever_looks_and_nothing_of_ones_own(elm: Ward) -> None:
    maker, other, anybody = Visitor(elm, "Maker Visser"), Visitor(elm, "Ander"), Visitor(elm)
    maker.places(title="Zeepkist", reach="ward", end="12-5-2031")
    elm.posts("lending", "Ladder")
    page = other.page("/wijkoverzicht")
    assert page.faults == []
    assert "Nog deze week" in page.text
    assert {"Zeepkist", "Ladder"} <= {one.text for one in page.all("h3")}
    assert "Zeepkist" not in maker.page("/wijkoverzicht").text
    assert "Zeepkist" not in anybody.page("/wijkoverzicht").text
    assert "Ladder" in anybody.page("/wijkoverzicht").text


def test_B20_the_sheet_has_what_everybody_may_see_each_with_a_square(elm: Ward) -> None:
    maker = Visitor(elm, "Maker Visser")
    maker.places(title="Zeepkist", reach="ward")
    elm.posts("lending", "Ladder")
    lid = maker.places(title="Trap")
    answer = maker.get("/wijkoverzicht/blad")
    page = Page(answer.text)
    assert page.faults == []
    assert "Zeepkist" not in page.text
    assert {"Trap", "Ladder"} <= {one.text for one in page.all("h3")}
    squares = [one for one in page.all("svg") if "viewbox" in one.attributes]
    assert len(squares) == 3  # whole, however small: the two and the way to the site
    assert maker.get(f"/l/{lid}").status_code == 200


def test_an_empty_week_says_so(elm: Ward) -> None:
    elm.posts("lending", "Ladder")
    elm.neighbourhood.clock.forward(days=10)
    for path in ("/wijkoverzicht", "/wijkoverzicht/blad"):
        assert "niets nieuws" in Visitor(elm).page(path).text


def test_as_many_questions_whatever_hangs_there(elm: Ward) -> None:
    costs, looking = [], [Visitor(elm), Visitor(elm, "Ander")]
    for count in (1, 6):
        for number in range(count):
            elm.posts("lending", f"Ladder {count} {number}")
        for visitor, path in product(looking, ("/wijkoverzicht", "/wijkoverzicht/blad")):
            with count_queries() as counted:
                assert visitor.get(path).status_code == 200
            costs.append(counted.count)
    assert costs[:4] == costs[4:]
    assert max(costs[:2]) <= 3
    assert max(costs) <= 6
