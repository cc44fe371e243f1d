"""Searches that are kept: saved from the board, found again, renamed, thrown away and put back."""

import json
import re

import pytest
from playhouse.test_utils import count_queries

from node.matching import saved
from node.matching.models import SavedSearch
from node.residents import accounts
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

LIST = "/van-mij/bewaard"
SEARCH = "/?q=fietsen&kind=lending&near=1000"
KEEP = f"{LIST}/nieuw?q=fietsen&kind=lending&near=1000"


@pytest.fixture
def elm(neighbourhood: Neighbourhood) -> Ward:
    return neighbourhood.ward("elm")


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    return Visitor(elm, "Alice Jansen")


def keeps(visitor: Visitor, address: str = KEEP, name: str = "Fietsen") -> int:
    """Save a search; its number."""
    assert visitor.post(address, {"name": name}).headers["Location"] == f"{LIST}?net=bewaard"
    numbers = re.findall(rf'href="{LIST}/(\d+)"', visitor.get(LIST).text)
    return int(numbers[0])


def brings_back(visitor: Visitor, number: int) -> str:
    """Put one back; what the site says of it."""
    answer = visitor.post(f"{LIST}/terug", {"search": number})
    return answer.headers["Location"].removeprefix(f"{LIST}?net=")


def keep_directly(ward: Ward, choices: str, name: str = "Oud") -> int:
    """As an older version of this site kept it."""
    with ward.at_work() as world:
        person, now = accounts.named("Alice Jansen"), world.now()
        row = SavedSearch.create(
            resident=person, name=name, choices=choices, created=now, looked=now
        )
        return int(row.id)


def test_a_search_is_saved_under_the_name_that_it_proposes(alice: Visitor) -> None:
    [link] = [one for one in alice.page(SEARCH).all("a") if one.text == "Bewaar deze zoekopdracht"]
    page = alice.page(link.attributes["href"])
    assert page.faults == []
    assert page.filled()["name"] == "Fietsen lenen, binnen 1 kilometer"
    answer = alice.post(link.attributes["href"], page.filled())
    found = alice.page(answer.headers["Location"])
    assert found.faults == []
    assert "Bewaard. Je vindt deze zoekopdracht hier terug." in found.text
    assert [one.text for one in found.all("h3")] == ["Fietsen lenen, binnen 1 kilometer"]
    assert all(one in found.text for one in ("“fietsen”", "Lenen", "Binnen 1 kilometer"))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("q=fiets", "Fiets"),
        ("kind=meeting", "Ontmoeten"),
        ("kind=work&terms=free&when=week", "Werk, kost geen geld, deze week"),
        ("language=tr&purpose=offer", "Iemand biedt iets, Türkçe"),
        ("q=soep&sort=ending", "Soep, wat bijna afloopt eerst"),
        ("q=" + "x" * 300, "X" + "x" * 99),
    ],
)
def test_the_name_is_in_plain_words(alice: Visitor, asked: str, name: str) -> None:
    assert alice.page(f"{LIST}/nieuw?{asked}").filled()["name"] == name


def test_who_is_not_signed_in_keeps_nothing(elm: Ward, alice: Visitor) -> None:
    assert "Bewaar deze zoekopdracht" not in Visitor(elm).page(SEARCH).text
    assert "Bewaar deze zoekopdracht" not in alice.page("/").text
    assert alice.get(f"{LIST}/nieuw").headers["Location"] == "/"
    assert alice.get(f"{LIST}/nieuw?kind=iets").status_code == 400


def test_it_opens_the_board_and_says_how_much_is_new_since(elm: Ward, alice: Visitor) -> None:
    elm.posts("lending", "Fietsen van vroeger")
    elm.neighbourhood.clock.forward(minutes=1)
    number = keeps(alice, f"{LIST}/nieuw?q=fietsen&kind=lending")
    assert "Niets nieuws sinds je keek." in alice.page(LIST).text
    elm.neighbourhood.clock.forward(minutes=1)
    elm.posts("lending", "Twee fietsen")
    elm.posts("sharing", "Soep")
    elm.posts("lending", "Fietsen voor buren", reach="ward")
    assert "2 nieuw sinds je keek" in alice.page(LIST).text
    elm.neighbourhood.clock.forward(minutes=1)
    assert alice.get(f"{LIST}/{number}").headers["Location"] == "/?q=fietsen&kind=lending"
    assert "Niets nieuws sinds je keek." in alice.page(LIST).text


def test_it_gets_another_name(alice: Visitor) -> None:
    number = keeps(alice)
    address = f"{LIST}/{number}/naam"
    assert alice.page(address).filled()["name"] == "Fietsen"
    assert alice.post(address, {"name": " Op  twee wielen "}).headers["Location"].endswith("naam")
    assert [one.text for one in alice.page(LIST).all("h3")] == ["Op twee wielen"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Geef je zoekopdracht een naam."),
        (" \u200b ", "Geef je zoekopdracht een naam."),
        ("a\0b", "Geef je zoekopdracht een naam."),
        ("x" * 101, "Deze naam is te lang: 101 tekens. Er passen er 100."),
    ],
)
def test_a_name_that_will_not_do_is_said_beside_its_field(
    alice: Visitor, name: str, sentence: str
) -> None:
    number = keeps(alice)
    for address in (KEEP.replace("lending", "work"), f"{LIST}/{number}/naam"):
        answer = alice.post(address, {"name": name})
        assert answer.status_code == 422
        assert 'id="name-fout"' in answer.text
        assert sentence in answer.text
    assert [one.text for one in alice.page(LIST).all("h3")] == ["Fietsen"]


def test_thrown_away_it_can_be_put_back_for_an_hour(elm: Ward, alice: Visitor) -> None:
    number = keeps(alice)
    answer = alice.post(f"{LIST}/{number}/weg", {})
    page = alice.page(answer.headers["Location"])
    assert page.faults == []
    assert "“Fietsen” is weg." in page.text
    assert "Je hebt nog niets bewaard" in page.text
    assert alice.get(f"{LIST}/{number}").status_code == 404
    assert brings_back(alice, number) == "terug"
    assert [one.text for one in alice.page(LIST).all("h3")] == ["Fietsen"]
    alice.post(f"{LIST}/{number}/weg", {})
    elm.neighbourhood.clock.forward(hours=1, minutes=1)
    with elm.at_work() as world:
        assert saved.forget_thrown_away(world) == 1
    assert brings_back(alice, number) == "te-laat"
    assert "weg" not in [one.text for one in alice.page(f"{LIST}?weg={number}").all("h3")]


def test_of_somebody_else_it_is_not_there(elm: Ward, alice: Visitor) -> None:
    number = keeps(alice)
    bob = Visitor(elm, "Bob de Vries")
    assert bob.get(f"{LIST}/{number}").status_code == 404
    assert bob.get(f"{LIST}/{number}/naam").status_code == 404
    assert bob.post(f"{LIST}/{number}/naam", {"name": "Van mij"}).status_code == 404
    assert bob.post(f"{LIST}/{number}/weg", {}).status_code == 404
    alice.post(f"{LIST}/{number}/weg", {})
    assert brings_back(bob, number) == "te-laat"
    assert "Fietsen" not in bob.page(f"{LIST}?weg={number}").text
    assert alice.get(f"{LIST}/{2**80}").status_code == 404


def test_the_same_search_is_kept_once_and_fifty_fit(elm: Ward, alice: Visitor) -> None:
    keeps(alice)
    assert alice.post(KEEP, {"name": "Nog eens"}).headers["Location"] == f"{LIST}?net=had-je-al"
    for number in range(saved.MOST - 1):
        keep_directly(elm, json.dumps({"q": f"woord{number}"}))
    answer = alice.post(f"{LIST}/nieuw?q=nog", {"name": "Een te veel"})
    assert answer.status_code == 422
    assert "Je hebt al 50 zoekopdrachten. Haal er eerst een weg." in answer.text
    assert len(alice.page(LIST).all("h3")) == saved.MOST


def test_the_list_asks_as_much_for_one_as_for_fifty(elm: Ward, alice: Visitor) -> None:
    asked = []
    for count in (1, saved.MOST - 1):
        for number in range(count):
            keep_directly(elm, json.dumps({"q": f"woord{number} {count}", "near": "ward"}))
        with count_queries() as counted:
            alice.page(LIST)
        asked.append(counted.count)
    assert asked[0] == asked[1] <= 6


@pytest.mark.parametrize(
    ("kept", "address"),
    [
        ('{"q": "soep", "kind": "time-travel", "near": "moon"}', "/?q=soep"),
        ('{"kind": "time-travel"}', "/"),
        ('{"colour": "green", "q": "soep"}', "/?q=soep"),
        ('{"q": 7}', "/"),
        ("[1]", "/"),
        ("not json", "/"),
    ],
)
def test_a_choice_that_is_no_more_is_left_out_and_said(
    elm: Ward, alice: Visitor, kept: str, address: str
) -> None:
    number = keep_directly(elm, kept)
    page = alice.page(LIST)
    gone = "Een keuze van deze zoekopdracht bestaat niet meer. Die laten wij weg."
    assert (gone in page.text) == ("time-travel" in kept)
    assert alice.get(f"{LIST}/{number}").headers["Location"] == address
    assert alice.get(f"{LIST}/{number}/naam").status_code == 200
