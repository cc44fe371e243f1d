"""The mail that asks whether a listing still holds, and the page where one tap answers."""

import pytest

from node.listings import inventory, read, stilltrue
from node.shown.viewer import Viewer
from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor


@pytest.fixture
def maker(elm: Ward) -> Visitor:
    """Whose listings they are."""
    return Visitor(elm, "Maker Visser")


def question(ward: Ward, lid: str) -> str:
    """The address that the mail has."""
    with ward.at_work() as world:
        card = read.one(world, Viewer(inventory.owner_of(lid), "resident"), lid=lid)
        return stilltrue.path_of(world, lid, card.ends)


def test_one_tap_from_the_mail_without_signing_in(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(end="20-5-2031", reach="ward", text="Kort.")
    path, anybody = question(elm, lid), Visitor(elm)
    for _twice in range(2):
        page = anybody.page(path)
        assert page.faults == []
        assert "Hij stopt dinsdag 20 mei." in page.text
        assert "Vertel er wat meer over." in page.text
        assert f"/l/{lid}" not in page.links
        assert [one.text for one in page.all("button")][:2] == [
            "Ja, hij klopt nog",
            "Haal mijn oproep weg",
        ]
    assert anybody.post(path, {"answer": "yes"}, token=False).status_code == 400
    answer = anybody.post(path, {"answer": "yes"})
    assert "blijft hangen tot en met zaterdag 7 juni" in Page(answer.text).text
    for again in (anybody.get(path), anybody.post(path, {"answer": "no"})):
        assert again.status_code == 200
        assert "Dit is al beantwoord" in Page(again.text).text
    assert "zaterdag 7\u00a0juni" in maker.get(f"/l/{lid}").text


def test_no_takes_it_away(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(end="20-5-2031")
    path = question(elm, lid)
    page = Page(Visitor(elm).post(path, {"answer": "no"}).text)
    assert "Dank dat je het zei" in page.text
    assert "Nog niemand gevonden?" not in page.text
    assert "Ladder" not in Visitor(elm).page("/").text
    assert "hangt niet meer" in Visitor(elm).page(path).text


@pytest.mark.parametrize("change", ["token", "ends", "lid"])
def test_a_link_that_was_changed_is_not_there(elm: Ward, maker: Visitor, change: str) -> None:
    lid, other = maker.places(end="20-5-2031"), maker.places(end="20-5-2031", title="Andere")
    _, _, _, ends, token = question(elm, lid).split("/")
    said = {"lid": lid, "ends": ends, "token": token}
    said[change] = {"token": "x" * 43, "ends": "9" * 30, "lid": other}[change]
    path = f"/klopt/{said['lid']}/{said['ends']}/{said['token']}"
    assert Visitor(elm).get(path).status_code == 404
    assert Visitor(elm).post(path, {"answer": "no"}).status_code == 404
    assert "Andere" in Visitor(elm).page("/").text


def test_who_has_no_mailbox_is_asked_on_their_own_page(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(end="20-5-2031")
    assert question(elm, lid) not in maker.page("/van-mij").links
    elm.neighbourhood.clock.forward(days=8)
    assert question(elm, lid) in maker.page("/van-mij").links


def test_what_hangs_for_a_while_says_what_could_be_tried(elm: Ward, maker: Visitor) -> None:
    lid = maker.places(end="30-6-2031")
    assert "Nog niemand gevonden?" not in maker.page(f"/l/{lid}").text
    elm.neighbourhood.clock.forward(days=14)
    assert "Zet er een foto bij." in maker.page(f"/l/{lid}").text
    assert "Nog niemand gevonden?" not in Visitor(elm).page(f"/l/{lid}").text


def test_who_was_answered_is_told_nothing_of_it_until_that_came_to_nothing(
    elm: Ward, maker: Visitor
) -> None:
    lid, rik = maker.places(end="30-6-2031"), Visitor(elm, "Rik Vraagt")
    elm.neighbourhood.clock.forward(days=14)
    typed = {"day": "1-6-2031", "days": "2", "text": "Mag ik hem lenen?"}
    answer = rik.post(f"/l/{lid}/reageren", typed)
    assert answer.status_code == 303, Page(answer.text).text
    answered = answer.headers["Location"].partition("?")[0]
    pages = (f"/l/{lid}", question(elm, lid))
    for path in pages:
        assert "Nog niemand gevonden?" not in maker.page(path).text
    assert rik.post(f"{answered}/afzeggen", {}).status_code == 303
    for path in pages:
        assert "Nog niemand gevonden?" in maker.page(path).text
