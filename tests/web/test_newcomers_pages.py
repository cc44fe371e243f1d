"""Pages of who is new: the rule of trust, welcoming, and an application with its conversation."""

import re

from node.residents import accounts, applications, naming
from node.residents.models import Application, Resident
from node.settings import values
from node.trust import admitting, knowing, welcoming
from node.trust.models import Trust
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

HOME = "/nieuwe-buren"
ALONE = "/account-maken/zonder-mail"


def trusted(elm: Ward, name: str) -> Visitor:
    made = Visitor(elm, name)
    with elm.at_work() as world:
        Trust.create(resident=accounts.named(name).id, since=world.now())
    return made


def applies(elm: Ward, name: str, **more: str) -> tuple[Visitor, Page]:
    bob = Visitor(elm)
    asked = bob.page(ALONE).filled()
    typed = {"name": name, "password": PASSWORD, "old_enough": "yes", **more}
    answer = bob.post(ALONE, asked | typed)
    assert answer.status_code == 200
    return bob, Page(answer.text)


def test_the_rule_is_read_by_anybody_and_shows_a_resident_how_far_they_are(elm: Ward) -> None:
    with elm.at_work():
        values.put("trust_welcomes", "2")
        values.put("trust_agreements", "0")
    text = Visitor(elm).page("/vertrouwen").text
    assert "2 bewoners heetten je welkom." in text
    assert "afspraak goed" not in text
    assert "Je account is 60 dagen oud." in text
    assert "En jij?" not in text
    rik = Visitor(elm, "Rik Bewoner").page("/vertrouwen").text
    assert "Nog 2 bewoners die je welkom heten." in rik
    assert "Wachten tot" in rik
    for somebody in (trusted(elm, "Trudy Oud"), Visitor(elm, "Mo Deraat", role="moderator")):
        assert "Wij vertrouwen jou." in somebody.page("/vertrouwen").text


def test_who_is_not_trusted_sees_no_names(elm: Ward) -> None:
    rik = Visitor(elm, "Rik Bewoner")
    Visitor(elm, "Nieuw Mens")
    page = rik.page(HOME)
    assert "Dit kun je nog niet" in page.text
    assert "Nieuw Mens" not in page.text
    assert rik.post(HOME, {"number": "2", "what": "welkom"}).headers["Location"] == HOME


def test_a_welcome_and_its_taking_back(elm: Ward) -> None:
    trudy, nieuw = trusted(elm, "Trudy Oud"), Visitor(elm, "Nieuw Mens")
    page = trudy.page(HOME)
    assert "Nieuw Mens" in page.text
    number = page.filled()["number"]
    sent = trudy.post(HOME, {"number": number, "what": "welkom"})
    assert "Wij hebben het verteld" in trudy.page(sent.headers["Location"]).text
    assert "Jij heette deze buur welkom" in trudy.page(HOME).text
    assert "welkom heet." not in nieuw.page("/vertrouwen").text  # that part is done
    back = trudy.post(HOME, {"number": number, "what": "terug"})
    assert back.headers["Location"] == f"{HOME}?net=terug"
    for what in ("terug", "welkom"):
        nobody = trudy.post(HOME, {"number": "9999", "what": what})
        assert nobody.headers["Location"] == f"{HOME}?net=niet-nieuw"
    with elm.at_work() as world:
        assert welcoming.number_of(world, accounts.named("Trudy Oud")) == 1
        assert knowing.keep(world) == 0


def test_the_day_is_that_of_the_ward_also_in_the_night(elm: Ward) -> None:
    trudy = trusted(elm, "Trudy Oud")
    Visitor(elm, "Nieuw Mens")
    with elm.at_work() as world:
        night = world.now().replace(hour=22, minute=30)  # half past midnight in Amsterdam
        Resident.update(created=night).where(Resident.name == "Nieuw Mens").execute()
    told = [one.text for one in trudy.page(HOME).all("p") if "Doet mee sinds" in one.text]
    assert told == ["Doet mee sinds zondag 11 mei."]


def test_an_application_without_a_mailbox_from_asking_to_joining(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
        values.put("questions", "Waar woon je?\n<b>Wat</b> doe je graag?")
    form = Visitor(elm).page(ALONE)
    assert "<b>Wat</b> doe je graag?" in form.text
    _, done = applies(elm, "Bob", about="Van de hoek.", answer_1="Aan het plein.", answer_2="")
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", done.text)
    assert found
    trudy, mo = trusted(elm, "Trudy Oud"), Visitor(elm, "Mo Deraat", role="moderator")
    path = next(one for one in trudy.page(HOME).links if "/aanvraag/" in one)
    page = trudy.page(path)
    for words in ("Van de hoek.", "Waar woon je?", "Aan het plein."):
        assert words in page.text
    assert "Wijs af" not in page.text
    assert "Geen mailadres" not in page.text  # that is for who looks after the ward
    assert "Geen mailadres" in mo.page(path).text
    assert trudy.post(path, {"what": "schrijf", "text": " "}).status_code == 422
    trudy.post(path, {"what": "schrijf", "text": "Op welk nummer?\n\n<i>Dank je</i>"})

    bob = Visitor(elm)
    assert bob.post("/aanvraag", {"code": "AAAA-BBBB-CCCC"}).status_code == 422
    link = bob.post("/aanvraag", {"code": found[0]}).headers["Location"]
    assert "<i>Dank je</i>" in bob.page(link).text
    assert "Schrijft hier 90 dagen niemand iets?" in bob.page(link).text
    assert bob.post(link, {"what": "schrijf", "text": ""}).status_code == 422
    sent = bob.post(link, {"what": "schrijf", "text": "Nummer drie."})
    assert sent.headers["Location"] == f"{link}?net=verstuurd"
    assert "Nummer drie." in trudy.page(path).text
    waits = bob.post("/inloggen", {"name": "Bob", "password": PASSWORD})
    assert link in Page(waits.text).links
    assert trudy.post(path, {"what": "yes"}).headers["Location"] == f"{HOME}?net=binnen"
    assert bob.get(link).status_code == 410
    assert bob.post("/inloggen", {"name": "Bob", "password": PASSWORD}).status_code == 303


def test_a_name_that_somebody_took_in_the_meantime_is_told_to_who_says_yes(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
    applies(elm, "Bob")
    carla, mo = Visitor(elm, "Carla Oud"), Visitor(elm, "Mo Deraat", role="moderator")
    assert carla.get("/").status_code == 200
    with elm.at_work() as world:
        person = accounts.named("Carla Oud")
        naming.choose(world, resident_id=person.id, shown="Bob", style=naming.USUAL)
    path = next(one for one in mo.page(HOME).links if "/aanvraag/" in one)
    answer = mo.post(path, {"what": "yes"})
    assert answer.status_code == 422
    assert "Iemand heet intussen al zo" in answer.text
    assert mo.post(path, {"what": "no"}).status_code == 303


def test_an_answer_stands_with_its_question_also_when_the_ward_asks_another_by_then(
    elm: Ward,
) -> None:
    with elm.at_work():
        values.put("joining", "application")
        values.put("questions", "Waar woon je?\nWat doe je graag?")
    bob, mo = Visitor(elm), Visitor(elm, "Mo Deraat", role="moderator")
    typed = bob.page(ALONE).filled() | {"name": "Bob", "password": "kort", "old_enough": "yes"}
    typed |= {"answer_1": "Aan het plein.", "answer_2": "Tuinieren."}
    with elm.at_work():
        values.put("questions", "Hoe oud ben je?\nWaar woon je?")
    again = Page(bob.post(ALONE, typed).text)  # the password will not do; the questions stay
    assert "Hoe oud ben je?" not in again.text
    assert bob.post(ALONE, again.filled() | {"password": PASSWORD}).status_code == 200
    path = next(one for one in mo.page(HOME).links if "/aanvraag/" in one)
    told = [one.text.strip() for one in mo.page(path).elements if one.name in {"h3", "p"}]
    assert told[told.index("Waar woon je?") + 1] == "Aan het plein."
    assert told[told.index("Wat doe je graag?") + 1] == "Tuinieren."
    assert "Hoe oud ben je?" not in told


def test_however_many_ask_to_join_a_page_has_some(elm: Ward) -> None:
    trudy = trusted(elm, "Trudy Oud")
    with elm.at_work() as world:
        for number in range(admitting.PAGE + 1):
            Application.create(
                **accounts.keys(f"Bob {number}", None), password="", language="nl", made=world.now()
            )
    page = trudy.page(HOME)
    assert len([link for link in {*page.links} if "/aanvraag/" in link]) == admitting.PAGE
    assert "Er wachten er nog meer" in page.text
    with elm.at_work() as world:
        applications.refuse(world, applications.by_name("Bob 0"))
    assert "Er wachten er nog meer" not in trudy.page(HOME).text


def test_an_application_is_withdrawn_with_all_of_it(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
    bob, done = applies(elm, "Bob")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", done.text)
    assert code
    link = bob.post("/aanvraag", {"code": code[0]}).headers["Location"]
    assert "gewist" in Page(bob.post(link, {"what": "weg"}).text).text
    assert bob.get(link).status_code == 410
    assert bob.post("/aanvraag", {"code": code[0]}).status_code == 422
    trudy = trusted(elm, "Trudy Oud")
    assert "Niemand wacht op antwoord" in trudy.page(HOME).text
    with elm.at_work():
        values.put("who_admits", "moderators")
    assert "Wie wil meedoen" not in trudy.page(HOME).text


def test_the_number_of_applications_stands_where_somebody_may_answer_them(elm: Ward) -> None:
    with elm.at_work():
        values.put("joining", "application")
    applies(elm, "Bob")
    assert "Nieuwe buren (1)" in trusted(elm, "Trudy Oud").page("/van-mij").text
    assert "Nieuwe buren (1)" not in Visitor(elm, "Rik Bewoner").page("/van-mij").text
    mo = Visitor(elm, "Mo Deraat", role="moderator")
    assert any("/nieuwe-buren/aanvraag/" in one for one in mo.page("/beheer/meldingen").links)
