"""Over five hundred ways to run a script or load a picture, through every field, in a real browser.

What residents type and what neighbours send stands on every page as the text it is. ``--long``
opens the page of each single listing too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from federation.kinds import KINDS
from node.agreements import responding
from node.agreements.asking import Wish
from node.agreements.models import Response
from node.feed.models import Origin
from node.listings import aside as setting_aside
from node.listings import compose, fields, pictures
from node.listings.fields import NamedPicture
from node.listings.models import Listing, PublicPlace
from node.matching import stopping
from node.matching.models import SavedSearch
from node.moderation import reporting
from node.moderation.models import Case
from node.notices import letters
from node.notices.kinds import KINDS as LETTERS
from node.notices.letters import Told
from node.residents import accounts, profile
from node.residents.models import ProfileAnswer, Resident
from node.shown.models import Hidden
from node.shown.viewer import Viewer
from node.upkeep import mailing
from node.world import World
from tests.browser.answering import answer, told
from tests.browser.conftest import DESKTOP
from tests.browser.conftest import Visitor as Browses
from tests.neighbourhood import Neighbourhood, Ward
from tests.payloads import payloads
from tests.web.visitor import Visitor, photo

pytestmark = pytest.mark.browser

EVERY = payloads()[:504]
IN_A_TEXT = 28  # payloads in the text of one listing
MAKERS = 6
SCRIPTS = 12  # of which the second line is tried
TAGS = [text.replace(",", "") for text in EVERY if len(text) <= fields.LONGEST_TAG]


@dataclass
class Town:
    """Two wards; all that is in the first came to the second by its feed."""

    elm: Ward
    oak: Ward
    lids: list[str]
    scid: str


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("payloads"))
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    oak.follows(elm)
    with elm.at_work() as world:
        lids = fill(world)
    assert oak.pulls() == []
    [neighbour] = oak.neighbours()
    with oak.at_work():
        assert Listing.select().count() == len(EVERY)
    yield Town(elm, oak, lids, neighbour.scid)
    neighbourhood.close()


def fill(world: World) -> list[str]:
    """A listing for each payload, with others in all its other fields."""
    makers = []
    for number in range(MAKERS):
        made = accounts.create_organisation(world, name=f"Maker {'abcdef'[number]}")
        Resident.update(outside_name=EVERY[number]).where(Resident.id == made.id).execute()
        makers.append(made.id)
    kept = pictures.keep(world, stream=photo()[0], owner=makers[0])
    wanted = []
    for number in range(len(EVERY)):
        named = (NamedPicture(kept.digest, EVERY[number - 1]),)
        reading = fields.read(typed(number), named, world.now())
        assert reading.fields is not None, reading.problems
        wanted.append(compose.Wanted(owner=makers[number % MAKERS], fields=reading.fields))
    return compose.place_many(world, wanted)


def typed(number: int) -> dict[str, str]:
    """What somebody types into all fields of a form."""
    kind = list(KINDS)[number % len(KINDS)]
    some = [EVERY[(number + step) % len(EVERY)] for step in range(IN_A_TEXT)]
    short = next(text for text in some if len(text) <= fields.LONGEST_PLACE)
    own = {
        f"detail_{field.name}": text
        for field, text in zip(KINDS[kind].fields, some, strict=False)
        if field.form in {"line", "text"} and len(text) <= field.limit
    }
    return own | {
        "kind": kind,
        "purpose": "offer",
        "terms": "paid",
        "title": some[0][:120],
        "text": "\n\n".join(some),
        "start": "1-6-2031",
        "start_time": "10.00",
        "end": "30-6-2031",
        "reach": "everyone",
        "place": short,
        "geo": f"52.{360 + number % 40 * 3},4.938",
        "tags": ",".join(TAGS[(number + step) % len(TAGS)] for step in range(8)),
    }


def look(page: Page, address: str) -> None:
    page.goto(address)
    assert told(page) == [], address


def all_boards(page: Page, url: str) -> int:
    """Every page of the board; how many listings there were."""
    seen, address = 0, url + "/"
    while address:
        look(page, address)
        seen += page.locator("article.note").count()
        following = page.locator(".more a[rel=next]")
        address = url + (following.last.get_attribute("href") or "") if following.count() else ""
    return seen


def all_marks(page: Page, address: str) -> None:
    """The map, closer and closer until a mark opens what hangs there; then each of the others."""
    look(page, address)
    marks, opened = page.locator(".many"), 0
    while page.locator(".many.pile").count():
        page.locator(".many.pile").first.dispatch_event("click")
    for number in range(marks.count()):
        marks.nth(number).dispatch_event("click")
        opened += page.locator(".leaflet-popup li a").count() > 0
        assert told(page) == [], address
    assert opened == marks.count() > 1


def test_LI_01_LI_04_no_script_runs_and_nothing_is_fetched_from_elsewhere(
    town: Town, visitor: Browses, request: pytest.FixtureRequest
) -> None:
    page = visitor(DESKTOP)
    answer(page, {"elm": Visitor(town.elm), "oak": Visitor(town.oak)})
    assert all_boards(page, town.elm.url) == len(EVERY)
    assert all_boards(page, town.oak.url) == len(EVERY)
    for url in (town.elm.url, town.oak.url):
        all_marks(page, f"{url}/kaart")
        look(page, f"{url}/zonder-verbinding")
    step = 1 if request.config.getoption("--long") else IN_A_TEXT
    for lid in town.lids[::step]:
        look(page, f"{town.elm.url}/l/{lid}")
        look(page, f"{town.oak.url}/n/{town.scid}/l/{lid}")
    assert page.locator("h1").inner_text() == EVERY[-step]
    for text in EVERY[:: step * 3]:
        page.goto(f"{town.elm.url}/")
        page.locator("#q").fill(text)
        page.locator("#q").press("Enter")
        page.wait_for_url(re.compile(r"\?q="))
        assert told(page) == []
        assert page.locator("#q").input_value() == text


def test_LI_01_nor_where_its_maker_changes_it(town: Town, visitor: Browses) -> None:
    maker = Visitor(town.elm, "Maker Visser")
    with town.elm.at_work():
        Listing.update(owner=accounts.named("Maker Visser").id).execute()
    page = visitor(DESKTOP)
    answer(page, {"elm": maker})
    for lid in town.lids[:: IN_A_TEXT * 2]:
        look(page, f"{town.elm.url}/l/{lid}")
        look(page, f"{town.elm.url}/l/{lid}/veranderen")
        look(page, f"{town.elm.url}/l/{lid}/weghalen")
    look(page, f"{town.elm.url}/van-mij")
    filled = typed(3)
    draft = maker.begins(kind=filled["kind"])
    for name in ("kant", "tekst", "ruil", "einde", "bereik", "waar", "trefwoorden"):
        maker.post(f"/plaatsen/{draft}/{name}", filled)
        look(page, f"{town.elm.url}/plaatsen/{draft}/{name}")
    look(page, f"{town.elm.url}/plaatsen/{draft}/nakijken")


def test_LI_01_nor_where_somebody_keeps_likes_reports_or_answers(
    town: Town, visitor: Browses, request: pytest.FixtureRequest
) -> None:
    alice, chief = Visitor(town.elm, "Alice Jansen"), Visitor(town.elm, "Chief Visser")
    step = 1 if request.config.getoption("--long") else IN_A_TEXT * 6
    page, looking, seen = visitor(DESKTOP), {"elm": alice}, 0
    answer(page, looking)
    for number in range(0, len(EVERY), step):
        text = EVERY[number]
        with town.elm.at_work() as world:
            key = uses(world, text, town.lids[-1 - number % 100])
        looking["elm"] = alice
        for path in (*OF_ONE, f"/reactie/{key}", f"/?q={quote(text)}", f"/kaart?q={quote(text)}"):
            look(page, town.elm.url + path)
            seen += text in page.locator("body").inner_text()
        looking["elm"] = chief
        look(page, f"{town.elm.url}/beheer/meldingen")
        seen += text in page.locator("body").inner_text()
    assert seen >= 3 * len(range(0, len(EVERY), step)), "what was typed stood on no page"


OF_ONE = (
    "/van-mij/bewaard",
    "/past-bij-mij",
    "/van-mij/verborgen",
    "/van-mij/meldingen",
    "/berichten",
    "/afspraken",
)


def uses(world: World, text: str, lid: str) -> str:
    """Alice says this in whatever she does; the key of her conversation."""
    alice, maker = accounts.named("Alice Jansen"), accounts.named("Chief Visser")
    Resident.update(role="moderator").where(Resident.id == maker.id).execute()
    Listing.update(owner=maker.id).where(Listing.lid == lid).execute()
    listing = Listing.get(lid=lid)
    now = world.now()
    for table in (Case, Response, SavedSearch):  # no page grows with each payload
        table.delete().execute()
    SavedSearch.create(
        resident=alice, name=text, choices=json.dumps({"q": text}), created=now, looked=now
    )
    ProfileAnswer.delete().where(ProfileAnswer.name == "more_wishes").execute()
    ProfileAnswer.create(resident=alice, name="more_wishes", value=json.dumps(text), reach="me")
    reporting.report(world, Viewer(alice.id), reporting.Told(f"{lid}", "other", text), lid=lid)
    key = responding.respond(world, who=alice.id, listing=listing, wish=Wish(text=text))
    Response.update(title=text, made=now - timedelta(days=2)).where(Response.key == key).execute()
    return key


MADE_OF_IT = (
    "/wijkoverzicht",
    "/wijkoverzicht/blad",
    "/buurwijken",
    "/besluiten",
    "/van-mij/verborgen",
    "/van-mij/seintjes",
    "/profiel",
    "/profiel/bekijken",
)
BEHIND = ("/beheer/plekken", "/beheer/buurwijken", "/beheer/seintjes", "/beheer/logboek")
FILES = {"atom": "application/atom+xml", "csv": "text/csv", "ics": "text/calendar"}


def test_LI_01_nor_in_what_is_made_of_it(
    town: Town, visitor: Browses, request: pytest.FixtureRequest
) -> None:
    """Weeks, places, neighbours, profiles and what was hidden; in the ward next door."""
    dora, chief = Visitor(town.oak, "Dora Visser"), Visitor(town.oak, "Ada Baas", role="admin")
    step = 1 if request.config.getoption("--long") else IN_A_TEXT * 6
    page, looking, seen, tried = visitor(DESKTOP), {"oak": dora}, 0, range(0, len(EVERY), step)
    answer(page, looking)
    for number in tried:
        with town.oak.at_work() as world:
            more = spoils(world, town, EVERY[number], town.lids[number])
        for who, paths in ((dora, (*MADE_OF_IT, *more)), (chief, behind(town))):
            looking["oak"] = who
            for path in paths:
                look(page, town.oak.url + path)
                seen += EVERY[number][:80] in page.locator("body").inner_text()
    assert seen >= 8 * len(tried), "what was typed stood on no page"
    for form, media_type in FILES.items():
        got = dora.get(f"/oproepen.{form}")
        assert (got.status_code, got.mimetype) == (200, media_type)
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]


def spoils(world: World, town: Town, text: str, lid: str) -> list[str]:
    """This is the neighbour's name, a place of ours, and what Dora tells and keeps; and where."""
    dora = accounts.named("Dora Visser")
    for table in (Case, Hidden, SavedSearch):  # no page grows with each payload
        table.delete().execute()
    Origin.update(name=text[:80]).where(Origin.scid == town.scid).execute()
    PublicPlace.delete().execute()
    PublicPlace.create(name=text, name_key=text, address=text, latitude=52362, longitude=4940)
    ProfileAnswer.delete().where(ProfileAnswer.name == "about").execute()
    ProfileAnswer.create(resident=dora, name="about", value=json.dumps(text), reach="everyone")
    reporting.report(
        world, Viewer(dora.id), reporting.Told(lid, "other", text), lid=lid, origin_scid=town.scid
    )
    setting_aside.hide(world, Viewer(dora.id), lid=lid, origin_scid=town.scid)
    kept = SavedSearch.create(
        resident=dora, name=text, choices=json.dumps({"q": text}), created=world.now(),
        looked=world.now(), alert="now",
    )  # fmt: skip
    handle = profile.of(resident_id=dora.id).handle
    return [f"/bewoner/{handle}", stopping.path_of(world, kept), "/van-mij/meldingen"]


def behind(town: Town) -> list[str]:
    """What an admin sees of it."""
    with town.oak.at_work():
        case = Case.select(Case.id).order_by(Case.id.desc()).scalar()
    return [*BEHIND, f"/beheer/buurwijken/{town.scid}", f"/beheer/meldingen/{case}"]


def test_LI_01_nor_in_a_mail(town: Town, visitor: Browses) -> None:
    page = visitor(DESKTOP)
    answer(page, {})
    page.goto("about:blank")
    with town.elm.at_work() as world:
        desk = mailing.desk(world)
        for number, (name, kind) in enumerate(LETTERS.items()):
            said = said_in(kind.values, number * 9)
            letter = letters.write(
                desk, Told(name, "nl", said), letter_id="1", to="a@elm.test", date=world.now()
            )
            page.set_content(letter.html)  # with no policy that would stop a script
            assert told(page) == [], name


def said_in(values: Mapping[str, Any], number: int) -> dict[str, Any]:
    """These values with others in their place, also in each line of a list."""

    def other(key: str, value: Any, place: int) -> Any:
        if isinstance(value, str) and key not in {"path", "template", "reason"}:
            return EVERY[(number + place) % len(EVERY)]
        if isinstance(value, list):
            return [said_in(line, number + place + nth) for nth, line in enumerate(value)]
        return value

    return {key: other(key, value, place) for place, (key, value) in enumerate(values.items())}


def test_LI_02_the_policy_stops_what_a_template_lets_through(
    town: Town, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escaping is switched off on purpose: the second line holds."""
    environment = town.oak.app.jinja_env
    monkeypatch.setattr(environment, "autoescape", False)
    monkeypatch.setattr(environment, "bytecode_cache", None)  # others escape in what they compiled
    assert environment.cache is not None
    environment.cache.clear()
    context = browser.new_context(viewport=DESKTOP)
    page, said, stopped = context.new_page(), [], 0
    page.on("console", lambda line: said.append(line.text))
    answer(page, {"oak": Visitor(town.oak)})
    for text in [text for text in EVERY if text.startswith("<") and "ran" in text][:SCRIPTS]:
        said.clear()
        lid = town.oak.posts("lending", text, text="Rustig.")
        page.goto(f"{town.oak.url}/l/{lid}")
        assert told(page) == [], text
        stopped += any("Content Security Policy" in line for line in said)
    context.close()
    environment.cache.clear()
    assert stopped > SCRIPTS // 2, "what was let through did not try"


def test_a_script_that_runs_would_be_seen(browser: Browser) -> None:
    """Where nothing stops it, it runs, and is told."""
    context = browser.new_context()
    page = context.new_page()
    answer(page, {})
    page.goto("about:blank")
    page.set_content("<script>ran(7)</script><img src=x onerror=ran(8)>")
    page.wait_for_function("window.told.length == 2")
    context.close()


def test_LI_03_a_text_makes_no_link(town: Town, visitor: Browses) -> None:
    """No text becomes a link, so none can say that it leads elsewhere than it does."""
    text = "[de bank](http://evil.example) http://evil.example <a href=//evil.example>de bank</a>"
    lid = town.elm.posts("sharing", "Soep", text=text)
    page = visitor(DESKTOP)
    answer(page, {"elm": Visitor(town.elm)})
    look(page, f"{town.elm.url}/l/{lid}")
    assert text in page.locator("main").inner_text()
    links = page.locator("a").evaluate_all("all => all.map(one => one.href)")
    assert all(link.startswith(town.elm.url) for link in links)
