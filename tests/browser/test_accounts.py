"""Making an account, getting back in and being let back in, on a phone, in Dutch and in English,
with JavaScript and without. Each language and each of those is always walked; ``--long`` walks each
with each.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, walks
from tests.browser.conftest import PHONE, Visitor
from tests.running import PASSWORD, Node

pytestmark = pytest.mark.browser

OTHER = "nog een zin die niemand raadt"
WAYS = [
    pytest.param("nl-NL", True, id="nl-script"),
    pytest.param("en-GB", False, id="en-plain"),
    pytest.param("nl-NL", False, id="nl-plain", marks=pytest.mark.long),
    pytest.param("en-GB", True, id="en-script", marks=pytest.mark.long),
]
WORDS = {
    "nl": {"welcome": "Welkom", "taken": "Iemand heet hier al zo", "in": "Je bent ingelogd"},
    "en": {"welcome": "Welcome", "taken": "Somebody here has this name", "in": "You are signed in"},
}


@pytest.fixture(scope="module")
def elm(wards: tuple[Node, Node]) -> Iterator[Node]:
    """Elm, where everybody can join."""
    node, _ = wards
    node.wijk("settings", "set", "joining", "open")
    yield node
    node.wijk("settings", "set", "joining", "invitation")


@pytest.fixture
def phone(visitor: Visitor, language: str, script: bool) -> Page:
    """Somebody's phone."""
    return visitor(PHONE, language=language, javascript=script)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each walk in both languages, with JavaScript and without."""
    if "language" in metafunc.fixturenames:
        metafunc.parametrize(("language", "script"), WAYS)


def words(language: str, which: str) -> str:
    return WORDS[language[:2]][which]


def name_of(who: str, language: str, *, script: bool) -> str:
    """A name of one's own in each walk: the ward stays the same."""
    return f"{who} {'Nel' if language == 'nl-NL' else 'Ben'}{'met' if script else 'zonder'}"


def go_on(page: Page) -> None:
    walks.main_form(page).locator("button.lamp").click()


def test_joining_with_a_mailbox(elm: Node, phone: Page, language: str, script: bool) -> None:
    name = name_of("Carla", language, script=script)
    box = f"{name.lower().replace(' ', '.')}@elm.test"
    phone.goto(f"{elm.url}/account-maken")
    phone.locator("#email").fill(box)
    go_on(phone)
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.locator("#email")).to_have_value(box)
    phone.locator("label:has(#old_enough)").click()
    go_on(phone)
    expect(phone.locator("main")).to_contain_text(box)
    if script:
        phone.locator("#code").fill(keys.code_for(elm, box, "join"))
        go_on(phone)
    else:
        phone.goto(keys.link_for(elm, box, "join"))
    phone.locator("#name").fill("Noor")
    phone.locator("#password").fill(PASSWORD)
    go_on(phone)
    expect(phone.locator(".err")).to_contain_text(words(language, "taken"))
    phone.locator("#name").fill(name)
    phone.locator("#password").fill(PASSWORD)
    go_on(phone)
    expect(phone.get_by_role("status")).to_contain_text(words(language, "welcome"))
    expect(phone.locator("main")).to_contain_text(name)
    sign_out(phone)
    for who in (name, box.upper()):
        keys.sign_in(phone, elm, who)
        expect(phone).to_have_url(re.compile("/van-mij$"))
        sign_out(phone)
    asks_for_a_way_back(phone, elm, name)
    phone.locator("#code").fill(keys.code_for(elm, name, "recover"))
    go_on(phone)
    chooses_anew(phone, language)
    sign_out(phone)
    known = keys.links(elm, name, "recover")
    asks_for_a_way_back(phone, elm, box)
    link = keys.link_for(elm, name, "recover", known=known)
    for _ in range(2):
        phone.goto(link)  # looking changes nothing
    chooses_anew(phone, language)
    sign_out(phone)
    assert phone.goto(link).status == 410  # once


def asks_for_a_way_back(phone: Page, elm: Node, who: str) -> None:
    """The password is forgotten: by name or by address, the page is the same."""
    phone.goto(f"{elm.url}/inloggen")
    phone.locator("main a[href='/herstel']").click()
    phone.locator("#name").fill(who)
    go_on(phone)


def chooses_anew(phone: Page, language: str) -> None:
    """A new password, and in."""
    phone.locator("#password").fill(OTHER)
    go_on(phone)
    expect(phone.get_by_role("status")).to_contain_text(words(language, "in"))


def test_joining_without_a_mailbox_and_back_by_paper(
    elm: Node, phone: Page, language: str, script: bool
) -> None:
    name = name_of("Bob", language, script=script)
    join_alone(phone, elm, name)
    expect(phone.get_by_role("status")).to_contain_text(words(language, "welcome"))
    phone.goto(f"{elm.url}/van-mij/papier")
    phone.locator("#current").fill(PASSWORD)
    go_on(phone)
    code = phone.locator(".code").inner_text()
    sign_out(phone)
    phone.goto(f"{elm.url}/herstel")
    phone.locator("main a[href='/herstel/papier']").click()
    phone.locator("#name").fill(name)
    phone.locator("#code").fill("ABCD-EFGH-JKMN")
    go_on(phone)
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.locator("#name")).to_have_value(name)
    phone.locator("#code").fill(code.lower())
    go_on(phone)
    phone.locator("#password").fill(OTHER)
    go_on(phone)
    expect(phone.get_by_role("status")).to_contain_text(words(language, "in"))


def test_the_second_step(elm: Node, phone: Page, language: str, script: bool) -> None:
    name = name_of("Stap", language, script=script)
    join_alone(phone, elm, name)
    codes = keys.turn_on_second_step(phone, elm)
    assert len(codes) == 10
    sign_out(phone)
    keys.sign_in(phone, elm, name)
    expect(phone).to_have_url(re.compile("/inloggen/tweede-stap"))
    phone.locator("#code").fill("nee")
    go_on(phone)
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.locator("#code").fill(codes[0])
    go_on(phone)
    expect(phone).to_have_url(re.compile("/van-mij$"))


def test_two_residents(elm: Node, visitor: Visitor, language: str, script: bool) -> None:
    def somebody(who: str) -> tuple[Page, str]:
        page = visitor(PHONE, language=language, javascript=script)
        name = name_of(who, language, script=script)
        join_alone(page, elm, name)
        return page, name

    (owner, name), (one, one_name), (two, two_name) = map(somebody, ("Eva", "Fien", "Gijs"))
    owner.goto(f"{elm.url}/van-mij/helpers")
    owner.locator("#helper_1").fill(one_name)
    owner.locator("#helper_2").fill(two_name)
    owner.locator("#current").fill(PASSWORD)
    go_on(owner)
    expect(owner.locator("main")).to_contain_text(f"{one_name}, {two_name}")

    lost = visitor(PHONE, language=language, javascript=script)
    comes_back(lost, elm, name, asks_the_two(lost, elm, name, (one, two)))
    expect(lost.locator(".say.warn")).to_be_visible()  # three days are not over
    expect(lost.locator("#code")).to_have_value(re.compile(r"\S"))  # nobody types it twice

    owner.goto(elm.url)
    owner.locator("main .say .btn.stop").click()
    expect(owner.get_by_role("status")).to_be_visible()
    one.goto(f"{elm.url}/van-mij/helpen")
    expect(one.locator("#code")).to_have_count(0)

    keys.a_quarter_later(elm, name)
    kept = asks_the_two(lost, elm, name, (one, two))
    keys.three_days_later(elm, name)
    comes_back(lost, elm, name, kept)
    expect(lost.get_by_role("status")).to_contain_text(words(language, "in"))
    owner.goto(f"{elm.url}/van-mij")
    expect(owner).to_have_url(re.compile("/inloggen"))  # whoever was in, is out


def asks_the_two(lost: Page, elm: Node, name: str, helpers: tuple[Page, Page]) -> str:
    """Whoever lost everything asks, and both helpers type what was read aloud to them.

    Gives the code to keep.
    """
    lost.goto(f"{elm.url}/herstel/samen")
    lost.locator("#name").fill(name)
    go_on(lost)
    kept, read_out = lost.locator(".code").all_inner_texts()
    keys.wait_until(
        lambda: keys.asks_for_help(helpers[0], elm, name),
        seconds=keys.PATIENCE_SECONDS,
        what="the helper is asked",
    )
    for helper in helpers:
        helper.goto(f"{elm.url}/van-mij/helpen")
        helper.locator("#code").fill(read_out)
        go_on(helper)
        expect(helper.get_by_role("status")).to_be_visible()
    return str(kept)


def comes_back(lost: Page, elm: Node, name: str, kept: str) -> None:
    """The code that was kept, and a new password."""
    lost.goto(f"{elm.url}/herstel/samen/afmaken")
    lost.locator("#name").fill(name)
    lost.locator("#code").fill(kept)
    lost.locator("#password").fill(OTHER)
    go_on(lost)


def join_alone(page: Page, node: Node, name: str) -> None:
    """Make an account without a mailbox."""
    page.goto(f"{node.url}/account-maken")
    page.locator("main a[href='/account-maken/zonder-mail']").click()
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("label:has(#old_enough)").click()
    go_on(page)
    expect(page).to_have_url(re.compile("/van-mij"))


def sign_out(page: Page) -> None:
    page.locator("footer form[action='/uitloggen'] button").click()
    expect(page.locator("footer form[action='/uitloggen']")).to_have_count(0)
