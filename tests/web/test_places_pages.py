"""The ward's own places: an admin's list, the question where, and the address on the listing."""

import re

import pytest

from node.listings import drafts
from node.residents import accounts
from tests.neighbourhood import Ward
from tests.web.markup import Page
from tests.web.visitor import LADDER, Visitor

LINDE = {"name": "Buurthuis De Linde", "address": "Lindenstraat 12", "point": "52.3613,4.9384"}
LIST = "/beheer/plekken"


@pytest.fixture
def admin(elm: Ward) -> Visitor:
    """Who keeps the list."""
    return Visitor(elm, "Ada Doet", role="admin")


@pytest.fixture
def maker(elm: Ward) -> Visitor:
    """Who places."""
    return Visitor(elm, "Maker Visser")


def adds(admin: Visitor, **typed: str) -> str:
    """Put a place on the list; gives the address of its page."""
    answer = admin.post(LIST, LINDE | typed)
    assert answer.headers["Location"] == f"{LIST}?net=erbij"
    return max(link for link in admin.page(LIST).links if re.fullmatch(rf"{LIST}/\d+", link))


def test_an_admin_adds_changes_and_takes_away(admin: Visitor, maker: Visitor) -> None:
    assert "/beheer/plekken" in admin.page("/van-mij").links
    assert "/beheer/plekken" not in maker.page("/van-mij").links
    page = adds(admin)
    assert "Lindenstraat 12" in admin.page(LIST).text
    assert admin.page(page).filled()["point"] == "52.362,4.94"
    wrong = admin.post(page, LINDE | {"name": "Lindenstraat 12"})
    assert wrong.status_code == 422
    assert Page(wrong.text).beside("name")
    assert Page(wrong.text).filled()["name"] == "Lindenstraat 12"
    twice = admin.post(LIST, LINDE)
    assert twice.status_code == 422
    assert "staat al op de lijst" in Page(twice.text).beside("name")
    answer = admin.post(page, LINDE | {"address": "Lindenstraat 14"})
    assert "Bewaard" in admin.page(answer.headers["Location"]).text
    answer = admin.post(page, {"remove": "1"})
    assert "van de lijst" in admin.page(answer.headers["Location"]).text
    assert "Linde" not in admin.page(LIST).text.replace("Buurthuis De Linde.", "")
    assert admin.get(page).status_code == 404


def test_without_a_list_nobody_is_asked_for_a_place_of_it(maker: Visitor) -> None:
    draft = maker.begins()
    page = maker.page(f"/plaatsen/{draft}/waar")
    assert set(page.filled()) == {"csrf_token", "place", "geo"}
    assert page.all("h1")[0].text == "Waar is het?"


def test_what_is_at_a_place_of_the_list_has_its_address(admin: Visitor, maker: Visitor) -> None:
    number = adds(admin).rpartition("/")[2]
    lid = maker.places(public_place=number, place="", geo="")
    assert "Buurthuis De Linde, Lindenstraat 12" in maker.page(f"/l/{lid}").text
    change = maker.page(f"/l/{lid}/veranderen").filled()
    assert (change["public_place"], change["place"], change["geo"]) == (number, "", "")
    both = maker.post(f"/l/{lid}/veranderen", change | {"place": "Javaplein"})
    assert "al een plek" in Page(both.text).beside("place")
    assert Page(both.text).filled()["place"] == "Javaplein"
    elsewhere = {"public_place": "", "place": "Javaplein", "geo": "52.3613,4.9384"}
    assert maker.post(f"/l/{lid}/veranderen", change | elsewhere).status_code == 303
    page = maker.page(f"/l/{lid}")
    assert "Javaplein" in page.text
    assert "Lindenstraat" not in page.text
    assert maker.page(f"/l/{lid}/veranderen").filled()["geo"] == "52.362,4.94"


def test_where_exactly_is_kept_nowhere(elm: Ward, maker: Visitor) -> None:
    draft = maker.begins()
    point = "https://www.openstreetmap.org/#map=19/52.361337/4.938421"
    assert maker.post(f"/plaatsen/{draft}/waar", {"place": "", "geo": point}).status_code == 303
    with elm.at_work():
        owner = accounts.named("Maker Visser").id
        typed = drafts.load(owner=owner, draft_id=draft).typed
    assert typed["geo"] == "52.362,4.94"
    assert "een vak van 300 meter" in maker.page(f"/plaatsen/{draft}/foto").text


def test_what_others_see_before_it_hangs(maker: Visitor) -> None:
    draft = maker.begins()
    for step in ("kant", "tekst", "ruil", "einde"):
        maker.post(f"/plaatsen/{draft}/{step}", LADDER)
    over = f"/plaatsen/{draft}/nakijken"
    for reach, seen in (("ward", 1), ("adjacent", 2), ("everyone", 3)):
        maker.post(f"/plaatsen/{draft}/bereik", {"reach": reach})
        pages = [maker.page(f"{over}?als={who}") for who in ("buur", "buurwijk", "iedereen")]
        shown = [bool(page.all("article")) for page in pages]
        assert shown == [True] * seen + [False] * (3 - seen)
        name = "Maker Visser" if reach == "ward" else "Maker V."
        assert all(name in page.all("article")[0].text for page in pages[:seen])
        assert all("Die ziet hem niet" in page.text for page in pages[seen:])
    assert maker.get(f"{over}?als=niemand").status_code == 404


def test_a_telephone_number_stops_beyond_the_ward(maker: Visitor) -> None:
    draft = maker.begins()
    typed = LADDER | {"text": "Bel mij: 06 12 34 56 78.", "reach": "ward"}
    for step in ("kant", "tekst", "ruil", "einde", "bereik"):
        answer = maker.post(f"/plaatsen/{draft}/{step}", typed)
        assert answer.status_code == 303
    assert maker.get(f"/plaatsen/{draft}/nakijken").status_code == 200
    maker.post(f"/plaatsen/{draft}/bereik", {"reach": "adjacent"})
    stopped = maker.post(f"/plaatsen/{draft}/nakijken", {})
    assert stopped.status_code == 422
    assert "Er staat een telefoonnummer in je tekst." in Page(stopped.text).text
    assert "Ladder" not in maker.page("/").text
    answer = maker.post(f"/plaatsen/{draft}/tekst", typed)
    assert "telefoonnummer" in Page(answer.text).beside("text")
