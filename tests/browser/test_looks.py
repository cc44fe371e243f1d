"""Larger letters and high contrast, chosen once on a phone and remembered, without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import Visitor
from tests.browser.test_axe import NARROW, SAFE, inspect
from tests.running import Node

pytestmark = pytest.mark.browser

FIRST = ("/", "/over", "/inloggen", "/account-maken", "/herstel", "/herstel/samen", "/taal")
LARGEST_PX = 24.0  # half as large again as what browsers begin with


def test_the_choice_holds_on_every_page(wards: tuple[Node, Node], visitor: Visitor) -> None:
    elm, _ = wards
    page = visitor(NARROW, javascript=False)
    page.goto(f"{elm.url}/taal")
    walks.tap(page.get_by_label("Nog groter"))
    walks.tap(page.get_by_label("Extra duidelijk"))
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_label("Nog groter")).to_be_checked()
    wide = [path for path in FIRST if is_wide(page, elm, path)]
    page.goto(f"{elm.url}/account-maken")
    walks.main_form(page).locator("button.lamp").click()
    assert fits(page), "what is wrong, said above"
    walks.sign_in(page, elm)
    assert not wide + [path for path in SAFE if is_wide(page, elm, path)]


def test_axe_finds_nothing_then(wards: tuple[Node, Node], visitor: Visitor) -> None:
    elm, _ = wards
    page = visitor(NARROW, dark=True)
    page.goto(f"{elm.url}/taal")
    walks.tap(page.get_by_label("Nog groter"))
    walks.tap(page.get_by_label("Extra duidelijk"))
    page.get_by_role("button", name="Bewaar").click()
    found = inspect(page, "/taal")
    for path in ("/", "/inloggen"):
        page.goto(f"{elm.url}{path}")
        found |= inspect(page, path)
    assert not found


def is_wide(page: Page, node: Node, path: str) -> bool:
    """Whether a page asks to be pushed sideways; its letters and edges are as chosen."""
    page.goto(f"{node.url}{path}")
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == LARGEST_PX, path
    soft, ink = page.evaluate("""['--soft', '--ink'].map(
      name => getComputedStyle(document.documentElement).getPropertyValue(name).trim())""")
    assert soft == ink, path
    return not fits(page)


def fits(page: Page) -> bool:
    """Whether nothing stands beside the screen."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))
