"""Taking one's data along, leaving, and what mail could not bring: on pages."""

import zipfile
from io import BytesIO

import pytest

from node.notices import outbox
from node.notices.outbox import Recipient
from node.notices.undelivered import listed
from node.residents import accounts
from node.upkeep import taking
from node.web.called import WORDS
from node.web.undelivered import PROBLEMS
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

DELETE, NOTICES = "/account/verwijderen", "/beheer/seintjes"


@pytest.fixture
def alice(elm: Ward) -> Visitor:
    return Visitor(elm, "Alice Jansen")


def made(ward: Ward) -> None:
    with ward.at_work() as world:
        assert taking.make_asked(world, WORDS) == 1


def test_a_copy_is_asked_waited_for_and_fetched_by_its_owner(alice: Visitor) -> None:
    alice.places()
    assert "/gegevens" in alice.page("/van-mij").links
    assert alice.get("/gegevens/kopie").headers["Location"] == "/gegevens"
    assert alice.post("/gegevens", {"what": "ask"}).status_code == 303
    for _ in range(2):  # a page that can be opened again
        assert "Wij maken je kopie" in alice.page("/gegevens").text
    assert alice.get("/gegevens/kopie").status_code == 303
    made(alice.ward)
    page = alice.page("/gegevens")
    assert "Je kopie is klaar" in page.text
    assert "/gegevens/kopie" in page.links
    with alice.get("/gegevens/kopie") as answer:
        assert answer.mimetype == "application/zip"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "no-store" in answer.headers["Cache-Control"]
        body = answer.data
    with zipfile.ZipFile(BytesIO(body)) as copy:
        assert "Ladder" in copy.read("index.html").decode()
    bob = Visitor(alice.ward, "Bob")
    assert bob.get("/gegevens/kopie").headers["Location"] == "/gegevens"
    assert "Je kopie is klaar" not in bob.page("/gegevens").text
    assert Visitor(alice.ward).get("/gegevens/kopie").status_code == 303


def test_a_copy_is_thrown_away_at_once(alice: Visitor) -> None:
    alice.post("/gegevens", {"what": "ask"})
    made(alice.ward)
    answer = alice.post("/gegevens", {"what": "throw"})
    assert "Je kopie is weg." in alice.page(answer.headers["Location"]).text
    assert alice.get("/gegevens/kopie").status_code == 303


def test_somebody_leaves(alice: Visitor) -> None:
    lid = alice.places()
    assert "Weet je het zeker?" in alice.page(DELETE).text
    answer = alice.post(DELETE, {"current": PASSWORD})
    assert answer.headers["Location"] == "/account/weg"
    page = alice.page("/account/weg")
    assert page.all("h1")[0].text == "Je account is weg"
    assert "/inloggen" in page.links
    assert alice.get("/van-mij").status_code == 303
    assert alice.get(f"/l/{lid}").status_code in {404, 410}
    with alice.ward.at_work():
        assert accounts.find("Alice Jansen") is None


def test_a_wrong_password_deletes_nothing(alice: Visitor) -> None:
    answer = alice.post(DELETE, {"current": "iets anders"})
    assert answer.status_code == 422
    assert "niet je wachtwoord" in Page(answer.text).beside("current")
    assert alice.get("/van-mij").status_code == 200


def test_the_only_admin_is_told_what_to_do_first(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Beheert", role="admin")
    answer = ada.post(DELETE, {"current": PASSWORD})
    assert answer.status_code == 422
    assert "laatste beheerder. Maak eerst een andere" in Page(answer.text).beside("current")
    assert ada.get("/van-mij").status_code == 200


def test_an_admin_hands_over_what_did_not_arrive(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Beheert", role="admin")
    assert NOTICES in ada.page("/van-mij").links
    assert "Alles is aangekomen." in ada.page(NOTICES).text
    Visitor(elm, "Alice Jansen")
    with elm.at_work() as world:
        outbox.put(
            world,
            template="recover",
            to=Recipient("nl", resident=accounts.named("Alice Jansen").id, address=None),
            values={"name": "Alice", "code": "1234 5678", "path": "/herstel/abc"},
        )
        (one,) = listed(world)
    page = ada.page(NOTICES)
    for told in ("Alice Jansen", "Nieuw wachtwoord: code", "1234 5678", PROBLEMS["no_mailbox"]):
        assert told in page.text
    assert "Probeer opnieuw" not in page.text
    assert ada.post(NOTICES, {"number": one.id, "what": "retry"}).status_code == 404
    assert ada.post(NOTICES, {"number": one.id, "what": "done"}).status_code == 303
    assert "1234 5678" not in ada.page(NOTICES).text
    assert ada.post(NOTICES, {"number": one.id, "what": "done"}).status_code == 404
    assert ada.post(NOTICES, {"number": "x", "what": "done"}).status_code == 404


def test_nobody_else_sees_codes(alice: Visitor) -> None:
    assert NOTICES not in alice.page("/van-mij").links
    assert alice.get(NOTICES).status_code == 404
