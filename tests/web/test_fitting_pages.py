"""Offers for my wishes and requests for my talents: what fits, why, and what never stands there."""

from collections.abc import Sequence

import pytest
from playhouse.test_utils import count_queries

from node.matching.wordings import WORDINGS
from node.residents import accounts, profile
from node.residents.talents import TALENTS
from node.settings import values
from node.store.search import fold
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

PAGE, TALENTS_PAGE = "/past-bij-mij", "/past-bij-mij?deel=talenten"
ALICE = "Alice Jansen"
QUESTIONS = 7  # the ward, who it is, what they told, if there is much, listings, their pictures


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    return neighbourhood.ward("elm")


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    return Visitor(elm, ALICE)


def tells(ward: Ward, **answers: str | Sequence[str]) -> None:
    with ward.at_work() as world:
        person = accounts.named(ALICE)
        for name, value in answers.items():
            given = [value] if isinstance(value, str) else value
            profile.answer(world, resident_id=person.id, name=name, given=given, reach="me")


def titles(visitor: Visitor, path: str = PAGE) -> list[str]:
    page = visitor.page(path)
    assert page.faults == []
    return [one.text for one in page.all("h3")]


def test_an_offer_for_a_wish_says_which(elm: Ward, alice: Visitor) -> None:
    with elm.at_work():
        values.put("centre", "52.364, 4.939")
    tells(elm, wishes=["cycling-lessons", "cooking"], more_wishes="Graag Turks leren, en breien")
    elm.posts("learning", "Fietslessen voor beginners")
    elm.neighbourhood.clock.forward(seconds=1)
    elm.posts("learning", "Turkse les")
    elm.posts("learning", "Boekhouden")
    elm.posts("learning", "Fietsles gezocht", purpose="request")
    page = alice.page(PAGE)
    assert titles(alice) == ["Turkse les", "Fietslessen voor beginners"]
    assert "Omdat je dit zou willen: leren fietsen." in page.text
    assert "Omdat je dit zou willen: “Graag Turks leren”." in page.text
    assert "Op 500 meter van het midden van onze wijk." in page.text


def test_a_request_for_a_talent_says_which(elm: Ward, alice: Visitor) -> None:
    tells(elm, talents=["bicycles"], more_talents="orgel stemmen")
    elm.posts("volunteering", "Wie kan mijn fiets repareren?", purpose="request")
    elm.neighbourhood.clock.forward(seconds=1)
    elm.posts("volunteering", "Orgel stemmen", purpose="request")
    elm.posts("volunteering", "Ik kan een fiets repareren", purpose="offer")
    assert titles(alice, TALENTS_PAGE) == ["Orgel stemmen", "Wie kan mijn fiets repareren?"]
    page = alice.page(TALENTS_PAGE)
    assert "Omdat je dit kunt: fietsen repareren." in page.text
    assert "Omdat je dit kunt: “orgel stemmen”." in page.text
    assert titles(alice) == ["Vertel eerst wat je zou willen"]


def test_what_is_ones_own_or_not_to_be_seen_never_stands_there(
    neighbourhood: Neighbourhood, elm: Ward, alice: Visitor
) -> None:
    tells(elm, wishes=["singing"])
    alice.places(
        title="Mijn koor", kind="meeting", terms="gift", start="20-6-2031", start_time="10:00"
    )
    oak = neighbourhood.ward("oak")
    oak.posts("meeting", "Koor van Oak")
    oak.posts("meeting", "Koor van binnen", reach="ward")
    hidden = elm.posts("meeting", "Koor van vroeger")
    elm.posts("meeting", "Koor voor de wijk", reach="ward")
    elm.withdraws(hidden)
    assert titles(alice) == ["Koor voor de wijk"]
    elm.follows(oak)
    elm.pulls()
    assert set(titles(alice)) == {"Koor voor de wijk", "Koor van Oak"}
    tells(elm, distance="ward")
    assert titles(alice) == ["Koor voor de wijk"]


def test_only_the_kinds_one_wants_to_hear_of(elm: Ward, alice: Visitor) -> None:
    tells(elm, wishes=["singing"])
    elm.posts("meeting", "Samen in een koor")
    elm.posts("learning", "Zangles, zingen voor beginners")
    assert len(titles(alice)) == 2
    tells(elm, interests=["learning"])
    assert titles(alice) == ["Zangles, zingen voor beginners"]


@pytest.mark.parametrize(("path", "field"), [(PAGE, "wishes"), (TALENTS_PAGE, "talents")])
def test_who_told_nothing_reads_how(elm: Ward, alice: Visitor, path: str, field: str) -> None:
    elm.posts("meeting", "Koor")
    page = alice.page(path)
    assert page.faults == []
    leads = {one.attributes["href"] for one in page.all("a")}
    assert {f"/profiel/vraag/{field}", f"/profiel/vraag/more_{field}"} <= leads
    tells(elm, **{f"more_{field}": "het, een, en"})  # says nothing
    assert [one.text for one in alice.page(path).all("h3")] == [one.text for one in page.all("h3")]


def test_nothing_that_fits_says_so(elm: Ward, alice: Visitor) -> None:
    tells(elm, wishes=["singing"], talents=["singing"])
    elm.posts("lending", "Ladder")
    for path in (PAGE, TALENTS_PAGE):
        assert titles(alice, path) == ["Er hangt nu niets dat bij je past"]


def test_it_is_reached_from_the_board_the_profile_and_mine(elm: Ward, alice: Visitor) -> None:
    for path in ("/", "/profiel", "/van-mij"):
        assert alice.page(path).all("a", href=PAGE)
    assert not Visitor(elm).page("/").all("a", href=PAGE)
    assert alice.get(f"{PAGE}?deel=iets").status_code == 404


def test_as_many_questions_for_all_wishes_and_many_listings(elm: Ward, alice: Visitor) -> None:
    costs = []
    elm.posts("meeting", "Koor")
    tells(elm, wishes=["singing"])
    for _ in range(2):
        with count_queries() as counted:
            alice.page(PAGE)
        costs.append(counted.count)
        elm.posts_many(60, "Zingen in de tuin")
        tells(elm, wishes=list(TALENTS))
    assert costs[0] == costs[1] <= QUESTIONS
    page = alice.page(PAGE)
    assert len(page.all("article")) == 40
    assert "Dit zijn de nieuwste 40. Er is meer op het bord." in page.text


def test_each_talent_has_its_wordings() -> None:
    assert set(WORDINGS) == set(TALENTS)
    for ways in WORDINGS.values():
        assert ways
        assert all(fold(way) for way in ways)
