"""The map: a listing is found on it by a filter and by keyboard alone; nothing on it is refused."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_axe import inspect
from tests.running import Node

pytestmark = pytest.mark.browser

LADDER = walks.LADDER | {"title": "Ladder op de kaart", "geo": "52.3612, 4.9381"}


def test_a_listing_is_found_on_the_map_by_keyboard(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    lid = elm.places(name=LADDER["title"], geo=LADDER["geo"], place="Javaplein")
    page = visitor(PHONE)
    page.goto(f"{elm.url}/?q=kaart&kind=lending")
    page.get_by_role("link", name="Kaart", exact=True).click()
    expect(page).to_have_url(re.compile(r"/kaart\?q=kaart&kind=lending$"))
    mark = page.locator(".many")
    expect(mark).to_have_count(1)
    assert mark.get_attribute("aria-label") == "Javaplein 1 oproep hier"
    for _ in range(60):
        page.keyboard.press("Tab")
        if mark.evaluate("at => at === document.activeElement"):
            break
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a", has_text=LADDER["title"])
    expect(link).to_be_focused()
    assert not inspect(page, "the map, with a place opened")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LADDER["title"])

    plain = visitor(PHONE, javascript=False)
    plain.goto(f"{elm.url}/kaart?q=kaart&kind=lending")
    expect(plain.locator("#kaart")).to_be_hidden()
    plain.get_by_role("link", name=LADDER["title"]).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(LADDER["title"])
    elm.withdraws(lid)


def test_marks_that_would_lie_on_one_another_are_one_that_leads_closer(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    """Two places 300 m apart and one far away; by keyboard alone."""
    elm, _ = wards
    points = ("52.362,4.940", "52.365,4.940", "52.500,4.940")
    lids = [elm.places(name=f"Ladder in een stapel {at}", geo=at) for at in points]
    page = visitor(PHONE)
    page.goto(f"{elm.url}/kaart?q=stapel")
    pile, marks = page.locator(".many.pile"), page.locator(".many")
    expect(pile).to_have_count(1)
    expect(marks).to_have_count(2)
    said = "2 plekken, samen 2 oproepen. Kom dichterbij."
    assert pile.get_attribute("aria-label") == said
    expect(page.locator("#stapels")).to_be_visible()
    assert not inspect(page, "the map, with a pile")
    pile.focus()
    page.keyboard.press("Space")
    expect(marks).to_have_count(3)
    expect(page.locator(".many[tabindex='0']")).to_have_count(2)  # the third is out of sight
    expect(page.locator(".many:focus")).to_have_count(1)
    expect(page.locator("#stapels")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a", has_text="in een stapel")).to_be_focused()
    for lid in lids:
        elm.withdraws(lid)


def test_a_square_is_chosen_on_a_map_by_hand_and_by_keyboard(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    page = visitor(PHONE)
    walks.sign_in(page, elm)
    page.goto(f"{elm.url}/plaatsen")
    walks.answer_step(page, walks.LADDER)
    walks.go_on(page)
    page.goto(page.url.rpartition("/")[0] + "/waar")
    field = page.locator("#geo")
    field.fill("52.3612, 4.9381")
    page.get_by_role("button", name="Kies op een kaart").click()
    expect(page.locator(".cell-chosen")).to_have_count(1)
    expect(field).to_have_value("52.362,4.94")
    page.locator(".map").focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Kies het vak in het midden").click()
    expect(field).not_to_have_value("52.362,4.94")
    expect(page.get_by_role("status")).to_contain_text("Gekozen.")
    assert not inspect(page, "a square chosen on a map")
    chosen = field.input_value()
    walks.go_on(page)
    page.go_back()
    page.reload()
    expect(field).to_have_value(chosen)
