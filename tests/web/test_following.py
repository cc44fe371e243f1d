"""A search for other programs: the same as the list, for whoever asks."""

from collections.abc import Iterator

import pytest

from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

PATHS = ("/oproepen.csv", "/oproepen.atom", "/oproepen.ics")
SECRET = "Zeepkist"


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("following"))
    ward = neighbourhood.ward("elm")
    ward.posts("lending", "Ladder")
    ward.posts("meeting", "Koffie")
    for reach in ("ward", "adjacent"):
        ward.posts("meeting", f"{SECRET} {reach}", reach=reach)
    yield ward
    neighbourhood.close()


def test_the_list_leads_to_itself_in_other_forms(elm: Ward) -> None:
    page = Visitor(elm).page("/?kind=meeting&q=koffie")
    for path in PATHS:
        assert f"{path}?q=koffie&kind=meeting" in page.links
    alternate = {one.attributes["type"] for one in page.all("link", rel="alternate")}
    assert alternate == {"application/atom+xml", "text/calendar"}


@pytest.mark.parametrize("path", PATHS)
def test_who_is_not_signed_in_gets_what_anybody_may_see(elm: Ward, path: str) -> None:
    stranger, resident = Visitor(elm), Visitor(elm, "Alice Jansen")
    answer = stranger.get(path)
    assert SECRET not in answer.text
    assert "Koffie" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert stranger.get(path, If_None_Match=answer.headers["ETag"]).status_code == 304
    theirs = resident.get(path)
    assert f"{SECRET} ward" in theirs.text
    assert theirs.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in theirs.headers


def test_each_has_what_was_asked_for(elm: Ward) -> None:
    stranger = Visitor(elm)
    assert "Ladder" not in stranger.get("/oproepen.csv?kind=meeting").text
    assert "Ladder" in stranger.get("/oproepen.csv?q=ladder").text
    assert "BEGIN:VEVENT" not in stranger.get("/oproepen.ics?kind=lending").text
    assert "<entry" not in stranger.get("/oproepen.atom?q=zeppelin").text
    assert stranger.get("/oproepen.csv?kind=iets").status_code == 400
    types = [stranger.get(path).mimetype for path in PATHS]
    assert types == ["text/csv", "application/atom+xml", "text/calendar"]


def test_the_page_of_a_wrong_search_is_whole(elm: Ward) -> None:
    assert Page(Visitor(elm).get("/oproepen.ics?sort=toeval").text).faults == []
