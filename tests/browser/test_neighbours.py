"""Two admins make their wards neighbours and end it again, with nothing but the pages."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, walks
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.running import Node, short_folder, two_strangers

pytestmark = pytest.mark.browser

LOOKS = 60


def test_two_wards_become_neighbours_by_the_pages_alone(visitor: Visitor) -> None:
    with short_folder() as folder, two_strangers(folder) as (elm, oak):
        oak.places(name="Soep voor wie trek heeft", kind="sharing", terms="gift")
        here, there = visitor(PHONE, javascript=False), visitor(DESKTOP)
        keys.make_admin(here, elm, "Ada Doet")
        keys.make_admin(there, oak, "Bea Heer")
        words = read_aloud(there, oak)

        meet(here, elm, oak)
        expect(here.locator("main")).to_contain_text("Soep voor wie trek heeft")
        say(here, "appel noot mies boom")
        expect(here.get_by_role("alert")).to_contain_text("Dit is anders")
        assert elm.peers() == []
        say(here, words)
        expect(here.get_by_role("heading", level=1)).to_have_text("Oak")

        answer_who_asks(there, oak, elm, read_aloud(here, elm))
        until(here, f"{elm.url}/?q=soep", "Soep voor wie trek heeft", there=True)
        until(here, address_of(here, elm, "Oak"), "Wij zijn buren van elkaar", there=True)

        here.goto(address_of(here, elm, "Oak"))
        here.get_by_role("link", name="Geen buurwijk meer").click()
        here.get_by_role("button", name="Geen buurwijk meer").click()
        expect(here.get_by_role("status")).to_contain_text("geen buurwijk meer")
        here.goto(f"{elm.url}/?q=soep")
        expect(here.get_by_role("link", name="Soep voor wie trek heeft")).to_have_count(0)
        assert elm.peers() == []
        until(there, address_of(there, oak, "Elm"), "Zij wil geen buurwijk zijn", there=True)


def read_aloud(page: Page, node: Node) -> str:
    """The ward's own four words, as its admin sees them."""
    page.goto(f"{node.url}/beheer/buurwijken")
    return page.locator("main b.code").inner_text()


def meet(page: Page, node: Node, other: Node) -> None:
    """From Van mij to who lives at an address."""
    page.goto(f"{node.url}/van-mij")
    page.locator("main").get_by_role("link", name="Buurwijken beheren").click()
    page.get_by_role("link", name="Voeg een buurwijk toe").click()
    page.get_by_label("Wat is het adres van hun wijksite?").fill(other.url)
    page.get_by_role("button", name="Maak kennis").click()


def say(page: Page, words: str) -> None:
    """Fill in what was heard on the telephone."""
    page.get_by_label("Welke vier woorden hoor je?").fill(words)
    walks.main_form(page).locator("button.lamp").click()


def answer_who_asks(page: Page, node: Node, other: Node, words: str) -> None:
    """The other admin sees the request, looks, compares and says yes."""
    until(page, f"{node.url}/beheer/buurwijken", other.host, there=True)
    page.get_by_role("link", name=re.compile("Bekijk de vraag")).click()
    page.get_by_role("button", name="Maak kennis").click()
    say(page, words)
    expect(page.get_by_role("status")).to_contain_text("nu een buurwijk")


def address_of(page: Page, node: Node, name: str) -> str:
    """Where the admin finds everything about another ward."""
    page.goto(f"{node.url}/beheer/buurwijken")
    link = page.get_by_role("link", name=re.compile(rf"Bekijk\s*:\s*{name}"))
    return f"{node.url}{link.get_attribute('href')}"


def until(page: Page, address: str, words: str, *, there: bool) -> None:
    """Look again and again, a minute at most."""
    for _ in range(LOOKS):
        page.goto(address)
        if (words in page.locator("main").inner_text()) is there:
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{words!r} at {address}: {page.locator('main').inner_text()}")
