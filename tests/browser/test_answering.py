"""Three people at once, by hand on a phone: two answer, one waits, one cancels and the other moves
up; with JavaScript and once through without.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, walks
from tests.browser.conftest import PHONE, Visitor
from tests.running import Node

pytestmark = pytest.mark.browser

SOUP = {
    "kind": "sharing",
    "purpose": "offer",
    "title": "Eén bord linzensoep",
    "text": "Vers van vandaag. Neem zelf een pan mee.",
    "terms": "gift",
    "detail_number": "1",
    "reach": "ward",
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_last_portion_a_waiting_list_and_how_it_went(
    wards: tuple[Node, Node], visitor: Visitor, *, script: bool
) -> None:
    elm, _ = wards
    cook, first, second = (
        someone(elm, visitor, f"{name} {'Script' if script else 'Kaal'}", script=script)
        for name in ("Koosje", "Fien", "Siem")
    )
    lid = walks.place(cook, elm, SOUP)
    for page, words in ((first, "Ik lust graag soep."), (second, "Ik ook.")):
        page.goto(f"{elm.url}/l/{lid}")
        page.get_by_role("link", name="Reageer op deze oproep").click()
        page.get_by_label("Wil je er iets bij zeggen?").fill(words)
        page.get_by_role("button", name="Stuur mijn reactie").click()
        expect(page.get_by_role("status")).to_contain_text("Je reactie is verstuurd.")

    cook.goto(f"{elm.url}/l/{lid}")
    expect(cook.locator(".nav .count")).to_contain_text("2")
    for name, said in (("Fien", "Afgesproken."), ("Siem", "op de wachtlijst")):
        cook.goto(f"{elm.url}/l/{lid}/reacties")
        slip = cook.locator(".slip", has_text=name)
        slip.get_by_role("button", name="Ja, afspreken").click()
        expect(cook.get_by_role("status")).to_contain_text(said)

    cancel(first, elm)
    second.goto(f"{elm.url}/afspraken")
    expect(second.locator(".slip")).to_contain_text("Afgesproken")
    second.get_by_role("button", name="Het is gelukt").click()
    second.get_by_role("button", name="Het ging goed").click()
    expect(second.get_by_role("status")).to_contain_text("Dank je.")

    cook.goto(f"{elm.url}/van-mij?deel=voorbij")
    expect(cook.locator(".slip", has_text=SOUP["title"]).first).to_contain_text("gelukt")
    cook.goto(f"{elm.url}/afspraken?deel=jij")
    expect(cook.locator(".slip")).to_contain_text("Hoe ging het voor jou?")


def cancel(page: Page, node: Node) -> None:
    """Say that one cannot come, in words of one's own."""
    page.goto(f"{node.url}/afspraken")
    page.get_by_role("link", name="Afzeggen").click()
    walks.tap(page.get_by_label("Ik schrijf het zelf"))
    page.get_by_label("In je eigen woorden").fill("Sorry, ik ben ziek.")
    page.get_by_role("button", name="Ja, ik zeg af").click()
    expect(page.locator(".talk")).to_contain_text("Sorry, ik ben ziek.")
    expect(page.get_by_role("status")).to_contain_text("Afgezegd.")


def someone(node: Node, visitor: Visitor, name: str, *, script: bool) -> Page:
    """A resident with a phone, signed in."""
    node.wijk("user", "add", name, "--password-file", node.folder / "password.txt")
    page = visitor(PHONE, javascript=script)
    keys.sign_in(page, node, name)
    return page
