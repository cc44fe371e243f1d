"""Telling about oneself, taking one's data along and leaving, on a phone, in Dutch and in
English, with JavaScript and without. ``--long`` takes each language with each of those.
"""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from node.cli.world import Place
from node.listings import compose
from node.listings.days import ZONE
from node.residents import accounts
from node.translations.catalogue import load
from tests.browser import keys, walks
from tests.browser.conftest import PHONE, Visitor
from tests.node.filling import ladder
from tests.node.traces import traces
from tests.running import PASSWORD, Node
from tests.tools import wait_until

pytestmark = pytest.mark.browser

TOLD = "Ik bak brood voor de hele straat."
READY_SECONDS = 60.0
LOCALES = {"nl": "nl-NL", "en": "en-GB"}

Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("language", "script"),
    [
        pytest.param("nl", True, id="nl-script"),
        pytest.param("en", False, id="en-plain"),
        pytest.param("nl", False, id="nl-plain", marks=pytest.mark.long),
        pytest.param("en", True, id="en-script", marks=pytest.mark.long),
    ],
)
def test_somebody_tells_takes_it_along_and_leaves(
    wards: tuple[Node, Node], visitor: Visitor, tmp_path: Path, *, language: str, script: bool
) -> None:
    elm, _ = wards
    name = f"{language.title()}vera {'Kwikstaart' if script else 'Zilverberg'}"
    file = elm.folder / "password.txt"
    elm.wijk("user", "add", name, "--password-file", file)
    page = visitor(PHONE, javascript=script, language=LOCALES[language])
    say = load(ZONE)[language].say
    keys.sign_in(page, elm, name)
    page.get_by_role("link", name=say("Mijn profiel")).click()
    tell(page, say)
    look_as_others(page, name, say)
    place_something(elm, name)
    copy = tmp_path / "copy.zip"
    take_along(page, elm, copy, say)
    with zipfile.ZipFile(copy) as found:
        data = json.dumps(json.loads(found.read("data.json")), ensure_ascii=False)
    assert TOLD in data
    assert f"Zeppelin van {name}" in data
    read_by_itself(page, copy)
    assert found_of(elm, name) != []
    leave(page, elm, say)
    keys.sign_in(page, elm, name)
    expect(page.get_by_role("alert")).to_be_visible()
    wait_until(lambda: found_of(elm, name) == [], seconds=READY_SECONDS, what="no trace is left")


def place_something(node: Node, name: str) -> None:
    """A listing for everyone, signed and in the feed."""
    with Place(str(node.folder)).node() as world:
        end = world.now() + timedelta(days=20)
        ends = f"{end.day}-{end.month}-{end.year}"
        typed = ladder(world, title=f"Zeppelin van {name}", reach="everyone", end=ends)
        compose.place(world, owner=accounts.named(name).id, fields=typed)


def found_of(node: Node, name: str) -> list[str]:
    """Where anything of somebody is left: database, files, search index, feed and outbox."""
    with Place(str(node.folder)).node() as world:
        return traces(world, name, TOLD)


def tell(page: Page, say: Say) -> None:
    """Tell something to the ward, and a talent to everybody."""
    page.get_by_role("link", name=re.compile(f"{say('Vertel het')}.*{say('Over mij')}")).click()
    page.get_by_label(say("Wat wil je over jezelf vertellen?")).fill(TOLD)
    save(page, say)
    page.get_by_role("link", name=re.compile(f"{say('Vertel het')}.*{say('Dit kan ik')}$")).click()
    page.get_by_label(say("klussen"), exact=True).check()
    walks.tap(page.locator("input[name=reach][value=everyone]"))
    save(page, say)


def save(page: Page, say: Say) -> None:
    """Keep the answer; the page says that it is kept."""
    walks.main_form(page).get_by_role("button", name=say("Bewaar")).click()
    expect(page.get_by_role("status")).to_contain_text(say("Bewaard."))


def look_as_others(page: Page, name: str, say: Say) -> None:
    """A neighbour sees it all; somebody without an account only the talent, and half a name."""
    page.get_by_role("link", name=say("Zo zien anderen je profiel")).click()
    expect(page.locator("main")).to_contain_text(TOLD)
    page.get_by_role("link", name=say("Iedereen"), exact=True).click()
    expect(page.locator("main")).to_contain_text(say("klussen"))
    expect(page.locator("main")).not_to_contain_text(TOLD)
    expect(page.locator("main")).not_to_contain_text(name)


def take_along(page: Page, node: Node, copy: Path, say: Say) -> None:
    """Ask for a copy, look again until it is there, and download it."""
    page.goto(f"{node.url}/gegevens")
    page.get_by_role("button", name=say("Maak een kopie")).click()

    def ready() -> bool:
        again = page.get_by_role("link", name=say("Kijk of hij klaar is"))
        if again.count():
            again.click()
        return (
            page.get_by_role("link", name=say("Haal op (%(size)s)").partition(" (")[0]).count() == 1
        )

    wait_until(ready, seconds=READY_SECONDS, what="the copy is ready")
    with page.expect_download() as coming:
        page.get_by_role("link", name=say("Haal op (%(size)s)").partition(" (")[0]).click()
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


def leave(page: Page, node: Node, say: Say) -> None:
    """A wrong password changes nothing; the right one ends it."""
    page.goto(f"{node.url}/account/verwijderen")
    for password in ("verkeerd", PASSWORD):
        page.get_by_label(say("Je wachtwoord")).fill(password)
        page.get_by_role("button", name=say("Verwijder mijn account")).click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_contain_text(
                say("Dit is niet je wachtwoord. Probeer het nog eens.")
            )
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Je account is weg"))
    page.goto(f"{node.url}/van-mij")
    expect(page.get_by_label(say("Wachtwoord"), exact=True)).to_be_visible()
