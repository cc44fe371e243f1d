"""From an empty folder to an open site, on a telephone: with the code, and a restart in between."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from node.upkeep import founding
from node.web.founding import HOME
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb
from tests.browser.test_axe import LONG_WORD, NARROW, check, inspect
from tests.mailserver import Server, mail_server
from tests.running import Node, short_folder
from tests.tools import free_port, wait_until
from tests.warm import here

pytestmark = pytest.mark.browser

PASSWORD = "een zin die niemand raadt"
BOX = "noor@elm.test"
START_SECONDS = 30
WIDTH = "document.documentElement.scrollWidth"


class Fresh(Node):
    """A node whose folder is empty: it serves its set-up."""

    def begin(self, *more: str) -> None:
        """Serve; gives back control when the set-up can be opened."""
        with self.log.open("ab") as log:
            out = log.fileno()
            said = ("node", "--data", self.folder, "serve", *more)
            self.process = here().start(*said, stdout=out, stderr=out)
        wait_until(self.opened, seconds=START_SECONDS, what="the set-up is served")

    def opened(self) -> bool:
        """Whether it answers."""
        try:
            return self.get("/livez").status == 200
        except OSError:
            return False

    @property
    def code(self) -> str:
        """What was printed."""
        return re.findall(r"code for it:\s+(\S+)", self.log.read_text("utf-8"))[-1]


@pytest.fixture
def fresh() -> Iterator[tuple[Fresh, Server]]:
    with short_folder() as folder, mail_server() as post:
        node = Fresh(folder, "elm", free_port())
        node.begin("--url", node.url, "--development", "--port", str(node.port))
        yield node, post
        node.clear_away()


def sends_mail_from_now_on(folder: Path, post: Server) -> None:
    """Whoever looks after the machine writes the lines that the page asks for."""
    with (folder / "wijk.toml").open("a") as file:
        file.write(f'mail_host = "localhost"\nmail_port = {post.port}\n')
        file.write('mail_from = "wijk@elm.test"\nmail_security = "none"\n')


def test_AD_08_from_an_empty_folder_to_an_open_site(
    fresh: tuple[Fresh, Server], visitor: Visitor
) -> None:
    node, post = fresh
    page = visitor()
    thumb = Thumb(page)
    page.goto(f"{node.url}/opzetten")
    thumb.fill("code", node.code)
    thumb.press("Begin")
    thumb.follow("Begin")
    answers_about_the_ward(thumb)
    answers_about_people(thumb)
    assert "mail_host" in page.locator("main").inner_text()
    # The process ends in the middle, and another goes on.
    assert node.stop() == 0
    sends_mail_from_now_on(node.folder, post)
    node.begin()
    page.goto(f"{node.url}/opzetten")
    thumb.follow("Ga verder")
    thumb.fill("address", BOX)
    thumb.press("Stuur de proefmail")
    assert "Gelukt" in page.locator("main").inner_text()
    assert len(post.taken) == 1
    assert f"To: {BOX}".encode() in post.taken[0]
    thumb.press("Verder")
    gives_two_words_back(thumb)
    thumb.choose("kind", "volunteering")
    thumb.choose("purpose", "request")
    thumb.fill("title", "Wie helpt mee?")
    thumb.fill("text", "Wij brengen samen brieven rond.")
    thumb.press("Verder")
    thumb.press("Open de wijksite")
    board = page.get_by_role("link", name="Wie helpt mee?")
    board.wait_for(timeout=START_SECONDS * 1000)  # the page looks again by itself
    page.goto(f"{node.url}/van-mij")
    assert "Noor Jansen" in page.locator("main").inner_text()
    page.goto(f"{node.url}/opzetten")
    assert "Hier hangt niets" in page.locator("main").inner_text()
    wait_until(node.ready, seconds=START_SECONDS, what="the site is ready")


def test_axe_finds_nothing_on_any_question(fresh: tuple[Fresh, Server], visitor: Visitor) -> None:
    node, _ = fresh
    page = visitor(NARROW, dark=True)
    found = check(page, node, HOME)
    wide: set[str] = set()
    page.locator("[name=code]").fill(node.code)
    page.locator("main button").click()
    page.goto(f"{node.url}{HOME}/{founding.NAME}")
    page.locator("[name=name]").fill(LONG_WORD)
    page.locator("main button").click()
    page.goto(f"{node.url}{HOME}/{founding.SECOND}")
    page.locator("[name=asked]").fill(LONG_WORD)
    page.get_by_role("button", name="Maak een code").click()
    found |= inspect(page, "the code of the second admin")
    wide |= {"the code"} if page.evaluate(WIDTH) > NARROW["width"] else set()
    for path in (HOME, *(f"{HOME}/{one.name}" for one in founding.STEPS), f"{HOME}/klaar"):
        if not path.endswith(founding.LISTING):
            found |= check(page, node, path)
            wide |= {path} if page.evaluate(WIDTH) > NARROW["width"] else set()
    page.goto(f"{node.url}{HOME}/{founding.SHEETS}")
    page.locator("main form button").click()
    found |= inspect(page, "the sheets")
    wide |= {"the sheets"} if page.evaluate(WIDTH) > NARROW["width"] else set()
    found |= check(page, node, f"{HOME}/{founding.SHEETS}/woorden")
    assert (found, wide) == (set(), set())


def answers_about_the_ward(thumb: Thumb) -> None:
    """Name, codes, middle, language, house rules, privacy."""
    thumb.fill("name", "Indische Buurt")
    thumb.press("Verder")
    thumb.fill("codes", "WK0363ME@2025")
    thumb.press("Verder")
    thumb.fill("centre", "52.364, 4.939")
    thumb.press("Verder")
    thumb.press("Verder")
    thumb.choose("charter", "short")
    thumb.press("Verder")
    thumb.press("Verder")
    thumb.press("Verder")


def answers_about_people(thumb: Thumb) -> None:
    """The first admin, and the second one who is asked."""
    thumb.fill("name", "Noor Jansen")
    thumb.fill("password", PASSWORD)
    thumb.fill("email", BOX)
    thumb.press("Maak mijn account")
    thumb.fill("asked", "Fatma")
    thumb.press("Maak een code")
    assert "Code voor Fatma" in thumb.page.locator("h1").inner_text()
    thumb.follow("Ik heb de code bewaard")


def gives_two_words_back(thumb: Thumb) -> None:
    """The sheets, one of them saved as a file; then a word of each."""
    page = thumb.page
    thumb.press("Maak de bladen")
    sheets = [words_of(page, number) for number in (0, 1)]
    with page.expect_download() as saved:
        page.get_by_role("link", name="Bewaar blad 2 als bestand").click()
    assert " ".join(sheets[1]) in Path(saved.value.path()).read_text("utf-8")
    thumb.follow("Ik heb ze allebei op papier")
    asked = [int(n) for n in re.findall(r"blokje (\d+)", page.locator("main").inner_text())]
    for number, (words, at) in enumerate(zip(sheets, asked, strict=True), 1):
        thumb.fill(f"word_{number}", words[at - 1].lower())
    thumb.press("Klopt dit?")


def words_of(page: Page, number: int) -> list[str]:
    """The fourteen words on one sheet."""
    shown = page.locator("section.letter").nth(number).locator("li").all_inner_texts()
    return [re.sub(r"^\d+\.\s*", "", text) for text in shown]
