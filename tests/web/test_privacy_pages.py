"""What is kept, for anybody to read; and the papers for those who look after the site."""

import logging
from datetime import UTC, datetime

import pytest

from node.residents.models import Tally
from node.retention.papers import PAPERS
from node.retention.table import PARTS
from node.settings import values
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.traces import traces
from tests.web.visitor import Visitor

ADDRESS = "203.0.113.77"
SCRIPT = "<script>alert(1)</script>"


def test_the_page_says_each_thing_that_is_kept_of_people(elm: Ward) -> None:
    page = Visitor(elm).page("/privacy")
    for part in PARTS:
        for one in part.lines:
            assert (one.what in page.text) == (one in part.of_people), one.name
    assert "%(" not in page.text
    assert "minstens" not in page.text
    assert "Rondkijken kan zonder account." in page.text


def test_the_page_says_that_the_day_of_a_visit_is_kept(elm: Ward) -> None:
    assert "De dag waarop je hier voor het laatst was" in Visitor(elm).page("/privacy").text


def test_what_the_ward_says_itself_comes_first_and_is_only_text(elm: Ward) -> None:
    assert "Wat onze wijk hierover zegt" not in Visitor(elm).page("/privacy").text
    with elm.at_work():
        values.put("privacy_text", f"Wij zwijgen.\n\nWij doen dit:\n- {SCRIPT}\n- netjes\nKlaar.")
        values.put("contact", "Ada, 020 123")
    answer = Visitor(elm).get("/privacy")
    page = Visitor(elm).page("/privacy")
    assert SCRIPT not in answer.text
    assert [item.text for item in page.all("li") if item.text in {SCRIPT, "netjes"}] == [
        SCRIPT,
        "netjes",
    ]
    assert "Ada, 020 123" in page.text
    assert page.text.index("Wij zwijgen.") < page.text.index("In het kort")


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_has_the_facts_of_the_ward(neighbourhood: Neighbourhood, name: str) -> None:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    elm.follows(oak)
    with elm.at_work():
        values.put("contact", "Ada, 020 123 & co")
    page = Visitor(elm, "Ada Doet", role="admin").page(f"/beheer/papieren/{name}")
    for fact in ("Elm", elm.url, "Ada, 020 123 & co"):
        assert fact in page.text
    assert ("Oak" in page.text) == (name != "buurwijk")
    assert "%(" not in page.text
    assert "None" not in page.text


def test_a_paper_says_what_still_has_to_be_filled_in(elm: Ward) -> None:
    page = Visitor(elm, "Ada Doet", role="admin").page("/beheer/papieren/register")
    assert "nog niet ingevuld bij: Wat de wijk beslist" in page.text
    assert "geen, deze site stuurt geen mail" in page.text


def test_a_paper_says_that_more_than_admins_let_people_in(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
    paper = Visitor(elm, "Ada Doet", role="admin").page("/beheer/papieren/dpia")
    assert "iedereen, maar iemand van de wijk zegt eerst ja" in paper.text


def test_an_internet_address_is_written_down_nowhere(
    elm: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = Visitor(elm)
    token = visitor.token()
    for path, typed in (
        ("/inloggen", {"name": "Niemand", "password": "raad raad raad"}),
        ("/herstel", {"name": "Niemand"}),
        ("/over-mij", {"where": "Ladder", "sentence": "Mijn naam staat erbij."}),
        ("/bestaat-niet", {}),
    ):
        visitor.client.post(
            path,
            base_url=elm.url,
            data={"csrf_token": token, **typed},
            environ_overrides={"REMOTE_ADDR": ADDRESS},
        )
    with elm.at_work() as world:
        assert Tally.select().count() > 0
        assert traces(world, ADDRESS) == []
    assert ADDRESS not in caplog.text


def test_a_paper_has_the_day_and_year_of_the_ward(elm: Ward) -> None:
    elm.neighbourhood.clock.now = datetime(2031, 12, 31, 23, 30, tzinfo=UTC)
    ada = Visitor(elm, "Ada Doet", role="admin")
    assert "Gemaakt op donderdag 1 januari 2032." in ada.page("/beheer/papieren/dpia").text


def test_there_is_no_other_paper(elm: Ward) -> None:
    assert Visitor(elm, "Ada Doet", role="admin").get("/beheer/papieren/geld").status_code == 404
