"""Without an account or JavaScript: answering a listing, writing on, and being forgotten."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from node.cli.world import Place
from tests import links
from tests.browser import talks
from tests.browser.conftest import PHONE, Visitor
from tests.running import Node

pytestmark = pytest.mark.browser


def test_an_answer_by_mail_from_the_listing_until_all_is_forgotten(
    wards: tuple[Node, Node], visitor: Visitor
) -> None:
    elm, _ = wards
    with Place(str(elm.folder)).node() as world:
        lid = talks.place(world, talks.somebody(world), "Fietspomp", reach="everyone")
        day = world.now() + timedelta(days=3)
    page = visitor(PHONE, javascript=False)
    page.goto(f"{elm.url}/l/{lid}")
    page.get_by_role("link", name="Reageren zonder account").click()
    page.get_by_label("Welke dag?").fill(f"{day.day}-{day.month}")
    page.get_by_label("Hoeveel dagen?").fill("2")
    page.get_by_label("Wil je er iets bij zeggen?").fill("Mijn band is lek.")
    page.get_by_label("Hoe heet je?").fill("Saar Kaal")
    page.get_by_label("Je mailadres").fill("saar@far.test")
    page.get_by_role("button", name="Stuur mij de mail").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()

    with Place(str(elm.folder)).node() as world:  # this node has no mail server: another's mail
        link = links.to_confirm(world, lid)
    page.goto(f"{elm.url}{link}")
    expect(page.locator("main")).to_contain_text("Ik hang een plank op.")
    page.get_by_role("button", name="Stuur mijn reactie").click()
    expect(page.get_by_role("status")).to_contain_text("Je reactie is verstuurd.")
    page.get_by_label("Jouw bericht").fill("Is morgen goed?")
    page.get_by_role("button", name="Verstuur mijn bericht").click()
    expect(page.locator(".talk li.me").last).to_contain_text("Is morgen goed?")

    page.get_by_role("link", name="Al mijn reacties").click()
    page.get_by_role("link", name="Vergeet dit allemaal").click()
    page.get_by_role("button", name="Ja, vergeet alles").click()
    expect(page.get_by_role("status")).to_contain_text("Alles is weg.")
    page.goto(f"{elm.url}{link}")
    expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
