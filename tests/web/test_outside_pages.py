"""Answering without an account, by pages and mails alone."""

import re
from dataclasses import dataclass

import pytest

from node.agreements.models import Response
from node.notices.models import Notice
from node.residents import answering, forgetting
from node.residents.models import Address, AddressTicket
from tests.neighbourhood import Ward
from tests.node.post import newest, outbox
from tests.web.markup import Page
from tests.web.test_answering_pages import LATER, goes
from tests.web.visitor import Visitor, answered

NOOR = "noor@far.test"
FORM = {"called": "Noor", "email": NOOR, "day": LATER, "days": "2", "text": "Mag ik hem lenen?"}


@dataclass
class Gate:
    """Lotte lends a ladder to everybody; Noor has no account."""

    elm: Ward
    lotte: Visitor
    noor: Visitor
    lid: str

    @property
    def form(self) -> str:
        return f"/l/{self.lid}/reageren/per-mail"

    def asks(self, **typed: str) -> str:
        """Noor answers; the link of her mail."""
        answer = self.noor.post(self.form, FORM | typed)
        assert answer.status_code == 200, Page(answer.text).text
        with self.elm.at_work():
            return str(newest("answer-confirm").values["path"])

    def answers(self, **typed: str) -> str:
        """And presses the button; where the conversation is."""
        sent = self.noor.post(self.asks(**typed), {})
        assert sent.status_code == 303, Page(sent.text).text
        return sent.headers["Location"].partition("?")[0]

    def mails(self) -> list[tuple[str, str | None]]:
        with self.elm.at_work():
            return [(mail.template, mail.to) for mail in outbox()]


@pytest.fixture
def gate(elm: Ward) -> Gate:
    lotte = Visitor(elm, "Lotte Lener")
    return Gate(elm, lotte, Visitor(elm), lotte.places(reach="everyone"))


def test_nothing_is_told_before_the_button_behind_the_link_is_pressed(gate: Gate) -> None:
    assert gate.form in gate.noor.page(f"/l/{gate.lid}").links
    link = gate.asks()
    assert [template for template, _to in gate.mails()] == ["answer-confirm"]
    for _twice in range(2):
        page = gate.noor.page(link)
        assert "Wil je dit sturen?" in page.text
        assert "Mag ik hem lenen?" in page.text
    with gate.elm.at_work():
        assert Response.select().count() == Address.select().count() == 0
    assert "Er wacht nu niemand" in gate.lotte.page(f"/l/{gate.lid}/reacties").text
    sent = gate.noor.post(link, {})
    assert sent.headers["Location"].startswith(f"{link}/")
    assert "Je reactie is verstuurd." in gate.noor.page(sent.headers["Location"]).text
    assert gate.noor.post(link, {}).headers["Location"] == link  # pressed twice is sent once
    with gate.elm.at_work():
        assert Response.select().count() == 1


def test_from_the_answer_to_how_it_went_without_an_account(gate: Gate) -> None:
    talk = gate.answers(day="12-5-2031", days="1", time="10")
    screen = gate.lotte.page(f"/l/{gate.lid}/reacties")
    assert "Iemand van buiten de wijk (per mail)" in screen.text
    assert "Noor" in screen.text
    assert NOOR not in screen.text
    at_home = f"/reactie/{talk.rpartition('/')[2]}"
    assert at_home in screen.links
    assert "Noor heeft hier geen account." in gate.lotte.page(at_home).text
    goes(gate.lotte, f"{at_home}/afspreken")
    goes(gate.lotte, at_home, text="Bel maar aan")
    page = gate.noor.page(talk)
    assert "Jullie afspraak" in page.text
    assert "Bel maar aan" in page.text
    assert "Lotte L." in page.text
    assert "Lotte Lener" not in page.text
    assert not [one for one in page.links if one.startswith(("/reactie/", "/afspraken"))]
    goes(gate.noor, talk, text="Tot dan")
    assert "Tot dan" in gate.lotte.page(at_home).text
    goes(gate.noor, f"{talk}/bereikbaar", contact="06 1234")
    assert "06 1234" not in gate.lotte.page(at_home).text
    goes(gate.lotte, f"{at_home}/bereikbaar", contact="lotte@elm.test")
    assert "06 1234" in gate.lotte.page(at_home).text
    assert "lotte@elm.test" in gate.noor.page(talk).text
    assert "per-mail" in gate.noor.get(f"{talk}/agenda").text
    assert talk.split("/")[2] not in gate.noor.get(f"{talk}/agenda").text
    gate.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    goes(gate.lotte, f"{at_home}/meegegeven")
    gate.elm.world.clock.forward(days=2)  # type: ignore[attr-defined]  # of tests
    goes(gate.noor, f"{talk}/terug", text="Heel")
    went = f"{talk}/hoe-ging-het"
    assert "Dank je." in goes(gate.noor, went, how="well").text
    alone = goes(gate.noor, went, text="Er miste een tree.", reader="moderators")
    assert "Een moderator leest het. De ander niet." in alone.text
    assert "Er miste een tree." not in gate.lotte.page(at_home).text
    with gate.elm.at_work():
        row = Response.get()
        assert (row.state, row.responder_went, row.back_as) == ("done", "well", "Heel")
        assert not [mail for mail in outbox() if "Bel maar" in str(mail.values)]
        told = {mail.template for mail in outbox() if mail.to == NOOR}
    assert {"answer-confirm", "answer-accepted", "answer-message", "loan-handed"} <= told


def test_ME_09_a_message_is_reported_without_an_account(gate: Gate) -> None:
    talk = gate.answers()
    at_home = f"/reactie/{talk.rpartition('/')[2]}"
    goes(gate.lotte, at_home, text="Wat een rare naam.")
    [report] = [one for one in gate.noor.page(talk).links if one.startswith(f"{talk}/bericht/")]
    form = gate.noor.page(report)
    assert "Wat een rare naam." in form.text
    assert "Mag ik hem lenen?" not in form.text
    assert talk in form.links
    assert "Blokkeer" not in form.text  # that is for who has an account
    assert "Kies wat er aan de hand is." in Page(gate.noor.post(report, {}).text).text
    thanks = goes(gate.noor, report, reason="hurtful")
    assert "Een moderator leest alleen dat ene bericht." in thanks.text
    mo = Visitor(gate.elm, "Mo Deraat", role="moderator").page("/beheer/meldingen")
    assert "Een gemeld bericht" in mo.text
    assert "Noor" not in mo.text


def test_who_is_known_and_who_is_not_read_the_same(gate: Gate) -> None:
    gate.answers()
    with gate.elm.at_work() as world:
        before = AddressTicket.select().count()
    pages = [
        answered(gate.noor.post(path, sent | {"email": email}))
        for path, sent in ((gate.form, FORM), ("/per-mail", {}))
        for email in (NOOR, "mona@far.test")
    ]
    said = [(status, text.replace("mona@far.test", NOOR)) for status, text in pages]
    assert said[0] == said[1]
    assert said[2] == said[3]
    with gate.elm.at_work() as world:
        assert AddressTicket.select().count() == before + 2
        answering.answer_all(world)
        links = [mail for mail in outbox() if mail.template == "outside-link"]
    assert [mail.to for mail in links] == [NOOR]
    page = gate.noor.page(str(links[0].values["path"]))
    assert NOOR in page.text
    assert "Ladder" in page.text


def test_forget_all_of_this_erases_everything(gate: Gate) -> None:
    talk = gate.answers()
    page = talk.rpartition("/")[0]
    assert f"{page}/vergeten" in gate.noor.page(page).links
    assert "Zullen wij alles vergeten?" in gate.noor.page(f"{page}/vergeten").text
    with gate.elm.at_work():
        assert Address.select().count() == 1
    assert "Alles is weg." in goes(gate.noor, f"{page}/vergeten").text
    for path in (page, talk, f"{talk}/afzeggen", f"{page}/vergeten"):
        assert gate.noor.get(path).status_code == 410
    with gate.elm.at_work():
        assert Address.select().count() == AddressTicket.select().count() == 0
        assert not Notice.select().where(Notice.address == NOOR).exists()
    seen = gate.lotte.page(f"/reactie/{talk.rpartition('/')[2]}").text
    assert "Noor" not in seen
    assert "Mag ik hem lenen" not in seen


def test_an_address_that_opens_something_is_told_to_no_other_page(gate: Gate) -> None:
    talk = gate.answers()
    page = talk.rpartition("/")[0]
    strange = f"/per-mail/{'x' * 43}"
    for path in (page, talk, f"{talk}/afzeggen", f"{page}/vergeten", strange):
        headers = gate.noor.get(path).headers
        assert headers["Referrer-Policy"] == "strict-origin"  # of the address only the site
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert gate.noor.get(strange).status_code == 410
    other = gate.noor.get(f"{page}/01900000-0000-7000-8000-000000000001")
    assert (other.status_code, other.headers["Referrer-Policy"]) == (404, "strict-origin")


def test_only_what_anybody_may_see_and_only_while_it_hangs(gate: Gate) -> None:
    inside = gate.lotte.places(reach="ward", title="Zaag")
    assert gate.noor.get(f"/l/{inside}/reageren/per-mail").status_code == 404
    assert gate.noor.post(f"/l/{inside}/reageren/per-mail", FORM).status_code == 404
    assert gate.lotte.get(gate.form).headers["Location"] == f"/l/{gate.lid}/reageren"
    link = gate.asks()
    gate.lotte.post(f"/l/{gate.lid}/pauzeren", {})
    for answer in (gate.noor.get(link), gate.noor.post(link, {})):
        assert answer.status_code == 410
        assert "Wij hebben niets verstuurd." in answer.text
    gate.lotte.post(f"/l/{gate.lid}/hervatten", {})
    assert gate.noor.post(link, {}).status_code == 303


def test_who_is_blocked_and_who_placed_it_find_it_gone(gate: Gate) -> None:
    talk = gate.answers()
    at_home = f"/reactie/{talk.rpartition('/')[2]}"
    done = gate.lotte.post(f"/van-mij/blokkeren/{talk.rpartition('/')[2]}", {"verder": at_home})
    page = gate.lotte.page(done.headers["Location"])
    assert "Jullie krijgen niets meer van elkaar." in page.text
    assert "Noor" in gate.lotte.page("/van-mij/verborgen").text
    assert "Dit kan niet:" in goes(gate.noor, talk, text="Hoor je mij?").text
    goes(gate.noor, f"{talk}/afzeggen", ready="0")
    assert gate.noor.post(gate.asks(), {}).status_code == 410
    gone = re.search(r"buiten-(\d+)", done.headers["Location"])
    assert gone
    sent = {"what": "buiten", "number": gone[1]}
    gate.lotte.post("/van-mij/verborgen", sent)
    assert gate.noor.post(gate.asks(), {}).status_code == 303


def test_what_was_typed_stays_beside_what_is_wrong(gate: Gate) -> None:
    wrong = {"called": "Gemeente", "email": "noor", "day": "", "days": "veel"}
    answer = gate.noor.post(gate.form, FORM | wrong)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.filled()["email"] == "noor"
    assert page.filled()["days"] == "veel"
    for sentence in ("lijkt het of de wijksite spreekt", "Dit lijkt geen mailadres", "geen dag"):
        assert sentence in page.text
    assert gate.mails() == []
    taken = gate.noor.post(gate.form, FORM | {"called": "Lotte Lener"})
    assert "Iemand heet hier al zo" in taken.text
    assert gate.noor.post("/per-mail", {"email": "noor"}).status_code == 422


def test_who_does_not_confirm_within_a_day_was_never_here(gate: Gate) -> None:
    link = gate.asks()
    gate.elm.world.clock.forward(hours=25)  # type: ignore[attr-defined]  # of tests
    assert gate.noor.get(link).status_code == 410
    with gate.elm.at_work() as world:
        forgetting.forget_over(world)
        assert AddressTicket.select().count() == 0
