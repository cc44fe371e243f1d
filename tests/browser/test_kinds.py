"""Something of each kind, with a photo, from its placing to its taking away, on a phone."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from federation.kinds import KINDS
from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.kinds import ANSWERS
from tests.running import Node

pytestmark = pytest.mark.browser

ORIENTATION, GPS, LATITUDE = 0x0112, 0x8825, 2
SEEN = "Zo ziet het eruit"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "meeting"])  # it has a date
def test_each_kind_from_placing_to_undoing(
    wards: tuple[Node, Node], visitor: Visitor, kind: str
) -> None:
    elm, oak = wards
    page = visitor(PHONE, javascript=list(KINDS).index(kind) % 2 == 0)
    walks.sign_in(page, elm)
    word = f"Zoek{kind}"
    title = f"{ANSWERS[kind]['title']} {word}"
    given = {**ANSWERS[kind], "kind": kind, "purpose": "offer", "title": title}
    lid = place(page, elm, {**given, "text": "Kom gerust langs.", "reach": "everyone"})
    upright(page, elm)

    for path in (f"/?q={word}", f"/?kind={kind}", f"/kaart?q={word}"):
        page.goto(f"{elm.url}{path}")
        expect(page.locator("main")).to_contain_text(title)
    oak.wijk("pull")
    page.goto(f"{oak.url}/?q={word}")
    expect(page.locator("main")).to_contain_text(title)

    own = f"{elm.url}/l/{lid}"
    page.goto(own)
    page.get_by_role("link", name="Veranderen").click()
    page.locator("[name=title]").fill(f"{title} nieuw")
    walks.main_form(page).get_by_role("button").last.click()
    page.wait_for_url(re.compile(lid))
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title} nieuw")
    with page.expect_navigation():
        page.get_by_role("button", name="Pauzeren").click()
    on_board(page, elm, word, lid, count=0)
    page.goto(own)
    with page.expect_navigation():
        page.get_by_role("button", name="Hang hem weer op").click()
    on_board(page, elm, word, lid, count=1)
    walks.withdraw(page, elm, lid)
    with page.expect_navigation():
        page.get_by_role("button", name="Ongedaan maken").first.click()
    on_board(page, elm, word, lid, count=1)


def on_board(page: Page, node: Node, word: str, lid: str, *, count: int) -> None:
    """It hangs on the board, or it does not."""
    page.goto(f"{node.url}/?q={word}")
    expect(page.locator(f"main article a[href*='{lid}']")).to_have_count(count)


def place(page: Page, node: Node, answers: dict[str, str]) -> str:
    """Place it through the questions of the pages, with a photo."""
    page.goto(f"{node.url}/plaatsen")
    for _ in range(walks.MOST_STEPS):
        if page.url.endswith("/nakijken"):
            break
        if page.url.endswith("/foto"):
            page.locator("#photo").set_input_files(photograph())
            page.locator("[name=photo_description]").fill(SEEN)
            page.get_by_role("button", name="Voeg de foto toe").click()
            expect(page.get_by_role("img", name=SEEN)).to_be_visible()
        else:
            form = walks.main_form(page)
            chosen = {n: v for n, v in answers.items() if form.locator(f"select[name={n}]").count()}
            for name, value in chosen.items():
                form.locator(f"select[name={name}]").select_option(value)
            walks.answer_step(page, {n: v for n, v in answers.items() if n not in chosen})
        before = page.url
        walks.go_on(page)
        assert page.url != before, f"stuck: {page.locator('main').inner_text()}"
    page.get_by_role("button", name="Plaats mijn oproep").click()
    page.wait_for_url(re.compile(rf"/l/{walks.LID}"))
    found = re.search(walks.LID, page.url)
    assert found
    return found[0]


def upright(page: Page, node: Node) -> None:
    """The photo that is shown stands upright, and says nothing of where it was made."""
    source = page.get_by_role("img", name=SEEN).first.evaluate("img => img.currentSrc || img.src")
    shown = Image.open(BytesIO(node.get(urlsplit(source).path).body))
    assert shown.width > shown.height
    assert not shown.getexif()


def photograph() -> FilePayload:
    """A photo that lies on its side and says where it was made."""
    file, exif = BytesIO(), Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[LATITUDE] = (52.0, 21.0, 30.0)
    Image.new("RGB", (40, 80), "teal").save(file, "JPEG", exif=exif)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
