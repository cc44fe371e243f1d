"""Without a connection: a page with what was last seen, and nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.browser.test_axe import inspect
from tests.running import Node
from tests.tools import wait_until

pytestmark = pytest.mark.browser

READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
COPIES = 2  # of the page: with what hung there, and for when that is too old
ON_THE_DEVICE = """async () => {
  const kept = {};
  for (const name of await caches.keys())
    for (const asked of await (await caches.open(name)).keys()) {
      const found = await caches.match(asked, {cacheName: name, ignoreVary: true});
      const { pathname, search } = new URL(asked.url);
      if (pathname === '/zonder-verbinding') kept[pathname + search] = await found.text();
    }
  return kept;
}"""
LONG_AGO = """async () => {
  const cache = await caches.open((await caches.keys())[0]);
  const copy = await cache.match('/zonder-verbinding', {ignoreVary: true});
  const told = new Headers(copy.headers);
  told.set('X-Kept-At', Number(told.get('X-Kept-At')) - 25 * 60 * 60 * 1000);
  await cache.put('/zonder-verbinding', new Response(await copy.blob(), {headers: told}));
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
    waits_for_a_copy(page)
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


def test_what_hung_there_is_on_a_device_for_a_day(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    """Nothing of what only some may see; and nothing that may be gone by now."""
    elm, _ = wards
    shown, secret = elm.places(name="Bord van gisteren"), elm.places(name="Stil", reach="ward")
    page = visitor(PHONE)
    walks.sign_in(page, elm)
    page.goto(f"{elm.url}/?q=stil")
    expect(page.locator(".notes")).to_contain_text("Stil")
    waits_for_a_copy(page)
    page.reload()
    assert page.evaluate(READY)
    here = page.evaluate(ON_THE_DEVICE)
    assert "Bord van gisteren" in here["/zonder-verbinding"]
    assert not any("Stil" in text or secret in text for text in here.values())

    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".notes")).to_contain_text("Bord van gisteren")
    page.evaluate(LONG_AGO)
    page.reload()
    expect(page.locator(".lead")).to_contain_text("ouder dan een dag")
    assert page.locator(".notes").count() == 0
    assert not inspect(page, "without a connection for a day")
    assert not any("Bord van" in text for text in page.evaluate(ON_THE_DEVICE).values())

    elm.withdraws(shown)
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Probeer het opnieuw").click()
    waits_for_a_copy(page)
    again = page.evaluate(ON_THE_DEVICE)["/zonder-verbinding"]
    assert "Dit hing er" in again
    assert "Bord van gisteren" not in again
    elm.withdraws(secret)


def waits_for_a_copy(page: Page) -> None:
    """Until the page for later is on the device."""

    def there() -> bool:
        return len(page.evaluate(ON_THE_DEVICE)) == COPIES

    wait_until(there, seconds=15, what="a copy for when there is no connection")


def kept(page: Page) -> list[str]:
    """What this browser keeps of what was typed."""
    found: list[str] = page.evaluate("Object.keys(localStorage)")
    return found
