"""Answering a listing, agreeing and writing each other, by pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from node.agreements.models import Message, Response
from node.listings import closing
from node.residents import accounts, addresses
from node.residents.models import Resident
from node.upkeep import leaving
from node.web.answerwords import DEEDS
from node.web.route import Route
from node.web.routes import ROUTES
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.agreeing import outsider
from tests.web.markup import Page
from tests.web.visitor import Visitor

LATER = "20-5-2031"
THREADS = [route for route in ROUTES if "<lid:thread>" in route.path]
OTHER_DEEDS = ("andere-dag", "bereikbaar", "hoe-ging-het", "agenda")
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass
class Stair:
    """Three neighbours and a ladder."""

    elm: Ward
    lotte: Visitor
    rik: Visitor
    bo: Visitor
    lid: str

    def answered(self, **typed: str) -> str:
        """Rik answers; where the conversation is."""
        sent = {"day": LATER, "days": "2", "text": "Mag ik hem lenen?"} | typed
        answer = self.rik.post(f"/l/{self.lid}/reageren", sent)
        assert answer.status_code == 303, Page(answer.text).text
        return answer.headers["Location"].partition("?")[0]


@pytest.fixture
def stair(elm: Ward) -> Stair:
    """Lotte lends a ladder, in this ward."""
    lotte, rik, bo = (Visitor(elm, name) for name in ("Lotte Lener", "Rik Vraagt", "Bo Buur"))
    return Stair(elm, lotte, rik, bo, lotte.places(reach="ward"))


def goes(visitor: Visitor, path: str, **typed: str) -> Page:
    """Send a form, and read where it leads."""
    answer = visitor.post(path, typed)
    assert answer.status_code == 303, Page(answer.text).text
    return visitor.page(answer.headers["Location"])


def day_on(page: Page) -> str:
    """The day that its form to agree sends back."""
    [day] = [one for one in page.all("input") if one.attributes.get("name") == "day"]
    return day.attributes["value"]


def test_of_what_is_full_its_maker_reads_who_still_sees_it(stair: Stair) -> None:
    with stair.elm.at_work() as world:
        closing.change(world, lid=stair.lid, was="open", to="full")
    page = stair.lotte.page(f"/l/{stair.lid}")
    assert "Wie het adres heeft, ziet hem nog" in page.text
    assert "Alleen jij" not in page.text
    assert page.faults == []
    assert "wachtlijst" in stair.rik.page(f"/l/{stair.lid}").text


def test_from_the_listing_to_done_by_pages_alone(stair: Stair) -> None:
    page = stair.rik.page(f"/l/{stair.lid}")
    assert f"/l/{stair.lid}/reageren" in page.links
    talk = stair.answered()
    assert "Wacht op de ander" in stair.rik.page(talk).text
    assert talk in stair.rik.page(f"/l/{stair.lid}").links

    assert f"/l/{stair.lid}/reacties" in stair.lotte.page("/van-mij").links
    screen = stair.lotte.page(f"/l/{stair.lid}/reacties")
    assert "Wacht op jou" in screen.text
    assert "dinsdag 20 mei" in screen.text.replace("\xa0", " ")
    assert "1 nieuw bericht" in stair.lotte.page("/berichten").text
    assert "Mag ik hem lenen?" in stair.lotte.page(talk).text
    assert "nieuw bericht" not in stair.lotte.page("/berichten").text

    assert "Afgesproken" in goes(stair.lotte, f"{talk}/afspreken").text
    assert "Jullie afspraak" in stair.rik.page(talk).text
    goes(stair.lotte, talk, text="Tot dan")
    assert "Tot dan" in stair.rik.page(talk).text
    assert "Dit kan pas als het begonnen is." in goes(stair.rik, f"{talk}/gelukt").text


def test_my_agreements_have_the_next_date_first(stair: Stair) -> None:
    first = stair.lid
    later = stair.answered(day="28-5-2031")
    stair.lid = stair.lotte.places(reach="ward", title="Zaag")
    sooner = stair.answered(day="18-5-2031")
    page = stair.rik.page("/afspraken")
    hrefs = [one.attributes.get("href") for one in page.all("a")]
    assert [href for href in hrefs if href in {later, sooner}] == [sooner, later]
    assert "Nu (2)" in page.text
    stair.lid = first
    goes(stair.rik, f"{later}/afzeggen", ready="0")
    assert "Nu (1)" in stair.rik.page("/afspraken").text
    assert later in stair.rik.page("/afspraken?deel=voorbij").links
    assert stair.rik.get("/afspraken?deel=anders").status_code == 404


def test_nobody_agrees_to_another_day_than_was_on_the_page(stair: Stair) -> None:
    talk = stair.answered()
    seen = day_on(stair.lotte.page(talk))
    goes(stair.rik, f"{talk}/andere-dag", day="21-5-2031", days="2")
    page = goes(stair.lotte, f"{talk}/afspreken", day=seen)
    assert "er is intussen iets veranderd" in page.text
    assert "Wacht op jou" in page.text
    assert day_on(page) != seen
    assert "Afgesproken" in goes(stair.lotte, f"{talk}/afspreken", day=day_on(page)).text


@pytest.mark.parametrize("ready", ["²", "9" * 5_000, "-1", "7"])
def test_a_ready_sentence_that_is_none_is_no_sentence(stair: Stair, ready: str) -> None:
    talk = stair.answered()
    goes(stair.lotte, f"{talk}/afwijzen", ready=ready)
    assert "Dit keer niet" in stair.rik.page(talk).text


def test_empty_pages_say_what_to_do(stair: Stair) -> None:
    assert "Je hebt nog geen afspraken" in stair.bo.page("/afspraken").text
    assert "Niemand wacht op jou" in stair.bo.page("/afspraken?deel=jij").text
    assert "Er is nog niets voorbij" in stair.bo.page("/afspraken?deel=voorbij").text
    assert "Nog geen berichten" in stair.bo.page("/berichten").text
    assert "Er wacht nu niemand" in stair.lotte.page(f"/l/{stair.lid}/reacties").text


def test_declining_says_a_ready_sentence_or_ones_own(stair: Stair) -> None:
    talk = stair.answered()
    page = stair.lotte.page(f"{talk}/afwijzen")
    assert "Er is al iemand anders. Bedankt voor je reactie." in page.text
    answer = stair.lotte.post(f"{talk}/afwijzen", {"ready": "eigen", "text": " "})
    assert answer.status_code == 422
    assert "Hier staat nog niets." in answer.text
    goes(stair.lotte, f"{talk}/afwijzen", ready="1")
    seen = stair.rik.page(talk).text
    assert "Er is al iemand anders. Bedankt voor je reactie." in seen
    assert "Dit keer niet" in seen


def test_another_day_goes_back_and_forth(stair: Stair) -> None:
    talk = stair.answered()
    answer = stair.lotte.post(f"{talk}/andere-dag", {"day": "gisteren", "days": "2"})
    assert answer.status_code == 422
    assert "Dit is geen dag die wij kennen." in answer.text
    goes(stair.lotte, f"{talk}/andere-dag", day="21-5-2031", time="10.30", days="1")
    seen = stair.rik.page(talk).text.replace("\xa0", " ")
    assert "woensdag 21 mei, 10.30 uur" in seen
    assert "Wacht op jou" in seen
    assert "Afgesproken" in goes(stair.rik, f"{talk}/afspreken").text


def test_nobodys_number_is_seen_before_both_gave_one(stair: Stair) -> None:
    talk = stair.answered()
    empty = stair.rik.post(f"{talk}/bereikbaar", {"contact": " "})
    assert (empty.status_code, "Schrijf een telefoonnummer" in empty.text) == (422, True)
    goes(stair.rik, f"{talk}/bereikbaar", contact="06 12 34 56 78")
    for path in (
        talk,
        f"{talk}/bereikbaar",
        "/berichten",
        "/afspraken",
        f"/l/{stair.lid}/reacties",
    ):
        assert "06 12 34 56 78" not in stair.lotte.get(path).text
    assert "De ander gaf al iets." in stair.lotte.page(talk).text
    goes(stair.lotte, f"{talk}/bereikbaar", contact="lotte@elm.test")
    assert "06 12 34 56 78" in stair.lotte.page(talk).text
    assert "lotte@elm.test" in stair.rik.page(talk).text
    goes(stair.rik, f"{talk}/bereikbaar", stop="1")
    assert "06 12 34 56 78" not in stair.lotte.get(talk).text
    assert "lotte@elm.test" not in stair.rik.page(talk).text


def test_what_was_typed_is_kept_beside_what_is_wrong(stair: Stair) -> None:
    path = f"/l/{stair.lid}/reageren"
    answer = stair.rik.post(path, {"day": "", "days": "veel", "time": "99", "text": "Graag <b>"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.filled()["days"] == "veel"
    assert page.filled()["text"] == "Graag <b>"
    for sentence in ("Hier staat nog geen dag.", "Dit is geen getal.", "Dit is geen tijd"):
        assert sentence in page.text
    with stair.elm.at_work():
        assert Response.select().count() == 0


@pytest.mark.parametrize("field", ["text", "day", "time", "days"])
@pytest.mark.parametrize("value", ["x" * 9_000, "\x00", "\u202eabc", "-1", "99999999999999999999"])
def test_strange_input_is_a_sentence_and_changes_nothing(
    stair: Stair, field: str, value: str
) -> None:
    sent = {"day": LATER, "days": "2", "text": "Dag"} | {field: value}
    answer = stair.rik.post(f"/l/{stair.lid}/reageren", sent)
    taken = field == "text" and len(value) < 2_000 and "\x00" not in value
    assert answer.status_code == (303 if taken else 422)


def test_sent_twice_is_sent_once_and_too_late_is_said(stair: Stair) -> None:
    talk = stair.answered()
    assert stair.answered() == talk
    goes(stair.rik, f"{talk}/afzeggen", ready="0")
    page = goes(stair.lotte, f"{talk}/afspreken")
    assert "Dit kon niet meer" in page.text
    assert "Afgezegd" in page.text


def test_only_who_answered_is_told_to_answer_again(stair: Stair) -> None:
    talk = stair.answered()
    goes(stair.lotte, f"{talk}/afspreken")
    for who, told in ((stair.lotte, False), (stair.rik, True)):
        page = who.page(f"{talk}/afzeggen").text
        assert "De ander krijgt meteen een seintje." in page
        assert ("Reageer dan opnieuw." in page) is told


def test_ME_03_who_was_blocked_is_promised_no_word_to_the_other(stair: Stair) -> None:
    talk = stair.answered()
    stair.lotte.post(talk.replace("/reactie/", "/van-mij/blokkeren/"), {"verder": talk})
    page = stair.rik.page(f"{talk}/afzeggen").text
    assert "Wil je afzeggen?" in page
    assert "seintje" not in page
    assert "Wat zeggen wij erbij?" not in page
    assert "De ander krijgt geen seintje" in goes(stair.rik, f"{talk}/afzeggen").text


def test_ME_03_a_loan_takes_no_words_past_a_block(stair: Stair) -> None:
    talk = stair.answered(day="12-5-2031", days="1", time="10")
    goes(stair.lotte, f"{talk}/afspreken")
    stair.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    stair.rik.post(talk.replace("/reactie/", "/van-mij/blokkeren/"), {"verder": talk})
    assert "Hoe ziet het eruit?" not in stair.lotte.page(f"{talk}/meegegeven").text
    goes(stair.lotte, f"{talk}/meegegeven", text="Jij weer")
    page = stair.rik.page(talk).text
    assert "Jij hebt het nu" in page
    assert "Jij weer" not in page


def test_the_lister_closes_it_and_what_was_agreed_stays(stair: Stair) -> None:
    talk = stair.answered()
    goes(stair.lotte, f"{talk}/afspreken")
    assert "gelukt" in goes(stair.lotte, f"/l/{stair.lid}/gelukt").text
    assert stair.bo.get(f"/l/{stair.lid}").status_code == 404
    assert "Jullie afspraak" in stair.rik.page(talk).text
    assert stair.rik.post(f"/l/{stair.lid}/gelukt", {}).status_code == 404


def test_one_cannot_answer_oneself_nor_what_one_cannot_see(stair: Stair) -> None:
    path = f"/l/{stair.lid}/reageren"
    assert stair.lotte.get(path).headers["Location"] == f"/l/{stair.lid}/reacties"
    assert path not in stair.lotte.page(f"/l/{stair.lid}").links
    stair.lotte.post(f"/l/{stair.lid}/pauzeren", {})
    assert stair.rik.get(path).status_code == 404
    assert stair.rik.post(path, {"day": LATER, "days": "1"}).status_code == 404


@pytest.fixture(scope="module")
def of_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stair, str]]:
    """A conversation of Lotte and Rik, at which others look."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("stair"))
    elm = neighbourhood.ward("elm")
    lotte, rik, bo = (Visitor(elm, name) for name in ("Lotte Lener", "Rik Vraagt", "Bo Buur"))
    made = Stair(elm, lotte, rik, bo, lotte.places(reach="everyone"))
    yield made, made.answered()
    neighbourhood.close()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("route", THREADS, ids=lambda route: route.path)
def test_ME_01_a_conversation_of_others_is_404_on_every_route_and_verb(
    of_others: tuple[Stair, str], route: Route, verb: str
) -> None:
    stair, talk = of_others
    key = talk.rpartition("/")[2]
    with stair.elm.at_work() as world:
        noor = addresses.link_for(world, outsider(world).id)  # no account, and no answer
        number = str(Message.get(response=Response.get(key=key)).id)
    others = [stair.bo, Visitor(stair.elm, "Mo Deraat", role="moderator")]
    others.append(Visitor(stair.elm, "Ada Doet", role="admin"))
    path = route.path.replace("<lid:thread>", key).replace("<row:message>", number)
    path = path.replace("<token:token>", noor)
    deeds = (*DEEDS, *OTHER_DEEDS, "anders") if "<deed>" in path else ("",)
    for path in [path.replace("<deed>", deed) for deed in deeds]:
        for other in others:
            sent = {"csrf_token": other.token(), "text": "Dag", "contact": "x", "how": "well"}
            answer = other.client.open(path, method=verb, base_url=stair.elm.url, data=sent)
            at_all = {one for each in THREADS if each.path == route.path for one in each.methods}
            served = verb in {"OPTIONS", *at_all} or (verb == "HEAD" and "GET" in at_all)
            expected = {404} if served else {405}
            if verb == "OPTIONS":
                expected = {404, 200}
            assert answer.status_code in expected, (verb, path, answer.status_code)
            assert b"Mag ik hem lenen" not in answer.data
            assert "Lotte" not in re.sub(r"\s+", " ", answer.get_data(as_text=True))
    with stair.elm.at_work():
        row = Response.get(key=key)
        assert (row.state, row.lister_shares, row.responder_shares) == ("proposed", None, None)


def test_who_has_left_is_named_nowhere(stair: Stair) -> None:
    talk = stair.answered()
    with stair.elm.at_work() as world:
        leaving.erase(world, resident_id=accounts.named("Rik Vraagt").id)
        assert Resident.get_or_none(name="Rik Vraagt") is None
    page = stair.lotte.page(talk)
    assert "Rik" not in page.text
    assert "Mag ik hem lenen" not in page.text
    assert "Dit bericht is weg" in page.text
    assert "Afgezegd" in page.text


def test_B19_a_loan_by_pages_from_handing_over_to_back(stair: Stair) -> None:
    talk = stair.answered(day="12-5-2031", days="1", time="10")
    goes(stair.lotte, f"{talk}/afspreken")
    assert f"{talk}/meegegeven" not in stair.lotte.page(talk).links
    stair.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    assert f"{talk}/meegegeven" in stair.lotte.page(talk).links
    long = stair.lotte.post(f"{talk}/meegegeven", {"text": "x" * 301})
    assert long.status_code == 422
    page = goes(stair.lotte, f"{talk}/meegegeven", text="Eén kras")
    assert "Uitgeleend" in page.text
    seen = stair.rik.page(talk)
    assert "Jij hebt het nu" in seen.text
    assert "Eén kras" in seen.text
    assert f"{talk}/afzeggen" not in seen.links
    stair.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    assert "Had al terug moeten zijn" in stair.rik.page("/afspraken?deel=jij").text
    stair.lid = stair.lotte.places(reach="ward", title="Zaag")
    answer = stair.rik.post(f"/l/{stair.lid}/reageren", {"day": LATER, "days": "1"})
    assert "Breng dit eerst terug." in stair.rik.page(answer.headers["Location"]).text
    page = goes(stair.lotte, f"{talk}/terug", text="Nog steeds één kras")
    assert "Mooi dat het gelukt is." in page.text
    assert "Nog steeds één kras" in stair.rik.page(talk).text
    assert "Hoe ging het voor jou?" in page.text
    goes(stair.lotte, f"{talk}/hoe-ging-het", how="well")
    assert "Hoe ging het voor jou?" not in stair.lotte.page(talk).text


def test_an_agreement_goes_into_any_calendar(stair: Stair) -> None:
    talk = stair.answered(time="10.30")
    assert f"{talk}/agenda" not in stair.rik.page(talk).links
    assert stair.rik.get(f"{talk}/agenda").status_code == 404
    goes(stair.lotte, f"{talk}/afspreken")
    assert f"{talk}/agenda" in stair.rik.page(talk).links
    file = stair.rik.get(f"{talk}/agenda")
    assert file.mimetype == "text/calendar"
    assert "attachment; filename=afspraak.ics" in file.headers["Content-Disposition"]
    assert "DTSTART:20310520T083000Z" in file.text


def test_ME_07_a_program_that_opens_every_link_changes_nothing(stair: Stair) -> None:
    talk = stair.answered()
    stranger = Visitor(stair.elm)
    for path in (talk, *(f"{talk}/{deed}" for deed in (*DEEDS, *OTHER_DEEDS))):
        assert stranger.get(path).headers["Location"] == f"/inloggen?verder={path}"
        for who in (stair.lotte, stair.rik):
            who.get(path)
    with stair.elm.at_work():
        row = Response.get(key=talk.rpartition("/")[2])
        assert (row.state, row.turn, row.handed, row.lister_shares) == (
            "proposed",
            "lister",
            None,
            None,
        )


def test_B1_a_meeting_that_comes_back_has_its_places_each_time(stair: Stair) -> None:
    lid = stair.lotte.places(
        kind="meeting", terms="gift", title="Koffie", start="12-5-2031", start_time="10.00",
        detail_repeat="weekly", detail_places="1", reach="ward", end="30-6-2031",
    )  # fmt: skip
    for _week in range(2):
        for who, state in ((stair.rik, "Afgesproken."), (stair.bo, "Er is nu geen plek.")):
            answer = who.post(f"/l/{lid}/reageren", {"number": "1", "text": "Ik kom"})
            talk = answer.headers["Location"].partition("?")[0]
            assert state in goes(stair.lotte, f"{talk}/afspreken").text
        stair.elm.world.clock.forward(days=7)  # type: ignore[attr-defined]  # of tests
    assert stair.rik.get(f"/l/{lid}").status_code == 200
    with stair.elm.at_work():
        assert sorted(row.state for row in Response.select()) == ["accepted"] * 2 + ["waiting"] * 2
