"""How the site is, and its copies, on pages for admins; what anybody is told of it."""

import json
import re
import shutil

import pytest
from werkzeug.test import TestResponse

from node.backups import age, looking, making, nightly, sealing, shelf, taking
from node.notices.models import Notice
from node.residents import accounts
from node.residents.models import Resident
from node.store import damage, database, heartbeat, reserve
from tests.neighbourhood import PASSWORD, Ward
from tests.web.markup import Page
from tests.web.visitor import LADDER, LID, Visitor

HEALTH, COPIES = "/beheer/gezondheid", "/beheer/reservekopieen"
SENTENCE = "zes gewone woorden op een papiertje"


@pytest.fixture
def admin(elm: Ward) -> Visitor:
    """Who looks after Elm, with a colleague."""
    Visitor(elm, "Ben Mee", role="admin")
    return Visitor(elm, "Ada Doet", role="admin")


def test_the_page_tells_the_worst_first_and_what_to_do(admin: Visitor) -> None:
    page = admin.page(HEALTH)
    assert page.all("h1")[0].text == "Is onze wijksite gezond?"
    states = [
        one.text for one in page.all("span") if "light" in one.attributes.get("class", "").split()
    ]
    assert states == sorted(states, key=("Kapot", "Let op", "Goed").index)
    assert "De taken van de site staan stil." in page.text
    assert "Wat kun je doen? Start de site opnieuw." in page.text
    assert "deploy/README.md#jobs" in page.text
    again = admin.post(HEALTH, {})
    assert (again.status_code, again.headers["Location"]) == (303, f"{HEALTH}?net=kijk")
    assert "Wij kijken nu opnieuw." in admin.page(f"{HEALTH}?net=kijk").text


def test_ready_is_what_the_table_says(elm: Ward) -> None:
    with elm.at_work() as world:
        heartbeat.beat(world.now(), "jobs")
    ready = elm.answers("/readyz", {})
    assert json.loads(ready.body) == {
        "ready": True,
        "version": json.loads(ready.body)["version"],
        "database": True,
        "disk": True,
        "jobs": True,
        "migrated": True,
    }
    with elm.at_work() as world:
        damage.note(world, "row 7 is bent")
    ready = elm.answers("/readyz", {})
    assert (ready.status, json.loads(ready.body)["database"]) == (503, False)


def test_ST_11_nothing_is_written_to_a_damaged_database_and_reading_goes_on(elm: Ward) -> None:
    elm.posts("lending", "Ladder")
    alice = Visitor(elm, "Alice")
    draft = alice.begins()
    with elm.at_work() as world:
        damage.note(world, "row 7 is bent")
    assert "Ladder" in elm.page("/")
    refused = alice.post(f"/plaatsen/{draft}/tekst", LADDER)
    assert refused.status_code == 503
    assert "beschadigd" in Page(refused.text).text
    with elm.at_work() as world:
        damage.forget(world)
    assert alice.post(f"/plaatsen/{draft}/tekst", LADDER).status_code == 303


def write_on(person: Visitor) -> TestResponse:
    """Begin a listing and tell much about it, until something of it is refused."""
    while True:
        begun = person.post("/plaatsen", {"kind": "lending"})
        if begun.status_code != 303:
            return begun
        [draft] = re.findall(LID, begun.headers["Location"])
        told = person.post(f"/plaatsen/{draft}/tekst", LADDER | {"text": "Van hout. " * 180})
        if told.status_code != 303:
            return told


def test_ST_04_on_a_full_disk_writing_is_refused_reading_goes_on_and_it_recovers(
    elm: Ward,
) -> None:
    elm.posts("lending", "Ladder")
    alice = Visitor(elm, "Alice")
    draft = alice.begins()
    with elm.at_work() as world:
        assert reserve.keep(world)
        assert (world.config.data / reserve.FILE).stat().st_size == reserve.BYTES
        pages = database.database.execute_sql("PRAGMA page_count").fetchone()[0]
        database.database.execute_sql(f"PRAGMA max_page_count = {pages}")
    full = write_on(alice)
    assert full.status_code == 503
    assert "De schijf van de site is vol." in Page(full.text).text
    assert not (elm.world.config.data / reserve.FILE).exists()
    assert "Ladder" in elm.page("/")
    with elm.at_work():
        database.database.execute_sql("PRAGMA max_page_count = 1000000")
    assert alice.post(f"/plaatsen/{draft}/tekst", LADDER).status_code == 303


def test_a_copy_is_asked_for_made_and_taken_along_sealed(
    admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "WORK", 10)
    elm = admin.ward
    assert "Er is nog geen kopie." in admin.page(COPIES).text
    assert admin.post(COPIES, {}).headers["Location"] == f"{COPIES}?net=gevraagd"
    with elm.at_work() as world:
        assert nightly.make_due(world)
        copy = shelf.all_of(world)[0]
    page = admin.page(COPIES)
    assert "gevraagd" in page.text
    [path] = [link for link in page.links if link.startswith(f"{COPIES}/")]
    suggested = re.search(r"Deze is goed: ((?:[a-z]+ ?){6})", admin.page(path).text)
    assert suggested
    filled = {"current": PASSWORD, "sentence": SENTENCE, "again": SENTENCE}
    for change, problem in (
        ({"current": "fout wachtwoord hier"}, "Dit is niet je wachtwoord."),
        ({"sentence": "te kort", "again": "te kort"}, "minstens 15 tekens"),
        ({"again": SENTENCE + "s"}, "Dit is niet dezelfde zin."),
    ):
        refused = admin.post(path, filled | change)
        assert refused.status_code in {403, 422}
        assert problem in Page(refused.text).text
    with elm.at_work():
        assert Notice.select().where(Notice.template == "backup-fetched").count() == 0
    answer = admin.post(path, filled)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'"{copy.name}.tar.age"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) == int(answer.headers["Content-Length"])
    file = elm.world.config.data / "fetched"
    file.write_bytes(answer.data)
    sealing.unpack(file, SENTENCE, elm.world.config.data / "opened")
    assert looking.problems(elm.world.config.data / "opened") == []
    shutil.rmtree(elm.world.config.data / "opened")
    assert admin.get(f"{COPIES}/bestaat-niet").status_code == 404


def test_the_other_admins_hear_of_a_copy_that_was_taken(elm: Ward) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    Visitor(elm, "Ben Mee", role="admin")
    with elm.at_work() as world:
        Resident.update(email="ben@elm.test").where(Resident.name == "Ben Mee").execute()
        copy = making.make(world, shelf.ASKED)
        person = accounts.named("Ada Doet")
        taking.take(world, copy, passphrase=SENTENCE, admin=person)
        told = list(Notice.select().where(Notice.template == "backup-fetched"))
    assert [row.address for row in told] == ["ben@elm.test"]
    assert ada.get(COPIES).status_code == 200
