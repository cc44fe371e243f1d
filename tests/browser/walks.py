"""What a resident does with the site, step by step, as the hands do it.

Rule 1: things are found by what a resident sees or hears (labels, buttons), or by the name of the
field; never by where they stand.
Rule 2: nothing here needs JavaScript in the page.
"""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.running import PASSWORD, RESIDENT, Node

LID = r"[0-9a-f-]{36}"
LADDER = {
    "kind": "lending",
    "purpose": "offer",
    "title": "Ladder van drie meter",
    "text": "Van hout. Haal hem op wanneer je wilt, en breng hem droog terug.",
    "terms": "loan",
    "place": "Javaplein",
    "reach": "everyone",
}
MOST_STEPS = 16


def sign_in(page: Page, node: Node, *, password: str = PASSWORD) -> None:
    """Come in by the form."""
    page.goto(f"{node.url}/inloggen")
    page.get_by_label("Naam of e-mailadres").fill(RESIDENT)
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Inloggen").click()


def place(page: Page, node: Node, answers: Mapping[str, str] = LADDER) -> str:
    """Answer one question after the other and place the listing; gives its id."""
    page.goto(f"{node.url}/plaatsen")
    for _ in range(MOST_STEPS):
        if page.url.endswith("/nakijken"):
            break
        answer_step(page, answers)
        before = page.url
        go_on(page)
        assert page.url != before, f"stuck at {before}: {page.locator('main').inner_text()}"
    expect(page.locator("main")).to_contain_text(answers["title"])
    page.get_by_role("button", name="Plaats mijn oproep").click()
    page.wait_for_url(re.compile(rf"/l/{LID}"))
    found = re.search(LID, page.url)
    assert found
    return found[0]


def answer_step(page: Page, answers: Mapping[str, str]) -> None:
    """Fill in what this page asks, as far as there is an answer."""
    form = main_form(page)
    for name, value in answers.items():
        choice = form.locator(f"input[type=radio][name={name}][value='{value}']")
        field = form.locator(f"input:not([type=radio])[name={name}], textarea[name={name}]")
        if choice.count():
            tap(choice)
        elif field.count():
            field.fill(value)
    ends = form.locator("input[type=radio][name=end_choice]")
    if ends.count():
        tap(ends.first)


def tap(choice: Locator) -> None:
    """Tap a choice on its words, as a thumb does."""
    choice.locator("xpath=ancestor::label").click()
    expect(choice).to_be_checked()


def go_on(page: Page) -> None:
    """On to the next question; all of its page is there."""
    with page.expect_navigation():
        main_form(page).get_by_role("button", name="Verder").click()


def main_form(page: Page) -> Locator:
    """The form that a page is about."""
    return page.locator("main form[method=post]")


def withdraw(page: Page, node: Node, lid: str) -> None:
    """Take a listing away, from its own page."""
    page.goto(f"{node.url}/l/{lid}")
    page.get_by_role("link", name="Haal mijn oproep weg").click()
    page.get_by_role("button", name="Haal mijn oproep weg").click()
    page.wait_for_url(f"{node.url}/l/{lid}")
    expect(page.get_by_role("status")).to_contain_text("Je oproep is van het bord")
