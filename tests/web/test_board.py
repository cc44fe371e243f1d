"""The board: paging through it, searching it with anything, and what a page of it costs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playhouse.test_utils import count_queries

from node.listings.search import MOST_COUNTED, PAGE
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor, photo

FIRST_PAGE_BYTES = 60_000
MANY = 500
# Questions to the database, whatever there is on the board: the ward, who is looking, which words
# are common, the newest and how many each choice would give, the listings with their pictures.
QUESTIONS = {
    "/": 3,
    "/?q=ladder": 4,
    "/?kind=lending&purpose=offer&terms=loan": 3,
    "/?near=ward&q=ladder": 4,
    "/?near=1000&sort=near&language=nl": 3,
    "/?sort=ending&after=1-1": 3,
    "/l/{lid}": 3,
    "/buurwijken": 3,
    "/over": 2,
    "/inloggen": 1,
    "/er-is-niets": 1,
}
OF_A_RESIDENT = {
    "/": 5,
    "/?q=ladder&kind=lending": 6,
    "/l/{lid}": 4,
    "/van-mij": 4,
    "/plaatsen": 4,
    "/taal": 3,
}
ODD = [
    '"',
    '""""',
    "'; DROP TABLE listing; --",
    "*",
    "lad*",
    "NEAR(ladder, 3)",
    "ladder AND",
    "OR NOT",
    "title:ladder",
    "^ladder",
    "(((",
    "-ladder +soep",
    "%",
    "_",
    "\\",
    "\0ladder\0",
    "ladder\n\tladder",
    "🪜",
    "سلم",
    "la\u0301dder",
    "\u202e\u2066ladder",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "x" * 5_000,
    "a " * 2_000,
    "'",
    "&&|!",
    "ﬁets",
]


@dataclass
class Full:
    """A ward with five hundred listings, and who looks at them."""

    elm: Ward
    stranger: Visitor
    resident: Visitor
    lids: list[str]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("board"))
    elm = neighbourhood.ward("elm")
    text = (
        "Van hout, drie meter, en licht genoeg om alleen te dragen. Haal hem op wanneer je wilt. "
    )
    lids = elm.posts_many(MANY, text=text * 3)
    yield Full(elm, Visitor(elm), Visitor(elm, "Alice Jansen"), lids)
    neighbourhood.close()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("few"))
    elm = neighbourhood.ward("elm")
    lids = elm.posts_many(5)
    yield Full(elm, Visitor(elm), Visitor(elm, "Alice Jansen"), lids)
    neighbourhood.close()


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_page_asks_as_much_of_five_as_of_five_hundred(few: Full, full: Full, path: str) -> None:
    for ward in (few, full):
        assert asked(ward, ward.stranger, path) == QUESTIONS[path]


@pytest.mark.parametrize("path", OF_A_RESIDENT)
def test_a_residents_page_too(few: Full, full: Full, path: str) -> None:
    for ward in (few, full):
        assert asked(ward, ward.resident, path) == OF_A_RESIDENT[path]


def asked(ward: Full, visitor: Visitor, path: str) -> int:
    """With nothing kept of what was asked before."""
    ward.elm.neighbourhood.clock.forward(minutes=1)
    with count_queries() as counted:
        visitor.get(path.format(lid=ward.lids[0]))
    return int(counted.count)


def test_deep_paging_shows_everything_once_the_newest_first(full: Full) -> None:
    seen: list[str] = []
    path, number = "/", 0
    costs = set()
    while path:
        with count_queries() as counted:
            page = full.stranger.page(path)
        costs.add(counted.count)
        number += 1
        assert f"Bladzijde {number} van {MANY // PAGE}" in page.text
        seen += [one.text for one in page.all("h3")]
        following = page.all("a", rel="next")
        assert len(following) == (0 if number == MANY // PAGE else 1)
        if following:
            assert following[0].text == f"Volgende {PAGE} oproepen"
        path = following[0].attributes["href"] if following else ""
        first = [one for one in page.all("a", href="/") if one.text == "Terug naar het begin"]
        assert len(first) == (0 if number == 1 else 1)
    assert sorted(seen) == sorted(f"Ladder {n}" for n in range(MANY))
    assert number == MANY // PAGE
    assert costs == {3, 2}  # the first page counts, and what it counted is kept for a moment


def test_a_page_goes_on_where_it_was_also_when_something_new_came(full: Full) -> None:
    page = full.stranger.page("/")
    [onward] = page.all("a", rel="next")
    before = [one.text for one in full.stranger.page(onward.attributes["href"]).all("h3")]
    lid = full.elm.posts("sharing", "Nieuw")
    after = [one.text for one in full.stranger.page(onward.attributes["href"]).all("h3")]
    full.elm.withdraws(lid)
    assert before == after


def test_filters_go_along_with_the_pages(full: Full) -> None:
    page = full.stranger.page("/?q=ladder&kind=lending&purpose=offer")
    [onward] = page.all("a", rel="next")
    assert re.fullmatch(
        r"/\?q=ladder&kind=lending&purpose=offer&after=\d+", onward.attributes["href"]
    )
    chips = {one.attributes["href"] for one in page.all("a", **{"class": "chip"})}
    assert chips == {
        "/?kind=lending&purpose=offer",
        "/?q=ladder&purpose=offer",
        "/?q=ladder&kind=lending",
    }
    assert full.stranger.page("/?kind=work").by_id("lijst").text == "Geen oproepen"  # type: ignore[union-attr]
    assert "Hier hangt niets dat past" in full.stranger.page("/?kind=work").text


def test_an_empty_board_says_so(neighbourhood: Neighbourhood) -> None:
    page = Visitor(neighbourhood.ward("elm")).page("/")
    assert "Hier hangt nog niets" in page.text
    assert page.faults == []


@pytest.mark.parametrize("after", ["0", "1", "9223372036854775807", ""])
def test_a_place_that_is_a_number_is_a_page(full: Full, after: str) -> None:
    assert full.stranger.get(f"/?after={after}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=9223372036854775808",
        "after=%D9%A3",
        "after=1.5",
        "after=" + "9" * 5_000,
        "kind=iets",
        "purpose=%00",
        "terms=<b>",
        "near=moon",
        "when=ooit",
        "language=xx",
        "sort=toeval",
        "after=1-",
        "after=1-x",
        "after=1-2-3",
    ],
)
def test_LI_12_what_no_page_of_ours_asks_is_400(full: Full, query: str) -> None:
    answer = full.stranger.get(f"/?{query}")
    assert answer.status_code == 400
    assert Page(answer.text).faults == []


@pytest.mark.parametrize("words", ODD)
def test_any_text_can_be_looked_for(full: Full, words: str) -> None:
    answer = full.stranger.get("/?" + urlencode({"q": words}))
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.faults == []
    assert "<script>alert" not in answer.text
    kept = " ".join(words.replace("\0", " ").split())[:500]
    assert page.all("input", id="q")[0].attributes["value"] == kept


def test_beyond_what_is_counted(few: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.listings.search.MOST_COUNTED", 3)
    page = few.stranger.page("/")
    assert page.by_id("lijst").text == "Meer dan 3 oproepen"  # type: ignore[union-attr]
    sorted_by = few.stranger.page("/?sort=ending").by_id("lijst")
    assert sorted_by.text == "De 3 nieuwste oproepen, wat bijna afloopt eerst"  # type: ignore[union-attr]
    assert MOST_COUNTED == 500


def test_where_there_is_much_the_page_says_which_words_are_taken_as_they_are(
    few: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "zoals je het typte" not in few.stranger.page("/?q=ladder+drie").text
    monkeypatch.setattr("node.listings.preparing.MUCH", 2)
    monkeypatch.setattr("node.store.search.COMMON", 3)
    page = few.stranger.page("/?q=ladder")
    assert "zoals je het typte, en geen langere woorden die zo beginnen: “ladder”." in page.text


def test_beside_each_choice_stands_how_many_it_would_give(few: Full) -> None:
    """Also for somebody who listens to the page."""
    few.resident.places(title="Boormachine", kind="work", terms="hours")
    for path, kinds, chips in (
        ("/", {"Lenen 5 oproepen", "Werk 1 oproepen", "Ruilen 0 oproepen"}, {"Alleen deze wijk 6"}),
        (
            "/?q=boor",
            {"Lenen 0 oproepen", "Werk 1 oproepen"},
            {"Alleen deze wijk 1", "voor uren 1"},
        ),
        ("/?kind=lending&when=week", {"Lenen 0 oproepen"}, {"Deze week 0", "Alleen deze wijk 0"}),
    ):
        page = few.resident.page(path)
        assert kinds <= {one.text for one in page.all("a") if "data-kind" in one.attributes}, path
        assert {f"{one} oproepen" for one in chips} <= {one.text for one in page.all("label")}, path


def test_the_first_page_is_light(full: Full) -> None:
    """Everything a first visitor's browser fetches, as it comes over the wire."""
    fresh = Visitor(full.elm)
    answer = fresh.get("/", Accept_Encoding="gzip")
    page = fresh.page("/")
    files = {
        link.attributes["href"]
        for link in page.all("link")
        if link.attributes["rel"] in {"stylesheet", "preload", "icon", "manifest"}
    }
    scripts = page.all("script")
    assert all("defer" in one.attributes and not one.text for one in scripts)
    files |= {one.attributes["src"] for one in scripts}
    assert len(page.all("link", rel="stylesheet")) == 1
    style = fresh.get(next(file for file in files if "wijk.css" in file)).text
    files |= {f"/static/{name}" for name in re.findall(r'url\("(street[^"]+)"\)', style)}
    fetched = [answer, *(fresh.get(file, Accept_Encoding="gzip") for file in files)]
    assert all(one.status_code == 200 for one in fetched)
    assert len(fetched) == 8
    sizes = [len(one.data) + len(str(one.headers)) for one in fetched]
    assert sum(sizes) <= FIRST_PAGE_BYTES
    assert len(answer.data) < 10_000


def test_pictures_wait_until_they_are_looked_at(full: Full) -> None:
    lid = full.resident.places(title="Met foto")
    typed = full.resident.page(f"/l/{lid}/veranderen").filled()
    data = typed | {"photo": photo(80, 40), "photo_description": "Een ladder tegen een muur"}
    assert full.resident.post(f"/l/{lid}/veranderen", data).status_code == 303
    [shown] = full.stranger.page("/").all("img")
    assert shown.attributes["loading"] == "lazy"
    assert (shown.attributes["width"], shown.attributes["height"]) == ("80", "40")
    assert shown.attributes["alt"] == "Een ladder tegen een muur"
    assert full.resident.post(f"/l/{lid}/weghalen", {}).status_code == 303


def test_files_are_kept_for_ever_under_their_own_address(full: Full) -> None:
    page = full.stranger.page("/")
    for link in page.all("link"):
        if link.attributes["rel"] in {"alternate", "manifest"}:
            continue
        answer = full.stranger.get(link.attributes["href"])
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "v=" in link.attributes["href"]
        again = full.stranger.get(link.attributes["href"], If_None_Match=answer.headers["ETag"])
        assert again.status_code == 304
    assert "immutable" not in full.stranger.get("/static/wijk.css").headers["Cache-Control"]


def test_on_paper_stands_where_it_is_on_the_site(full: Full) -> None:
    asked = "/?q=ladder&kind=lending"
    for path, where in ((asked, asked), (f"/l/{full.lids[0]}",) * 2):
        [line] = [
            one.text for one in full.stranger.page(path).all("p") if "Op de site:" in one.text
        ]
        assert line.endswith(f"Op de site: {full.elm.url}{where}")
