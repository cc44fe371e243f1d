"""axe-core finds nothing on any page, on a phone and a desktop, in light and dark, in Dutch and
English.

Its green light is not conformance; what it finds is certainly wrong. Beside it: nothing is wider
than the screen, also on the narrowest that is still in use.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from node.backups import making, shelf
from node.cli.world import Place
from node.listings import read, stilltrue
from node.matching import stopping
from node.moderation import reporting
from node.moderation.models import Case
from node.moderation.reporting import Told
from node.residents import accounts, profile, watching
from node.retention.papers import PAPERS
from node.shown.viewer import ANYONE
from node.store import heartbeat
from node.trust import succession
from node.web import alerting, applying, bymail, disagreeing, noticing, succeeding
from node.web import outside as outside_pages
from node.web.routes import ROUTES
from tests import links
from tests.browser import heard, keys, talks, walks
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.running import RESIDENT, Node
from tests.tools import axe_script

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
PAPER = {"width": 718, "height": 1047}  # A4 without its margins
LONG_WORD = "aansprakelijkheidswaardevaststelling" * 2
LOOKS = {
    "phone-light-nl": (PHONE, False, "nl"),
    "desktop-dark-en": (DESKTOP, True, "en"),
    "phone-dark-en": (PHONE, True, "en"),
    "desktop-light-nl": (DESKTOP, False, "nl"),
}
AXE = """() => axe.run(document, {
  resultTypes: ['violations'],
  runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
                                  'best-practice']},
  rules: {'target-size': {enabled: true}},
}).then(found => found.violations.map(one => ({
  rule: one.id, where: one.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary)
})))"""
WITHOUT_A_PAGE = {
    "/foto/<digest:digest>",
    "/manifest.webmanifest",
    "/dienst.js",
    "/.well-known/security.txt",
    "/cijfers.csv",
    "/oproepen.csv",
    "/oproepen.atom",
    "/oproepen.ics",
    "/gegevens/kopie",
    "/beheer/identiteit/bestand",
    "/livez",
    "/readyz",
}
BY_MAIL = outside_pages.ROUTES[0].path
STOP_ALERTS = alerting.ROUTES[0].path
ONE_COPY = "/beheer/reservekopieen/<name>"
ONE_CASE = "/beheer/meldingen/<row:case>"
ONE_APPEAL = "/beheer/bezwaar/<row:appeal>"
ONE_APPLICANT = "/nieuwe-buren/aanvraag/<row:number>"
REPORT = "/l/<lid:lid>/melden"
ONE_PLACE = "/beheer/plekken/<row:place>"  # behind the list of them
LARGE_TEXT = "document.documentElement.dir = ''; document.documentElement.style.fontSize = '200%'"
RIGHT_TO_LEFT = "document.documentElement.dir = 'rtl'"

SAFE = (
    "/van-mij/veilig",
    "/van-mij/wachtwoord",
    "/van-mij/e-mail",
    "/van-mij/tweede-stap",
    "/van-mij/papier",
    "/van-mij/helpers",
    "/van-mij/helpen",
    "/van-mij/seintjes",
    "/van-mij/verborgen",
    "/van-mij/meldingen",
    "/gemeld",
    "/profiel",
    "/profiel/namen",
    "/profiel/bekijken",
    "/past-bij-mij",
    "/vertrouwen",
    "/opvolging",
    "/aanvraag",
    "/gegevens",
    "/account/verwijderen",
    "/account/weg",
)
BEHIND = (
    "/van-mij/tweede-stap/uit",
    "/beheer/uitnodigingen",
    "/nieuwe-buren",
    "/beheer/instellingen",
    "/beheer/instellingen/geschiedenis",
    "/beheer/machine",
    "/beheer/beheerders",
    "/beheer/herstel",
    "/beheer/gezondheid",
    "/beheer/reservekopieen",
    "/beheer/meldingen",
    "/beheer/logboek",
    "/beheer/seintjes",
    "/beheer/plekken",
    "/beheer/identiteit",
    "/beheer/identiteit/regel",
    "/beheer/buurwijken",
    "/beheer/buurwijken/nieuw",
    "/beheer/buurwijken/vraag",
    "/beheer/buurwijken/uitnodigen",
    "/beheer/vragen",
    "/beheer/papieren",
    *(f"/beheer/papieren/{name}" for name in PAPERS),
)
ONE_PAPER = "/beheer/papieren/<paper>"
BEHIND_LINKS = (ONE_APPEAL, ONE_APPLICANT)
CHANGES = "/beheer/identiteit/<kind>"
OF_A_WARD = (
    "/beheer/buurwijken/<scid:scid>",
    "/beheer/buurwijken/<scid:scid>/weg",
    "/beheer/meldingen/wijk/<scid:scid>",
)

Places = dict[str, str]


def looks(always: str) -> pytest.MarkDecorator:
    """Each of them by ``--long``; one also without: the two halves of the site have another one."""
    marks = {name: () if name == always else (pytest.mark.long,) for name in LOOKS}
    each = [pytest.param(*look, id=name, marks=marks[name]) for name, look in LOOKS.items()]
    return pytest.mark.parametrize(("size", "dark", "language"), each)


@cache
def axe() -> str:
    """axe-core, read once."""
    return axe_script()


@pytest.fixture(scope="module")
def places(wards: tuple[Node, Node], browser: Any) -> Iterator[Places]:
    """An address for every page that a resident can come to, by its route."""
    elm, oak = wards
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    walks.sign_in(page, elm)
    lid = walks.place(page, elm)
    gone = walks.place(page, elm)
    walks.withdraw(page, elm, gone)
    theirs = oak.places(name=f"Soep en {LONG_WORD}", kind="sharing", terms="gift")
    elm.wijk("pull")
    (scid,) = [row["origin"] for row in elm.listings() if row["id"] == theirs]
    page.goto(f"{elm.url}/plaatsen")
    walks.answer_step(page, walks.LADDER)
    walks.go_on(page)
    draft = re.search(walks.LID, page.url)
    assert draft
    kept = kept_search(page, elm)
    context.close()
    finished = draft_with_everything(browser, elm)
    talk, (another, waiting) = talks.answered(elm, lid), talks.asked(elm)
    yield {
        "/": "/",
        **kept,
        "/l/<lid:lid>/reageren": f"/l/{another}/reageren",
        "/l/<lid:lid>/reacties": f"/l/{lid}/reacties",
        "/afspraken": "/afspraken",
        "agreements that are over": "/afspraken?deel=voorbij",
        "/berichten": "/berichten",
        "/reactie/<lid:thread>": f"/reactie/{talk}",
        "/reactie/<lid:thread>/<deed>": f"/reactie/{waiting}/afzeggen",
        "/reactie/<lid:thread>/bericht/<row:message>": talks.message_of(elm, talk),
        "it waits for me": f"/reactie/{waiting}",
        "another day": f"/reactie/{waiting}/andere-dag",
        "how to be reached": f"/reactie/{talk}/bereikbaar",
        "a thing changes hands": f"/reactie/{talk}/meegegeven",
        "/l/<lid:lid>": f"/l/{lid}",
        "/n/<scid:scid>/l/<lid:lid>": f"/n/{scid}/l/{theirs}",
        "/n/<scid:scid>/l/<lid:lid>/melden": f"/n/{scid}/l/{theirs}/melden",
        "/plaatsen": "/plaatsen",
        "/plaatsen/<lid:draft>/nakijken": f"/plaatsen/{finished}/nakijken",
        "/plaatsen/<lid:draft>/weggooien": f"/plaatsen/{finished}/weggooien",
        "/plaatsen/<lid:draft>/<step>": f"/plaatsen/{finished}/tekst",
        "/l/<lid:lid>/veranderen": f"/l/{lid}/veranderen",
        "/l/<lid:lid>/weghalen": f"/l/{lid}/weghalen",
        "/l/<lid:lid>/verlengen": f"/l/{lid}/verlengen",
        "/l/<lid:lid>/opnieuw": f"/l/{gone}/opnieuw",
        "/klopt/<lid:lid>/<int:ends>/<token:token>": asked_about(elm, lid),
        "what is over": "/van-mij?deel=voorbij",
        "taken away": f"/l/{gone}",
        "/van-mij": "/van-mij",
        "/inloggen": "/inloggen",
        "/taal": "/taal",
        **{path: path for path in SAFE},
        "/profiel/vraag/<asked>": "/profiel/vraag/about",
        "/bewoner/<lid:handle>": told_of(elm),
        "one of a few": "/profiel/vraag/distance",
        "talents": "/profiel/vraag/talents",
        "tongues": "/profiel/vraag/languages",
        "nothing told": "/profiel/bekijken?als=iedereen",
        "/buurwijken": "/buurwijken",
        "/over": "/over",
        "/wijkoverzicht": "/wijkoverzicht",
        "/wijkoverzicht/blad": "/wijkoverzicht/blad",
        "/over/zoeken": "/over/zoeken",
        "a question left unanswered": f"/plaatsen/{draft[0]}/nakijken",
        "a meeting's day": f"/plaatsen/{finished}/ruil",
        "a number": f"/plaatsen/{finished}/dagen",
        "yes or no": f"/plaatsen/{finished}/borg",
        "where": f"/plaatsen/{finished}/waar",
        "photographs": f"/plaatsen/{finished}/foto",
        "until when": f"/plaatsen/{finished}/einde",
        "who sees it": f"/plaatsen/{finished}/bereik",
        "offer or request": f"/plaatsen/{finished}/kant",
        "found": "/?q=fiets&purpose=offer",
        "nothing found": "/?q=zeppelin",
        "/kaart": "/kaart",
        "/zonder-verbinding": "/zonder-verbinding",
        "nothing on the map": "/kaart?q=zeppelin",
        "not there": "/er-is-hier-niets",
    }
    elm.withdraws(lid)
    oak.withdraws(theirs)


def kept_search(page: Page, node: Node) -> Places:
    """The pages of a search that was kept."""
    page.goto(f"{node.url}/van-mij/bewaard/nieuw?q=fiets")
    walks.main_form(page).locator("button.lamp").click()
    page.wait_for_url(re.compile("/van-mij/bewaard\\?"))
    found = re.search(r"/van-mij/bewaard/(\d+)", page.content())
    assert found
    return {
        "/van-mij/bewaard": "/van-mij/bewaard",
        "/van-mij/bewaard/nieuw": "/van-mij/bewaard/nieuw?q=soep",
        "/van-mij/bewaard/<row:search>": found[0],
        "/van-mij/bewaard/<row:search>/naam": f"{found[0]}/naam",
    }


@pytest.fixture(scope="module")
def outside(wards: tuple[Node, Node]) -> Places:
    """An address for every page of who is not signed in."""
    elm, _ = wards
    with Place(str(elm.folder)).node() as world:
        tokens = links.of_each_sort(world)
        chosen = links.of_choices(world)
        stops = links.of_alerts(world)
        shown = talks.place(world, talks.somebody(world), "Boormachine", reach="everyone")
        theirs = links.of_outside(world, shown)
        waiting = links.to_confirm(world, shown)
        alert = links.alert_to_confirm(world)
    alone = (
        "/inloggen",
        "/account-maken",
        "/account-maken/zonder-mail",
        "/herstel",
        "/herstel/code",
        "/herstel/papier",
        "/herstel/samen",
        "/herstel/samen/afmaken",
        "/inloggen/tweede-stap",
        "/buurwijken/uitnodiging",
        "/besluiten",
        "/over-mij",
        "/huisregels",
        "/privacy",
        "/hulp",
        "/contact",
        "/toegankelijkheid",
        "/cijfers",
    )
    lid = elm.places(name="Trap", kind="lending", terms="loan")
    saw = elm.places(name="Zaag", kind="lending", terms="loan")
    with Place(str(elm.folder)).node() as world:
        decided = links.of_decision(world, saw, "hide")
        applied = links.of_application(world)
        asked = links.of_admin(world)
    return (
        {REPORT: REPORT.replace("<lid:lid>", lid)}
        | {path: path for path in alone}
        | {path: path.replace("<token:token>", token) for path, token in tokens.items()}
        | {
            route.path: re.sub(r"<(?:\w+:)?(\w+)>", lambda part: chosen[part[1]], route.path)
            for route in noticing.ROUTES
            if "<" in route.path
        }
        | {
            disagreeing.STATEMENT: re.sub(
                r"<(?:\w+:)?(\w+)>", lambda part: decided[part[1]], disagreeing.STATEMENT
            ),
            ONE_APPEAL: ONE_APPEAL.replace("<row:appeal>", decided["appeal"]),
            ONE_APPLICANT: ONE_APPLICANT.replace("<row:number>", applied["number"]),
            applying.LINK: f"/aanvraag/{applied['number']}/{applied['token']}",
            succeeding.LINK: f"/er-nog/{asked['person']}/{asked['ends']}/{asked['token']}",
        }
        | {
            route.path: re.sub(r"<(?:\w+:)?(\w+)>", lambda part: theirs[part[1]], route.path)
            for route in bymail.ROUTES
        }
        | {
            BY_MAIL: f"/l/{shown}/reageren/per-mail",
            "to confirm": waiting,
            "alert to confirm": alert,
        }
        | {STOP_ALERTS: f"{stopping.PAGE}/{stops['search']}/{stops['token']}"}
    )


def asked_about(node: Node, lid: str) -> str:
    """Where the mail about a listing leads."""
    with Place(str(node.folder)).node() as world:
        card = read.one(world, ANYONE, lid=lid)
        return stilltrue.path_of(world, lid, card.ends)


def reported(node: Node, address: str) -> str:
    """The case of a listing that somebody reported, for a moderator."""
    lid = address.split("/")[2]
    with Place(str(node.folder)).node() as world:
        told = Told(
            "once", "other", sentence="Dit is niet van hem. Het staat bij mij in de schuur."
        )
        reporting.report(world, ANYONE, told, lid=lid)
        return str(Case.get(lid=lid, state="open").id)


def copied(node: Node) -> str:
    """A copy of the whole node."""
    with Place(str(node.folder)).node() as world:
        return making.make(world, shelf.ASKED).name


def told_of(node: Node) -> str:
    """Where stands what the resident told."""
    with Place(str(node.folder)).node() as world:
        person = accounts.named(RESIDENT)
        for name, given in (("about", ["Ik lees.\nEn ik kook."]), ("talents", ["cooking"])):
            profile.answer(world, resident_id=person.id, name=name, given=given, reach="ward")
        return f"/bewoner/{profile.of(resident_id=person.id).handle}"


def draft_with_everything(browser: Any, node: Node) -> str:
    """A draft in which every question is answered."""
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    walks.sign_in(page, node)
    page.goto(f"{node.url}/plaatsen")
    for _ in range(walks.MOST_STEPS):
        if page.url.endswith("/nakijken"):
            break
        walks.answer_step(page, walks.LADDER)
        walks.go_on(page)
    found = re.search(walks.LID, page.url)
    assert found
    context.close()
    return found[0]


def test_every_page_is_looked_at(places: Places, outside: Places) -> None:
    routes = {route.path for route in ROUTES if "GET" in route.methods}
    assert (
        routes
        - WITHOUT_A_PAGE
        - {ONE_PLACE, ONE_CASE, ONE_APPEAL, ONE_APPLICANT, ONE_COPY, ONE_PAPER}
        - places.keys()
        - outside.keys()
        - {*BEHIND, *OF_A_WARD, CHANGES}
        == set()
    )


@looks("desktop-dark-en")
def test_axe_finds_nothing_outside_nor_behind(
    wards: tuple[Node, Node],
    outside: Places,
    visitor: Visitor,
    size: Any,
    language: str,
    *,
    dark: bool,
) -> None:
    elm, _ = wards
    page = visitor(size, dark=dark, language=language)
    found = set()
    alone = [path for name, path in outside.items() if name not in BEHIND_LINKS]
    for path in alone:
        found |= check(page, elm, path)
    for path in ("/account-maken", "/account-maken/zonder-mail", "/herstel/papier"):
        page.goto(f"{elm.url}{path}")
        walks.main_form(page).locator("button.lamp").click()
        expect(page.get_by_role("alert")).to_be_visible()
        found |= inspect(page, f"{path}, empty")
    admin = f"Ada {size['width']} {'donker' if dark else 'licht'}"
    keys.make_admin(page, elm, admin)
    found |= inspect(page, "codes on paper")
    [oak] = elm.peers()
    behind = [*BEHIND, *(path.replace("<scid:scid>", oak["scid"]) for path in OF_A_WARD)]
    behind += [CHANGES.replace("<kind>", kind) for kind in ("move", "emergency")]
    behind += [outside[name] for name in BEHIND_LINKS]
    behind.append(ONE_COPY.replace("<name>", copied(elm)))
    behind.append(ONE_CASE.replace("<row:case>", reported(elm, outside[REPORT])))
    for path in behind:
        found |= check(page, elm, path)
    page.goto(f"{elm.url}/beheer/buurwijken/nieuw")
    page.locator("#address").fill(oak["url"])
    walks.main_form(page).locator("button.lamp").click()
    found |= inspect(page, "a ward that was met")
    page.goto(f"{elm.url}/beheer/plekken")
    page.locator("#name").fill(f"Buurthuis {admin}")
    walks.main_form(page).locator("button.lamp").click()
    found |= inspect(page, "/beheer/plekken, with one")
    page.locator("main .facts a").first.click()
    found |= inspect(page, ONE_PLACE)
    page.goto(f"{elm.url}/beheer/uitnodigingen")
    page.locator("button[value=letters]").click()
    expect(page.locator(".letter")).to_have_count(1)
    found |= inspect(page, "letters")
    assert not found
    page.set_viewport_size(NARROW)
    wide = []
    for path in [*alone, *behind]:
        page.goto(f"{elm.url}{path}")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append((path, width))
    assert not wide


@looks("phone-light-nl")
def test_axe_finds_nothing(
    wards: tuple[Node, Node],
    places: Places,
    visitor: Visitor,
    size: Any,
    language: str,
    *,
    dark: bool,
) -> None:
    elm, _ = wards
    axe()
    page = visitor(size, dark=dark, language=language)
    found = check(page, elm, "/inloggen")
    keys.sign_in(page, elm, RESIDENT, password="verkeerd")
    found |= inspect(page, "/inloggen, refused")
    keys.sign_in(page, elm, RESIDENT)
    page.wait_for_url(re.compile("/van-mij"))
    for path in places.values():
        found |= check(page, elm, path)
        assert page.locator("html").get_attribute("lang") == language
    found |= wrong_answers(page, elm, places)
    assert not found


def test_nothing_is_wider_than_the_screen(
    wards: tuple[Node, Node], places: Places, visitor: Visitor
) -> None:
    """Of each page, opened once: on the narrowest, from right to left, and in large letters."""
    elm, _ = wards
    page = visitor(NARROW)
    walks.sign_in(page, elm)
    wide = []
    for path in places.values():
        page.set_viewport_size(NARROW)
        page.goto(f"{elm.url}{path}")
        for size, changed in ((NARROW, ""), (NARROW, RIGHT_TO_LEFT), (PHONE, LARGE_TEXT)):
            page.set_viewport_size(size)
            width = page.evaluate(f"{changed}; document.scrollingElement.scrollWidth")
            if width > size["width"]:
                wide.append((path, changed, width))
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    for path in ("/", "/kaart", "/van-mij", places["/n/<scid:scid>/l/<lid:lid>"]):
        page.goto(f"{elm.url}{path}")
        expect(page.get_by_role("navigation")).to_have_count(0)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > PAPER["width"]:
            wide.append((path, "print", width))
    assert not wide


def test_the_button_in_a_notice_can_be_read(wards: tuple[Node, Node], visitor: Visitor) -> None:
    """The one that a resident gets once no admin was here for sixty days."""
    elm, _ = wards
    page = visitor()
    with Place(str(elm.folder)).node() as world:
        now = world.now()
        heartbeat.beat(now - timedelta(days=60), watching.ADMIN)
        heartbeat.beat(now, succession.LOOKED)
        try:
            walks.sign_in(page, elm)
            expect(page.get_by_role("link", name="Lees hoe het staat")).to_be_visible()
            assert not inspect(page, "nobody looks after the ward")
        finally:
            heartbeat.beat(now, watching.ADMIN)


def test_axe_would_find_something(wards: tuple[Node, Node], visitor: Visitor) -> None:
    """A page that is spoiled on purpose: the check is not asleep."""
    elm, _ = wards
    page = visitor()
    page.goto(f"{elm.url}/inloggen")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    rules = {rule for rule, _ in inspect(page, "spoiled")}
    assert {"html-has-lang", "label", "heard"} <= rules


def wrong_answers(page: Page, node: Node, places: Places) -> set[tuple[str, str]]:
    """The page with a sentence beside each field: an empty form sent."""
    page.goto(f"{node.url}{places['/plaatsen/<lid:draft>/<step>']}")
    form = walks.main_form(page)
    before = form.locator("[name=title]").input_value()
    form.locator("[name=title]").fill("")
    form.locator("[name=text]").fill("")
    sends(page)
    assert page.get_by_role("alert").count() == 1
    found = inspect(page, "empty answers")
    walks.answer_step(page, walks.LADDER)
    sends(page)
    assert before == walks.LADDER["title"]
    return found


def sends(page: Page) -> None:
    """The form that a page is about, in whichever language."""
    with page.expect_navigation():
        walks.main_form(page).locator("button.lamp").click()


def check(page: Page, node: Node, path: str) -> set[tuple[str, str]]:
    """Open a page and let axe look at it."""
    page.goto(f"{node.url}{path}")
    return inspect(page, path)


def inspect(page: Page, name: str) -> set[tuple[str, str]]:
    """What axe finds, and an ear misses, on the page as it stands: the rule, and where."""
    page.evaluate(axe())
    heard_of = {("heard", f"{name}: {what}") for what in heard.unclear(page)}
    return heard_of | {
        (one["rule"], f"{name}: {where}") for one in page.evaluate(AXE) for where in one["where"]
    }
