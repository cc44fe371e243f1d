"""Everything by keyboard alone: looking, coming in, placing. And the focus can always be seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.running import PASSWORD, RESIDENT, Node

pytestmark = pytest.mark.browser

MOST_TABS = 80
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const seen = [at, at.closest('label'), at.parentElement].filter(Boolean).map(getComputedStyle);
  const ring = seen.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
    || s.boxShadow !== 'none');
  const box = at.getBoundingClientRect();
  return {name: at.getAttribute('name'), value: at.value ?? '', type: at.type ?? '',
    words: (at.innerText || at.labels?.[0]?.innerText || '').trim(),
    href: at.getAttribute('href') ?? '', ring,
    onScreen: box.bottom > 0 && box.top < innerHeight};
}"""


def test_a_listing_is_placed_without_a_mouse(wards: tuple[Node, Node], visitor: Visitor) -> None:
    elm, _ = wards
    page = visitor(DESKTOP)
    page.goto(elm.url)
    tab_to(page, href="#inhoud")
    page.keyboard.press("Enter")
    assert page.url.endswith("#inhoud")

    page.goto(f"{elm.url}/inloggen")
    tab_to(page, name="name")
    page.keyboard.type(RESIDENT)
    tab_to(page, name="password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/van-mij"))

    page.goto(f"{elm.url}/plaatsen")
    for _ in range(walks.MOST_STEPS):
        if page.url.endswith("/nakijken"):
            break
        answer(page)
        tab_to(page, words="Verder")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, words="Plaats mijn oproep")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(walks.LADDER["title"])
    found = re.search(walks.LID, page.url)
    assert found
    elm.withdraws(found[0])


def test_the_focus_is_seen_wherever_it_is(wards: tuple[Node, Node], visitor: Visitor) -> None:
    elm, _ = wards
    page = visitor(DESKTOP)
    walks.sign_in(page, elm)
    for path in ("/", "/plaatsen", "/taal", "/van-mij"):
        page.goto(f"{elm.url}{path}")
        unseen, stops = [], 0
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS)
            if at is None:
                break
            stops += 1
            if not (at["ring"] and at["onScreen"]):
                unseen.append(at)
        assert stops > 5, path
        assert not unseen, path


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(
    wards: tuple[Node, Node], visitor: Visitor, *, javascript: bool
) -> None:
    elm, _ = wards
    page = visitor(PHONE, javascript=javascript)
    walks.sign_in(page, elm, password="geen idee")
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    page.keyboard.press("Tab")
    expect(told.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Naam of e-mailadres")).to_be_focused()


def answer(page: Page) -> None:
    """Answer this page's questions from the keyboard; fields that are not asked are passed."""
    form = walks.main_form(page)
    for name, value in walks.LADDER.items():
        radios = form.locator(f"input[type=radio][name={name}]")
        if radios.count():
            tab_to(page, name=name)
            choose(page, name, value)
        elif form.locator(f"input[name={name}], textarea[name={name}]").count():
            tab_to(page, name=name)
            page.keyboard.press("Control+A")
            page.keyboard.type(value)
    if form.locator("input[name=end_choice]").count():
        tab_to(page, name="end_choice")
        page.keyboard.press("Space")


def choose(page: Page, name: str, value: str) -> None:
    """Move through the choices of a group with the arrows until the wanted one is chosen."""
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if page.evaluate(FOCUS)["value"] == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no choice {value}")


def tab_to(page: Page, **wanted: str) -> None:
    """Press Tab until the focus is on what is wanted; everything passed must be visible there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at and all(at[name] == value for name, value in wanted.items()):
            return
    raise AssertionError(f"the keyboard does not reach {wanted} on {page.url}")
