"""The focus can always be seen, and goes where something is wrong. What is done with the keys alone
stands in ``test_kinds``.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import walks
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.hands import FOCUS
from tests.running import Node

pytestmark = pytest.mark.browser

MOST_TABS = 80


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
