"""Telling about oneself, taking one's data along and leaving, on a phone, with JavaScript and
without.
"""

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keys, walks
from tests.browser.conftest import PHONE, Visitor
from tests.running import PASSWORD, Node
from tests.tools import wait_until

pytestmark = pytest.mark.browser

TOLD = "Ik bak brood voor de hele straat."
READY_SECONDS = 60.0


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_somebody_tells_takes_it_along_and_leaves(
    wards: tuple[Node, Node], visitor: Visitor, tmp_path: Path, *, script: bool
) -> None:
    elm, _ = wards
    name = f"Vera {'Met' if script else 'Zonder'}"
    file = elm.folder / "password.txt"
    elm.wijk("user", "add", name, "--password-file", file)
    page = visitor(PHONE, javascript=script)
    keys.sign_in(page, elm, name)
    page.get_by_role("link", name="Mijn profiel").click()
    tell(page)
    look_as_others(page, name)
    copy = tmp_path / "copy.zip"
    take_along(page, elm, copy)
    with zipfile.ZipFile(copy) as found:
        assert TOLD in json.dumps(json.loads(found.read("data.json")), ensure_ascii=False)
    read_by_itself(page, copy)
    leave(page, elm)
    keys.sign_in(page, elm, name)
    expect(page.get_by_role("alert")).to_be_visible()


def tell(page: Page) -> None:
    """Tell something to the ward, and a talent to everybody."""
    page.get_by_role("link", name=re.compile("Vertel het.*Over mij")).click()
    page.get_by_label("Wat wil je over jezelf vertellen?").fill(TOLD)
    save(page)
    page.get_by_role("link", name=re.compile("Vertel het.*Dit kan ik$")).click()
    page.get_by_label("klussen", exact=True).check()
    walks.tap(page.locator("input[name=reach][value=everyone]"))
    save(page)


def save(page: Page) -> None:
    """Keep the answer; the page says that it is kept."""
    walks.main_form(page).get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status")).to_contain_text("Bewaard")


def look_as_others(page: Page, name: str) -> None:
    """A neighbour sees it all; somebody without an account only the talent, and half a name."""
    page.get_by_role("link", name="Zo zien anderen je profiel").click()
    expect(page.locator("main")).to_contain_text(TOLD)
    page.get_by_role("link", name="Iedereen", exact=True).click()
    expect(page.locator("main")).to_contain_text("klussen")
    expect(page.locator("main")).not_to_contain_text(TOLD)
    expect(page.locator("main")).not_to_contain_text(name)


def take_along(page: Page, node: Node, copy: Path) -> None:
    """Ask for a copy, look again until it is there, and download it."""
    page.goto(f"{node.url}/gegevens")
    page.get_by_role("button", name="Maak een kopie").click()

    def ready() -> bool:
        again = page.get_by_role("link", name="Kijk of hij klaar is")
        if again.count():
            again.click()
        return page.get_by_role("link", name="Haal op").count() == 1

    wait_until(ready, seconds=READY_SECONDS, what="the copy is ready")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Haal op").click()
    coming.value.save_as(copy)


def read_by_itself(page: Page, copy: Path) -> None:
    """The page in the copy tells it, and loads nothing."""
    with zipfile.ZipFile(copy) as found:
        text = found.read("index.html").decode()
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.set_content(text)
    expect(other.locator("body")).to_contain_text(TOLD)
    assert not asked
    other.close()


def leave(page: Page, node: Node) -> None:
    """A wrong password changes nothing; the right one ends it."""
    page.goto(f"{node.url}/account/verwijderen")
    for password in ("verkeerd", PASSWORD):
        page.get_by_label("Je wachtwoord").fill(password)
        page.get_by_role("button", name="Verwijder mijn account").click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_contain_text("niet je wachtwoord")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je account is weg")
    page.goto(f"{node.url}/van-mij")
    expect(page.get_by_label("Wachtwoord", exact=True)).to_be_visible()
