"""A profile on pages: told question by question, and seen by each as far as it is told to them."""

import pytest

from node.residents import accounts, profile
from node.residents.profile import FIELDS, LONGEST_TEXT
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

ABOUT = "/profiel/vraag/about"


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    return Visitor(elm, "Alice Jansen")


def address_of(ward: Ward, name: str = "Alice Jansen") -> str:
    with ward.at_work():
        found = profile.of(resident_id=accounts.named(name).id)
    return f"/bewoner/{found.handle}"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_each_question_is_asked_kept_and_forgotten(alice: Visitor, field: profile.Field) -> None:
    path = f"/profiel/vraag/{field.name}"
    given = next(iter(field.choices), "Zeker weten")
    assert path in alice.page("/profiel").links
    answer = alice.post(path, {field.name: given, "reach": field.usual})
    assert answer.headers["Location"] == "/profiel?net=bewaard"
    assert alice.page(path).filled()[field.name] == given
    assert alice.page(path).filled()["reach"] == field.usual
    with alice.ward.at_work():
        mine = profile.of(resident_id=accounts.named("Alice Jansen").id)
    assert list(mine.answers) == [field.name]
    assert alice.post(path, {field.name: "", "reach": field.usual}).status_code in {303, 422}
    assert alice.post(path, {"reach": field.usual}).status_code == 303
    assert alice.page("/profiel").text.count("Nog niets verteld.") == len(FIELDS)


def test_there_is_no_other_question(alice: Visitor) -> None:
    assert alice.get("/profiel/vraag/salaris").status_code == 404
    assert alice.post("/profiel/vraag/salaris", {}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "reach", "beside", "said"),
    [
        ("x" * (LONGEST_TEXT + 1), "ward", "about", "te lang"),
        ("Bel 06 12345678", "everyone", "about", "telefoonnummer"),
        ("Ik lees.", "burgemeester", "reach", "Kies wie dit mag zien."),
    ],
)
def test_what_is_wrong_stands_beside_it_and_what_was_typed_stays(
    alice: Visitor, typed: str, reach: str, beside: str, said: str
) -> None:
    answer = alice.post(ABOUT, {"about": typed, "reach": reach})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.faults == []
    assert said in page.beside(beside)
    assert f"#{beside}" in page.links
    assert page.filled()["about"] == typed
    assert "Nog niets verteld." in alice.page("/profiel").text


SEES = {
    "me": {"ik"},
    "ward": {"ik", "buur"},
    "adjacent": {"ik", "buur", "buurwijk"},
    "everyone": {"ik", "buur", "buurwijk", "iedereen"},
}


@pytest.mark.parametrize("reach", SEES)
def test_looking_as_another_shows_what_they_see(alice: Visitor, reach: str) -> None:
    alice.post(ABOUT, {"about": "Ik repareer.", "reach": reach})
    saw = {
        looker
        for looker in ("ik", "buur", "buurwijk", "iedereen")
        if "Ik repareer." in alice.page(f"/profiel/bekijken?als={looker}").text
    }
    assert saw == SEES[reach]
    path = address_of(alice.ward)
    bob, nobody = Visitor(alice.ward, "Bob"), Visitor(alice.ward)
    assert (bob.get(path).status_code == 200) is ("buur" in SEES[reach])
    assert (nobody.get(path).status_code == 200) is ("iedereen" in SEES[reach])
    assert "Ik repareer." not in "".join(
        who.get(path).text for who in (bob, nobody) if who.get(path).status_code != 200
    )


def test_nobody_looks_as_the_mayor(alice: Visitor) -> None:
    assert alice.get("/profiel/bekijken?als=burgemeester").status_code == 404


def test_beyond_the_ward_stands_the_outside_name(alice: Visitor) -> None:
    alice.post(ABOUT, {"about": "Ik <b>lees</b>.\r\nEn schrijf.", "reach": "everyone"})
    path = address_of(alice.ward)
    outside, inside = Visitor(alice.ward).page(path), Visitor(alice.ward, "Bob").page(path)
    assert outside.all("h1")[0].text == "Alice J."
    assert inside.all("h1")[0].text == "Alice Jansen"
    assert "Jansen" not in outside.text
    assert "Ik <b>lees</b>." in outside.text
    assert "/profiel" in alice.page(path).links
    assert "/profiel" not in inside.links


def test_somebody_who_was_suspended_has_no_page(alice: Visitor) -> None:
    alice.post(ABOUT, {"about": "Ik lees.", "reach": "everyone"})
    path = address_of(alice.ward)
    with alice.ward.at_work() as world:
        accounts.suspend(world, accounts.named("Alice Jansen"))
    assert Visitor(alice.ward, "Bob").get(path).status_code == 404


def test_a_new_name_is_put_on_listings_when_asked(alice: Visitor) -> None:
    lid = alice.places()
    answer = alice.post("/profiel/namen", {"shown": "Alie de Boer", "style": "first"})
    assert answer.headers["Location"] == "/profiel?net=naam"
    assert "Je oude naam staat nog op je oproepen" in alice.page("/profiel").text
    outside = Visitor(alice.ward)
    assert "Alice J." in outside.page(f"/l/{lid}").text
    assert alice.post("/profiel/oproepen", {}).status_code == 303
    assert "Je oude naam" not in alice.page("/profiel?net=oproepen").text
    text = outside.page(f"/l/{lid}").text
    assert "Alie" in text
    assert "Alice" not in text
    assert "Boer" not in text


@pytest.mark.parametrize(("shown", "said"), [("", "Kies een naam"), ("Bob", "heet hier al zo")])
def test_a_name_that_cannot_be_is_said(alice: Visitor, shown: str, said: str) -> None:
    Visitor(alice.ward, "Bob")
    answer = alice.post("/profiel/namen", {"shown": shown, "style": "whole"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert said in page.beside("shown")
    assert page.filled()["shown"] == shown
    assert page.filled()["style"] == "whole"
    assert PASSWORD not in answer.text


def test_a_listing_leads_to_who_placed_it_as_far_as_that_may_be_seen(elm: Ward) -> None:
    alice, bob, nobody = Visitor(elm, "Alice Jansen"), Visitor(elm, "Bob"), Visitor(elm)
    seen = alice.places(title="Ladder", reach="everyone")
    alice.places(title="Soep", reach="ward")
    assert not _makers(bob, seen)
    alice.post("/profiel/vraag/about", {"about": "Ik hou van soep", "reach": "ward"})
    (address,) = _makers(bob, seen)
    assert not _makers(nobody, seen)
    assert not _makers(alice, seen), "one's own page is elsewhere"
    assert nobody.get(address).status_code == 404
    page = bob.page(address)
    for words in ("Alice Jansen", "Ik hou van soep", "Ladder", "Soep", "2 oproepen op het bord"):
        assert words in page.text
    alice.post("/profiel/vraag/about", {"about": "Ik hou van soep", "reach": "everyone"})
    assert _makers(nobody, seen) == {address}
    page = nobody.page(address)
    assert "Alice J." in page.text
    assert "Jansen" not in page.text
    assert "1 oproep op het bord" in page.text
    assert f"/l/{seen}" in page.links


def _makers(visitor: Visitor, lid: str) -> set[str]:
    return {link for link in visitor.page(f"/l/{lid}").links if link.startswith("/bewoner/")}
