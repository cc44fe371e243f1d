"""The ward in numbers: drawings, tables and a file, of which nothing points at anybody."""

import csv
from io import StringIO

from playhouse.test_utils import count_queries

from node.insight import counting
from node.insight.models import MonthCount
from node.web.labels import KINDS
from tests.benchmarks.caring import fill_months
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

QUESTIONS = 2  # the ward's name, and every number


def fill(ward: Ward, months: int, number: int = 7) -> None:
    """The same number of everything in each of so many months."""
    with ward.at_work() as world:
        fill_months(world, months, number)


def test_without_numbers_it_says_when_they_come(elm: Ward) -> None:
    page = Visitor(elm).page("/cijfers")
    assert "De eerste komen als de eerste maand voorbij is." in page.text
    assert page.all("table") == []


def test_each_drawing_has_its_numbers_in_a_table(elm: Ward) -> None:
    fill(elm, 30)
    page = Visitor(elm).page("/cijfers?soort=work")
    drawings = [one for one in page.all("svg") if one.inside("figure")]
    assert len(drawings) == 4
    for one in drawings:
        assert one.attributes["role"] == "img"
        assert "Het hoogste is 7." in one.attributes["aria-label"]
    years = [page, *(Visitor(elm).page(link) for link in page.links if "jaar=" in link)]
    told = [one.text for year in years for one in year.all("td")]
    assert told == ["7"] * 30 * 4
    whole = Visitor(elm).page("/cijfers")
    assert str(7 * len(KINDS)) in [one.text for one in whole.all("td")]
    assert Visitor(elm).get("/cijfers?jaar=1999").status_code == 404


def test_under_five_no_page_and_no_file_tells_how_many(elm: Ward) -> None:
    for number in (1, 4):
        with elm.at_work():
            MonthCount.delete().execute()
        fill(elm, 2, number)
        pages = [Visitor(elm).get(f"/cijfers?soort={kind}").text for kind in KINDS]
        pages.append(Visitor(elm).get("/cijfers.csv").text)
        if number == 1:
            one = pages
    strip = [text.split("<main", 1)[-1].split("<footer", 1)[0] for text in pages]
    before = [text.split("<main", 1)[-1].split("<footer", 1)[0] for text in one]
    assert [cut(text) for text in strip[:-1]] == [cut(text) for text in before[:-1]]
    assert "minder dan vijf" in strip[0]
    cells = [row for row in csv.reader(StringIO(pages[-1])) if row[1] != "all"]
    assert {row[3] for row in cells[1:]} == {"<5"}


def cut(text: str) -> str:
    """Without what is new in each answer."""
    return text.partition("data-typed")[0] or text


def test_three_years_cost_as_many_questions_as_none(elm: Ward) -> None:
    visitor = Visitor(elm)
    costs = []
    for months in (0, 36):
        fill(elm, months)
        visitor.page("/cijfers")
        with elm.at_work(), count_queries() as counted:
            visitor.page("/cijfers")
        costs.append(counted.count)
    assert costs == [QUESTIONS, QUESTIONS]


def test_the_file_has_a_line_for_each_number(elm: Ward) -> None:
    fill(elm, 36)
    answer = Visitor(elm).get("/cijfers.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *lines = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    assert head == ["month", "kind", "what", "count"]
    assert len(lines) == 36 * (len(KINDS) + 1) * 4
    assert len({tuple(line[:3]) for line in lines}) == len(lines)


def test_there_is_no_other_kind(elm: Ward) -> None:
    assert Visitor(elm).get("/cijfers?soort=geld").status_code == 404


def test_in_english_too(elm: Ward) -> None:
    fill(elm, 2, 3)
    answer = Visitor(elm).get("/cijfers", Accept_Language="en")
    assert "fewer than five" in answer.text
    assert counting.LISTINGS not in answer.text
