"""Pages that every site has: rules, help, contact, who can use it, whom to tell of a hole."""

import re
from datetime import timedelta

import pytest

from federation.times import from_text
from node.moderation import feedback
from node.moderation.feedback import Sent
from node.moderation.rules import RULES
from node.settings import values
from node.web.everybody import QUESTIONS
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

FOOT = ("/over", "/huisregels", "/privacy", "/toegankelijkheid", "/contact")
TYPED = {"about": "broken", "text": "De knop doet niets.\nIk zie niets.", "name": "Eva"}


@pytest.mark.parametrize("address", FOOT)
def test_each_is_in_the_foot_of_every_page(elm: Ward, address: str) -> None:
    visitor = Visitor(elm)
    for path in ("/", "/inloggen", address):
        foot = [one for one in visitor.page(path).all("a") if one.inside("footer")]
        assert address in [one.attributes["href"] for one in foot]


def test_the_rules_are_those_of_the_ward_and_those_of_the_board(elm: Ward) -> None:
    visitor = Visitor(elm)
    assert "Wat wij in Elm afspraken" not in visitor.page("/huisregels").text
    with elm.at_work():
        values.put("house_rules", "Wij groeten elkaar.\n- <b>Elke dag</b>\n- Ook in de regen")
    page = visitor.page("/huisregels")
    told = [one.text for one in page.all("li")]
    assert "Wij groeten elkaar." in page.text
    assert {"<b>Elke dag</b>", "Ook in de regen"} <= set(told)
    assert {rule.rule for rule in RULES.values()} <= set(told)


def test_help_leads_somewhere(elm: Ward) -> None:
    resident = Visitor(elm, "Rik Bewoner")
    for one in QUESTIONS:
        assert one.asked in resident.page("/hulp").text
        if one.address:
            assert resident.get(one.address).status_code in {200, 303}, one.address
            assert one.link


def test_somebody_without_an_account_writes_and_is_answered(elm: Ward) -> None:
    visitor, admin = Visitor(elm), Visitor(elm, "Ada Doet", role="admin")
    answer = visitor.post("/contact", TYPED | {"email": "eva@else.test"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contact?net=dank")
    assert "Dank je." in visitor.page("/contact?net=dank").text
    assert "(1)" in admin.page("/van-mij").text
    page = admin.page("/beheer/vragen")
    assert "Er werkt iets niet: Eva" in page.text
    number = number_of(elm)
    empty = admin.post("/beheer/vragen", {"number": number, "what": "answer", "answer": " "})
    assert empty.status_code == 422
    assert "Schrijf een antwoord." in empty.text
    done = admin.post("/beheer/vragen", {"number": number, "what": "answer", "answer": "Gemaakt."})
    assert done.headers["Location"] == "/beheer/vragen?net=antwoord"
    assert "Er wacht niets." in admin.page("/beheer/vragen").text
    assert "Gemaakt." in admin.page("/beheer/vragen?deel=klaar").text
    again = admin.post("/beheer/vragen", {"number": number, "what": "close"})
    assert again.headers["Location"] == "/beheer/vragen?net=al-gedaan"
    back = admin.post("/beheer/vragen", {"number": number, "what": "reopen"})
    assert back.headers["Location"] == "/beheer/vragen?net=terug"
    assert "De knop doet niets." in admin.page("/beheer/vragen").text


def test_what_was_typed_stays_with_what_is_wrong(elm: Ward) -> None:
    answer = Visitor(elm).post("/contact", TYPED | {"about": "", "email": "eva"})
    assert answer.status_code == 422
    for words in ("Kies waar het over gaat.", "De knop doet niets.", 'value="eva"', "mailadres"):
        assert words in answer.text
    with elm.at_work():
        assert feedback.page().lines == []


def test_a_link_can_say_what_it_is_about(elm: Ward) -> None:
    chosen = [
        one.attributes["value"]
        for one in Visitor(elm).page("/contact?over=broken").all("input")
        if "checked" in one.attributes
    ]
    assert chosen == ["broken"]
    assert Visitor(elm).get("/contact?over=geld").status_code == 200


def test_without_a_mail_server_nobody_is_asked_for_an_address(
    neighbourhood: Neighbourhood,
) -> None:
    quiet = neighbourhood.ward("oak", sends_mail=False)
    visitor = Visitor(quiet)
    names = {one.attributes.get("name") for one in visitor.page("/contact").all("input")}
    assert not names & {"name", "email"}
    visitor.post("/contact", TYPED | {"email": "eva@else.test"})
    with quiet.at_work():
        assert [one.reachable for one in feedback.page().lines] == [False]
    assert "/per-mail" not in visitor.page("/privacy").links


def test_a_resident_is_not_asked_who_they_are(elm: Ward) -> None:
    resident = Visitor(elm, "Rik Bewoner")
    names = {one.attributes.get("name") for one in resident.page("/contact").all("input")}
    assert not names & {"name", "email"}
    resident.post("/contact", TYPED)
    with elm.at_work():
        assert [one.name for one in feedback.page().lines] == ["Rik Bewoner"]


def test_too_much_from_one_address_has_to_wait(elm: Ward) -> None:
    visitor = Visitor(elm)
    answers = [visitor.post("/contact", TYPED).status_code for _ in range(21)]
    assert answers[:20] == [303] * 20
    assert answers[20] == 429


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"number": "x", "what": "close"}, 404),
        ({"number": "9999999999", "what": "close"}, 404),
        ({"number": "1", "what": "burn"}, 400),
        ({"number": "7", "what": "close"}, 303),
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(
    elm: Ward, typed: dict[str, str], status: int
) -> None:
    with elm.at_work() as world:
        feedback.send(world, Sent("1", "idea", "Een bankje."), by=None)
    admin = Visitor(elm, "Ada Doet", role="admin")
    assert admin.post("/beheer/vragen", typed).status_code == status
    with elm.at_work():
        assert len(feedback.page().lines) == 1


def test_whom_to_tell_of_a_hole_and_until_when_that_holds(elm: Ward) -> None:
    """RFC 9116: one Expires, less than a year ahead; each line a name and a value."""
    answer = Visitor(elm).get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.partition(": ")[::2] for line in answer.text.splitlines()]
    fields = dict(lines)
    assert len(fields) == len(lines)
    assert fields["Contact"] == f"{elm.url}/contact"
    assert fields["Canonical"] == f"{elm.url}/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "nl, en"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["Expires"])
    with elm.at_work() as world:
        left = from_text(fields["Expires"]) - world.now()
    assert timedelta(days=30) < left < timedelta(days=365)


def test_it_is_said_anew_each_day(elm: Ward) -> None:
    visitor = Visitor(elm)
    first = visitor.get("/.well-known/security.txt").text
    elm.neighbourhood.clock.forward(days=200)
    assert visitor.get("/.well-known/security.txt").text != first


def number_of(ward: Ward) -> int:
    with ward.at_work():
        return feedback.page().lines[0].id
