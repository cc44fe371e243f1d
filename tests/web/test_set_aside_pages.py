"""Hiding and blocking on the pages: two taps, undone in one, and nobody is told."""

from dataclasses import dataclass

import pytest
from playhouse.test_utils import count_queries
from werkzeug.test import TestResponse

from node.listings import aside as hiding
from node.residents import accounts, profile
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor, answered

MOST_QUESTIONS = 6
NOWHERE = "/l/01a20ccd-7651-704c-98e6-2232919af6e0"


@dataclass
class Square:
    """A ward with a neighbour, and two residents of it."""

    elm: Ward
    maker: Visitor
    other: Visitor
    scid: str
    theirs: str


@pytest.fixture
def square(neighbourhood: Neighbourhood) -> Square:
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    theirs = oak.posts("sharing", "Soep")
    elm.follows(oak)
    elm.pulls()
    [neighbour] = elm.neighbours()
    maker, other = Visitor(elm, "Maker Visser"), Visitor(elm, "Ander Mens")
    return Square(elm, maker, other, neighbour.scid, theirs)


def taps(visitor: Visitor, page: Page, words: str, title: str) -> TestResponse:
    """Open the line of a listing and tap a button: what its form then sends."""
    [button] = [one for one in page.all("button") if one.text == f"{words} : {title}"]
    form = button.parent
    while form is not None and form.name != "form":
        form = form.parent
    assert form is not None
    assert form.inside("details")
    fields = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.all("input", type="hidden")
        if one.parent is form
    }
    return visitor.post(button.attributes.get("formaction") or form.attributes["action"], fields)


def undone(visitor: Visitor, path: str) -> Page:
    """Tap "undo" on the page that somebody came back to; the page after."""
    page = visitor.page(path)
    answer = visitor.post("/van-mij/verborgen", page.filled())
    assert answer.status_code == 303
    return visitor.page(answer.headers["Location"])


def test_hidden_in_two_taps_where_one_was_and_undone_there(square: Square) -> None:
    square.maker.places(title="Ladder")
    lid = square.maker.places(title="Trap")
    there = square.other.get(f"/l/{lid}")
    answer = taps(square.other, square.other.page("/?q=trap"), "Verberg deze oproep", "Trap")
    back = answer.headers["Location"]
    assert (answer.status_code, back.partition("&")[0]) == (303, "/?q=trap")
    page = square.other.page(back)
    assert "Je ziet deze oproep niet meer" in page.text
    assert "Hier hangt niets dat past" in page.text
    assert "1 oproep" in square.other.page("/?near=ward").by_id("lijst").text  # type: ignore[union-attr]
    assert (there.status_code, square.other.get(f"/l/{lid}").status_code) == (200, 410)
    assert square.maker.get(f"/l/{lid}").status_code == 200
    assert Visitor(square.elm).get(f"/l/{lid}").status_code == 200
    page = undone(square.other, back)
    assert "Ongedaan gemaakt" in page.text
    assert "Trap" in page.text
    assert square.other.get(f"/l/{lid}").status_code == 200


def test_LI_10_hidden_and_absent_answer_the_same(square: Square) -> None:
    hidden = square.maker.places(title="Trap", reach="ward")
    gone = square.maker.places(title="Weg", reach="everyone")
    blocked = square.maker.places(title="Anders", reach="everyone")
    square.maker.post(f"/l/{gone}/weghalen", {})
    square.other.post(f"/l/{hidden}/verbergen", {})
    never = square.other.get(NOWHERE)
    here = square.other.get(f"/l/{hidden}")
    assert answered(here) == answered(never)
    square.other.post(f"/l/{blocked}/blokkeren", {})
    withdrawn, parted = square.other.get(f"/l/{gone}"), square.other.get(f"/l/{blocked}")
    assert answered(parted) == answered(withdrawn)
    for path in ("verbergen", "blokkeren"):
        there = square.other.post(f"/l/{hidden}/{path}", {})
        nowhere = square.other.post(f"{NOWHERE}/{path}", {})
        assert there.status_code == 404
        assert answered(there) == answered(nowhere)


def test_ME_03_blocked_in_two_taps_both_ways(square: Square) -> None:
    lid, mine = square.maker.places(title="Trap"), square.other.places(title="Boor")
    with square.elm.at_work() as world:
        maker = accounts.named("Maker Visser")
        profile.answer(
            world, resident_id=maker.id, name="about", given=["Ik bouw."], reach="everyone"
        )
        handle = profile.of(resident_id=maker.id).handle
    answer = taps(square.other, square.other.page(f"/l/{lid}"), "Blokkeer deze bewoner", "Trap")
    back = answer.headers["Location"]
    assert back.startswith("/?weg=bewoner-")
    page = square.other.page(back)
    assert "Jullie zien niets meer van elkaar" in page.text
    assert "Trap" not in page.text
    assert square.other.get(f"/bewoner/{handle}").status_code == 404
    assert Visitor(square.elm).get(f"/bewoner/{handle}").status_code == 200
    assert "Boor" not in square.maker.page("/").text
    assert square.maker.get(f"/l/{mine}").status_code == 410
    assert "Je verbergt niets" in square.maker.page("/van-mij/verborgen").text
    overview = square.other.page("/van-mij/verborgen")
    assert "Maker Visser" in overview.text
    number = overview.filled()["number"]
    square.maker.post("/van-mij/verborgen", {"what": "bewoner", "number": number})
    assert "Boor" not in square.maker.page("/").text  # whoever is blocked ends nothing
    square.other.post("/van-mij/verborgen", {"what": "bewoner", "number": number})
    assert "Boor" in square.maker.page("/").text
    assert "Je verbergt niets" in square.other.page("/van-mij/verborgen").text


def test_ME_03_whoever_answered_is_blocked_from_the_conversation(square: Square) -> None:
    lid = square.maker.places(title="Trap", reach="ward")
    sent = {"day": "20-5-2031", "days": "2", "text": "Mag ik hem lenen?"}
    talk = square.other.post(f"/l/{lid}/reageren", sent).headers["Location"].partition("?")[0]
    stranger = Visitor(square.elm, "Carla Kijkt")
    path = talk.replace("/reactie/", "/van-mij/blokkeren/")
    for nobody_s in (path, "/van-mij/blokkeren/01a20ccd-7651-704c-98e6-2232919af6e0"):
        assert stranger.post(nobody_s, {}).status_code == 404
    page = square.maker.page(talk)
    [button] = [one for one in page.all("button") if one.text == "Blokkeer Ander Mens"]
    assert button.inside("details")
    back = square.maker.post(path, {"verder": talk}).headers["Location"]
    page = square.maker.page(back)
    assert "Jullie zien niets meer van elkaar" in page.text
    for who in (square.maker, square.other):
        assert who.post(talk, {"text": "Hallo?"}).status_code == 303
        seen = who.page(talk).text
        assert "Hallo?" not in seen
        assert "Mag ik hem lenen?" in seen  # what was said stays
    assert "Trap" not in square.other.page("/").text
    assert "Ongedaan gemaakt" in undone(square.maker, back).text
    assert square.other.post(talk, {"text": "Hallo?"}).status_code == 303
    assert "Hallo?" in square.maker.page(talk).text


def test_a_neighbours_listing_or_all_of_its_ward(square: Square) -> None:
    page = square.other.page(f"/n/{square.scid}/l/{square.theirs}")
    assert "Blokkeer" not in page.text
    answer = taps(square.other, page, "Verberg deze oproep", "Soep")
    assert "Soep" not in square.other.page("/").text
    assert "Soep" in square.maker.page("/").text
    page = undone(square.other, answer.headers["Location"])
    assert "Soep" in page.text
    taps(square.other, page, "Verberg heel deze buurwijk", "Soep")
    assert "Soep" not in square.other.page("/").text
    overview = square.other.page("/van-mij/verborgen")
    assert "Buurwijken die je verbergt" in overview.text
    square.other.post("/van-mij/verborgen", overview.filled())
    assert "Soep" in square.other.page("/").text


def test_nothing_of_ones_own_and_nothing_for_who_is_not_signed_in(square: Square) -> None:
    lid = square.maker.places(title="Ladder")
    words = "Verberg of meld : Ladder"
    assert words not in square.maker.page("/").text
    assert words not in square.maker.page(f"/l/{lid}").text
    for path in ("verbergen", "blokkeren"):
        assert square.maker.post(f"/l/{lid}/{path}", {}).status_code == 404
    stranger = Visitor(square.elm)
    page = stranger.page("/")
    assert words in page.text
    assert not page.all("form", method="post")
    assert f"/inloggen?verder=/l/{lid}" in page.links
    assert stranger.post(f"/l/{lid}/verbergen", {}).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [{}, {"what": "bewoner", "number": "-1"}, {"what": "alles", "number": "1"}, {"what": "wijk"}],
)
def test_what_cannot_be_undone_is_refused(square: Square, sent: dict[str, str]) -> None:
    assert square.other.post("/van-mij/verborgen", sent).status_code == 400


@pytest.mark.parametrize("said", ["<b>", "oproep-", "oproep-1x", "mens-1", "oproep-" + "1" * 40])
def test_an_address_that_says_something_else_says_nothing(square: Square, said: str) -> None:
    page = square.other.page(f"/?weg={said}")
    assert not page.all("div", role="status")


def test_a_long_list_goes_on(square: Square, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiding, "PAGE", 2)
    for title in ("Een", "Twee", "Drie"):
        square.other.post(f"/l/{square.maker.places(title=title)}/verbergen", {})
    first = square.other.page("/van-mij/verborgen")
    [onward] = [link for link in first.links if "?na=" in link]
    second = square.other.page(onward)
    assert [one.text for one in first.all("h3")] == ["Drie", "Twee"]
    assert [one.text for one in second.all("h3")] == ["Een"]
    assert square.other.get("/van-mij/verborgen?na=x").status_code == 400


def test_and_never_leads_elsewhere(square: Square) -> None:
    lid = square.maker.places(title="Ladder")
    answer = square.other.post(f"/l/{lid}/verbergen", {"verder": "//elders.test/x"})
    assert answer.headers["Location"].startswith("/van-mij/verborgen?weg=")


def test_it_costs_no_question_more(square: Square) -> None:
    for title in ("Ladder", "Trap", "Boor", "Zaag"):
        square.maker.places(title=title)
    counts = []
    for number in range(3):
        if number:
            page = square.other.page("/")
            assert taps(square.other, page, "Verberg deze oproep", ("Trap", "Boor")[number - 1])
        with square.elm.at_work(), count_queries() as counted:
            assert square.other.get("/").status_code == 200
        counts.append(counted.count)
    assert counts[0] <= MOST_QUESTIONS
    assert counts == [counts[0]] * 3
