"""The set-up in a browser without a window: who gets in, each question, and the end of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from node.app import create_app, create_founding
from node.listings.models import Listing
from node.residents.limits import LIMITS
from node.residents.models import Resident
from node.settings import values
from node.store.database import Store
from node.upkeep import founding, setup
from node.upkeep.founding import STEPS
from node.web.founding import FOUNDER, HOME, ROUTES
from node.world import NotSentError, World
from tests.founders import NAME, PASSWORD, answer
from tests.mailbox import Mailbox
from tests.web.markup import Page
from tests.world import make_world

TEXT = "Kom een avond brieven rondbrengen."


class Hall:
    """A node that waits for its set-up, and a browser in front of it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.post = Mailbox()
        self.world: World = replace(make_world(folder, database_url), mail=self.post)
        self.code = setup.prepare(self.world)
        self.store = Store(database_url)
        self.app = create_founding(self.world.config, self.world, self.store)
        self.client = self.app.test_client()

    def another(self) -> FlaskClient:
        """Somebody else's browser."""
        return self.app.test_client()

    def get(self, path: str, client: FlaskClient | None = None) -> TestResponse:
        """Ask for a page."""
        return (client or self.client).get(path, base_url=self.world.config.url)

    def send(self, path: str, client: FlaskClient | None = None, **typed: str) -> TestResponse:
        """Send a form as a page of ours sends it."""
        url = self.world.config.url
        page = (client or self.client).get(path, base_url=url, follow_redirects=True).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        data = typed | ({"csrf_token": found[1]} if found else {})
        return (client or self.client).post(path, base_url=url, data=data)

    def opens(self) -> None:
        """Give the code."""
        assert self.send(HOME, code=self.code).status_code == 303


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[Hall]:
    made = Hall(tmp_path, database_url)
    yield made
    made.store.close()


def address(path: str) -> str:
    return re.sub(r"<(?:\w+:)?\w+>", "naam", path)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.who == FOUNDER])
def test_AD_08_without_the_code_nothing_of_it_opens(hall: Hall, route: object) -> None:
    path = address(route.path)  # type: ignore[attr-defined]
    for ticket in ("", "x" * 43):
        client = hall.another()
        client.set_cookie("wijk-opzetten", ticket, domain="elm.localhost")
        answer_ = hall.get(path, client)
        assert (answer_.status_code, answer_.headers["Location"]) == (303, HOME)
        sent = client.post(path, base_url=hall.world.config.url, data={"name": "Eve"})
        assert sent.status_code in {400, 403}
    with hall.store.active():
        assert Resident.select().count() == 0
        assert founding.standing(hall.world).passed == {}


def test_AD_08_nobody_becomes_admin_by_guessing(hall: Hall) -> None:
    rate = LIMITS["setup-code"].address
    eve = hall.another()
    for _ in range(rate.most):
        assert hall.send(HOME, eve, code="AAAA-AAAA-AAAA").status_code == 422
    refused = hall.send(HOME, eve, code=hall.code)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 60
    assert hall.get(f"{HOME}/beheerder", eve).status_code == 303
    assert NAME not in refused.text


def test_AD_08_a_form_from_elsewhere_opens_nothing(hall: Hall) -> None:
    hall.opens()
    url = hall.world.config.url
    forged = hall.client.post(f"{HOME}/naam", base_url=url, data={"name": "Eve"})
    assert forged.status_code == 400
    crossed = hall.client.post(
        f"{HOME}/naam", base_url=url, data={"name": "Eve"}, headers={"Origin": "http://eve.test"}
    )
    assert crossed.status_code == 403
    other = hall.client.get(HOME, base_url="http://eve.test")
    assert other.status_code == 400
    with hall.store.active():
        assert founding.standing(hall.world).name == ""


def test_AD_08_the_site_itself_knows_nothing_of_a_set_up(hall: Hall) -> None:
    with hall.store.active():
        answer(hall.world)
        ticket = founding.ticket(hall.world)
        founding.finish(hall.world)
    site = create_app(hall.world.config, hall.world, hall.store)
    client = site.test_client()
    client.set_cookie("wijk-opzetten", ticket, domain="elm.localhost")
    for path in (HOME, f"{HOME}/beheerder", f"{HOME}/klaar"):
        assert client.get(path, base_url=hall.world.config.url).status_code == 404


@pytest.mark.parametrize("path", ["/", "/l/x", "/beheer/gezondheid", "/.well-known/did.jsonl"])
def test_everything_else_waits_and_tells_nothing(hall: Hall, path: str) -> None:
    hall.opens()
    hall.send(f"{HOME}/naam", name=NAME)
    answer_ = hall.get(path, hall.another())
    assert answer_.status_code == 503
    assert "wordt nog opgezet" in answer_.text
    assert NAME not in answer_.text
    assert hall.get("/livez").status_code == 200
    assert hall.get("/readyz").status_code == 503


def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(hall: Hall) -> None:
    sent = hall.send(HOME, code=hall.code)
    [cookie] = [c for c in sent.headers.getlist("Set-Cookie") if c.startswith("wijk-opzetten=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert hall.code not in cookie
    assert sent.headers["Cache-Control"] == "no-store"


def test_no_browser_keeps_a_page_of_it(hall: Hall) -> None:
    """Also not one that refuses or leads on, nor that of the sheets before anybody is admin."""
    url = hall.world.config.url
    stranger = hall.another()
    hall.opens()
    hall.send(f"{HOME}/naam", name=NAME)
    sheets = hall.send(f"{HOME}/herstelbladen")
    assert len(sheets_on(sheets)) == 2
    assert "Content-Encoding" not in sheets.headers  # its size would tell of the words
    answers = [
        *(hall.get(address(route.path)) for route in ROUTES),
        hall.get(f"{HOME}/oproep"),
        hall.get("/static/niets.css"),
        hall.get(f"{HOME}/naam", stranger),
        hall.get("/", stranger),
        stranger.post(f"{HOME}/naam", base_url=url),
        stranger.put(f"{HOME}/naam", base_url=url),
        hall.send(f"{HOME}/naam", later="1"),
        hall.send(f"{HOME}/naam", name=""),
    ]
    assert {one.status_code for one in answers} >= {200, 303, 400, 404, 405, 422, 503}
    for one in answers:
        assert one.headers["Cache-Control"] == "no-store", one.request.path
    file = re.search(r'href="(/static/wijk[^"]+)"', answers[2].text)
    assert file
    assert "immutable" in hall.get(file[1]).headers["Cache-Control"]


MANY = " ".join(f"BU036314{number:02}@2025" for number in range(9))  # one more than a head has
WRONG = [
    ("naam", {"name": " "}, "name"),
    ("naam", {"name": "x" * 81}, "name"),
    ("buurten", {"codes": "WK0363ME"}, "codes"),
    ("buurten", {"codes": MANY}, "codes"),
    ("midden", {"centre": "Javaplein"}, "centre"),
    ("taal", {"language": "xx"}, "language"),
    ("huisregels", {"charter": ""}, "charter"),
    ("huisregels", {"text": "x" * 20_001}, "text"),
    ("privacy", {"text": "x" * 20_001}, "text"),
    ("beheerder", {"name": "Beheerder", "password": "kort", "email": "noor"}, "password"),
    ("tweede", {"asked": ""}, "asked"),
    ("tweede", {"asked": "Fatma", "email": "fatma"}, "email"),
]


@pytest.mark.parametrize(("step", "typed", "field"), WRONG)
def test_what_is_wrong_stands_beside_its_field_and_is_not_kept(
    hall: Hall, step: str, typed: dict[str, str], field: str
) -> None:
    hall.opens()
    before = hall.get(f"{HOME}/naam")
    token = re.search(r'name="csrf_token" value="([^"]+)"', before.text)
    assert token
    sent = hall.client.post(
        f"{HOME}/{step}",
        base_url=hall.world.config.url,
        data=typed | {"csrf_token": token[1]},
    )
    assert sent.status_code == 422
    assert f'id="{field}-fout"' in sent.text
    assert f'href="#{field}"' in sent.text
    kept = [value for name, value in typed.items() if name not in {"password", "language"}]
    assert all(value in sent.text for value in kept)
    with hall.store.active():
        assert founding.standing(hall.world).passed == {}


def test_too_many_neighbourhoods_are_told_as_such(hall: Hall) -> None:
    hall.opens()
    sent = hall.send(f"{HOME}/buurten", codes=MANY)
    assert sent.status_code == 422
    assert "Een wijk is van hoogstens 8 buurten." in sent.text
    assert "Dit is geen code van een buurt" not in sent.text


def test_AD_08_the_whole_of_it_left_and_taken_up_in_another_process(hall: Hall) -> None:
    hall.opens()
    assert hall.send(f"{HOME}/naam", name=NAME).headers["Location"] == f"{HOME}/buurten"
    assert hall.send(f"{HOME}/buurten", codes="WK0363ME@2025").status_code == 303
    assert hall.send(f"{HOME}/midden", later="1").headers["Location"] == f"{HOME}/taal"
    hall.send(f"{HOME}/taal", language="nl")
    text = Page(hall.send(f"{HOME}/huisregels", charter="careful").text).filled()["text"]
    assert "pincode" in text
    hall.send(f"{HOME}/huisregels", text=f"{text}\n- En groet elkaar.")
    hall.send(f"{HOME}/privacy", text="Vraag het Noor.")
    typed = {"name": "Noor", "password": PASSWORD, "email": "noor@elm.test"}
    made = hall.send(f"{HOME}/beheerder", **typed)
    assert any(cookie.startswith("wijk=") for cookie in made.headers.getlist("Set-Cookie"))
    assert "Dat is Noor" in hall.get(f"{HOME}/beheerder").text
    asked = hall.send(f"{HOME}/tweede", asked="Fatma")
    assert "/account-maken?code=" in asked.text
    # The process ends; another begins.
    hall.app = create_founding(hall.world.config, hall.world, hall.store)
    cookies = hall.client
    hall.client = hall.app.test_client()
    for name in ("wijk-opzetten", "wijk", "wijk-form"):
        held = cookies.get_cookie(name, domain="elm.localhost")
        assert held is not None
        hall.client.set_cookie(name, held.value, domain="elm.localhost")
    assert f'href="{HOME}/mail"' in hall.get(HOME).text
    hall.post.failing.append(NotSentError("refused", again=False))
    assert "weigert dit adres" in hall.send(f"{HOME}/mail/proef", address="noor@elm.test").text
    assert "Gelukt" in hall.send(f"{HOME}/mail/proef", address="noor@elm.test").text
    assert len(hall.post.to("noor@elm.test")) == 1
    assert hall.send(f"{HOME}/mail").headers["Location"] == f"{HOME}/herstelbladen"
    words = sheets_on(hall.send(f"{HOME}/herstelbladen"))
    assert hall.get(f"{HOME}/herstelbladen").text.count('class="code"') == 0
    back = f"{HOME}/herstelbladen/woorden"
    at = [int(one) - 1 for one in re.findall(r"blokje (\d+)", hall.get(back).text)]
    right = {f"word_{n}": words[n - 1][at[n - 1]].lower() for n in (1, 2)}
    assert hall.send(back, **right | {"word_2": "zzzz"}).status_code == 422
    assert hall.send(back, **right).headers["Location"] == f"{HOME}/oproep"
    assert hall.send(f"{HOME}/oproep", kind="volunteering").status_code == 422
    note = {"kind": "volunteering", "purpose": "request", "title": "Wie helpt?", "text": TEXT}
    assert hall.send(f"{HOME}/oproep", **note).headers["Location"] == f"{HOME}/klaar"
    end = hall.get(f"{HOME}/klaar").text
    assert "midden van de wijk" in end
    assert "mailserver" not in end
    opening = hall.send(f"{HOME}/klaar")
    assert (opening.status_code, opening.headers["Refresh"]) == (200, "3;url=/")
    over = hall.get(f"{HOME}/naam")
    assert (over.status_code, over.headers["Refresh"]) == (503, "3;url=/")
    site = create_app(hall.world.config, hall.world, hall.store).test_client()
    assert "Wie helpt?" in site.get("/", base_url=hall.world.config.url).text
    with hall.store.active():
        assert values.get("house_rules").endswith("- En groet elkaar.")
        assert values.get("privacy_text") == "Vraag het Noor."


def test_a_first_listing_that_is_sent_twice_hangs_once(hall: Hall) -> None:
    hall.opens()
    with hall.store.active():
        answer(hall.world)
    once = Page(hall.get(f"{HOME}/oproep").text).filled()["once"]
    note = {"kind": "volunteering", "purpose": "request", "title": "Wie helpt?", "text": TEXT}
    wrong = hall.send(f"{HOME}/oproep", **note | {"once": once, "title": ""})
    assert Page(wrong.text).filled()["once"] == once
    for _ in range(2):
        assert hall.send(f"{HOME}/oproep", once=once, **note).status_code == 303
    with hall.store.active():
        assert Listing.select().count() == 1
    assert hall.send(f"{HOME}/oproep", once="x", **note).status_code == 303


def sheets_on(answer_: TestResponse) -> list[list[str]]:
    """The words of both sheets."""
    assert answer_.status_code == 200
    assert answer_.headers["Cache-Control"] == "no-store"
    found = re.findall(r'<li class="code"><span>\d+\.</span> ([A-Z2-7]{4})</li>', answer_.text)
    assert len(found) == 28
    return [found[:14], found[14:]]


def test_what_is_not_there_yet_leads_to_what_comes_first(hall: Hall) -> None:
    hall.opens()
    for path, where in (
        (f"{HOME}/oproep", f"{HOME}/herstelbladen"),
        (f"{HOME}/herstelbladen/woorden", f"{HOME}/herstelbladen"),
        (f"{HOME}/mail/proef", f"{HOME}/mail"),
    ):
        assert hall.get(path).headers["Location"] == where
    assert hall.send(f"{HOME}/herstelbladen").headers["Location"] == f"{HOME}/naam"
    assert hall.send(f"{HOME}/naam", later="1").headers["Location"] == f"{HOME}/naam"
    unfinished = hall.get(f"{HOME}/klaar").text
    assert "Open de wijksite" not in unfinished
    assert f'href="{HOME}/beheerder"' in unfinished
    assert hall.get(f"{HOME}/iets").status_code == 404


def test_what_holds_once_the_node_signs_is_said_to_hold(hall: Hall) -> None:
    hall.opens()
    assert "tot je de herstelbladen hebt" in hall.get(f"{HOME}/buurten").text
    with hall.store.active():
        answer(hall.world)
    for step, typed in (("naam", {"name": "Anders"}), ("buurten", {"codes": "WK0363ME@2025"})):
        assert "de site tekent er al mee" in hall.get(f"{HOME}/{step}").text
        assert hall.send(f"{HOME}/{step}", **typed).headers["Location"] == HOME
    with hall.store.active():
        held = founding.standing(hall.world)
        assert (held.name, held.codes) == (NAME, ())


def test_without_a_mail_server_it_says_what_to_write(hall: Hall) -> None:
    hall.app = create_founding(hall.world.config, replace(hall.world, mail=None), hall.store)
    hall.client = hall.app.test_client()
    hall.opens()
    text = hall.get(f"{HOME}/mail").text
    assert "mail_host = " in text
    assert str(hall.world.config.data / "wijk.toml") in text
    assert hall.world.config.secret not in text


ANSWERS = {
    "mail/proef": {"address": "noor@elm.test"},
    "mail": {},
    "tweede": {"asked": "Fatma", "email": "fatma@elm.test"},
    "beheerder": {"name": "Noor", "password": PASSWORD},
    "privacy": {"text": "Vraag het Noor."},
    "huisregels": {"text": "Wees aardig."},
    "midden": {"centre": "52.3, 4.9"},
    "buurten": {"codes": "WK0363ME@2025"},
    "taal": {"language": "nl"},
    "herstelbladen/woorden": {"word_1": "ABCD"},
    "herstelbladen": {},
    "oproep": {"title": "Wie helpt?"},
}


def test_the_questions_are_answered_in_any_order_from_the_last_to_the_first(hall: Hall) -> None:
    """Each is a link on the first page; what needs another one first leads there."""
    hall.opens()
    for step, typed in ANSWERS.items():
        assert hall.send(f"{HOME}/{step}", **typed).status_code in {200, 303}, step
    hall.send(f"{HOME}/naam", name=NAME)
    with hall.store.active():
        now = founding.standing(hall.world)
        assert (now.name, now.codes, now.admin) == (NAME, ("WK0363ME@2025",), "Noor")
    bad = hall.send(f"{HOME}/mail/proef", address="noor")
    assert (bad.status_code, 'id="address-fout"' in bad.text) == (422, True)
    assert "Gelukt" in hall.send(f"{HOME}/mail/proef", address="noor@elm.test").text


@pytest.mark.parametrize("step", [step.name for step in STEPS if step.name != "oproep"])
def test_every_question_is_a_page_of_its_own_with_one_heading(hall: Hall, step: str) -> None:
    hall.opens()
    page = Page(hall.get(f"{HOME}/{step}").text)
    assert page.faults == []
    assert len(page.all("h1")) == 1
    assert len(page.all("button")) >= 1
