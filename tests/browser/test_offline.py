"""Without a connection: a page with what was last seen, and nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_axe import inspect
from tests.running import Node

pytestmark = pytest.mark.browser

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
IS_KEPT = """async () => {
  for (const name of await caches.keys())
    if (await caches.match('/zonder-verbinding', {cacheName: name, ignoreVary: true})) return true;
  return false;
}"""
TITLE = "Ladder van vier meter, met een kapotte sport"


def test_without_a_connection_nothing_typed_is_lost(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    shown = elm.places(name="Bord zonder verbinding")
    secret = elm.places(name="Alleen in de wijk", reach="ward")
    page = visitor(PHONE)
    walks.sign_in(page, elm)
    page.goto(f"{elm.url}/plaatsen")
    walks.answer_step(page, walks.LADDER)
    walks.go_on(page)
    page.goto(page.url.rpartition("/")[0] + "/tekst")
    page.wait_for_function(IS_KEPT)
    page.reload()
    assert page.evaluate(READY)

    page.locator("[name=title]").fill(TITLE)
    page.context.set_offline(True)
    walks.go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt nu geen verbinding.")
    expect(page.locator("#bewaard")).to_be_visible()
    expect(page.locator(".notes")).to_contain_text("Bord zonder verbinding")
    expect(page.locator(".notes")).not_to_contain_text("Alleen in de wijk")
    assert not inspect(page, "without a connection")

    page.context.set_offline(False)
    page.get_by_role("button", name="Probeer het opnieuw").click()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.get_by_role("status")).to_contain_text("Het was nog niet verstuurd.")
    page.locator("[name=text]").fill("Van hout.")
    walks.go_on(page)
    expect(page).not_to_have_url(re.compile("/tekst$"))
    assert kept(page) == []
    page.go_back()
    expect(page.locator("[name=title]")).to_have_value(TITLE)

    page.locator("[name=title]").fill("Iets anders")
    assert len(kept(page)) == 1
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url(f"{elm.url}/")
    assert kept(page) == []
    elm.withdraws(shown)
    elm.withdraws(secret)


def kept(page: Page) -> list[str]:
    """What this browser keeps of what was typed."""
    found: list[str] = page.evaluate("Object.keys(localStorage)")
    return found
