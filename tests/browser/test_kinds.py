"""Something of each kind, with a photo, from its placing to its taking away, on a phone: with a
thumb and no script, and with the keys alone. It is found in its own ward and in the next one.

Of the sixteen walks two are always made; ``--long`` makes them all.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from federation.kinds import KINDS
from node.world import system_clock
from tests.browser import walks
from tests.browser.conftest import PHONE, Visitor
from tests.browser.hands import Hand, Keys, Thumb
from tests.kinds import ANSWERS
from tests.running import PASSWORD, RESIDENT, Node
from tests.tools import wait_until

pytestmark = pytest.mark.browser

ORIENTATION, GPS, LATITUDE = 0x0112, 0x8825, 2
PATIENCE = 30.0
SEEN = "Zo ziet het eruit"
HANDS: Mapping[str, type[Thumb] | type[Keys]] = {"thumb": Thumb, "keys": Keys}
ALWAYS = {("meeting", "keys"), ("learning", "thumb")}
WALKS = [
    pytest.param(kind, hand, marks=[] if (kind, hand) in ALWAYS else [pytest.mark.long])
    for kind in KINDS
    for hand in HANDS
]


@pytest.mark.parametrize(("kind", "with_a"), WALKS)
def test_each_kind_from_placing_to_undoing(
    wards: tuple[Node, Node], visitor: Visitor, kind: str, with_a: str
) -> None:
    elm, _ = wards
    hand = HANDS[with_a](visitor(PHONE, javascript=with_a == "keys"))
    word = f"Zoek{kind}{with_a}"
    title = f"{ANSWERS[kind]['title']} {word}"
    sign_in(hand, elm)
    lid = place(hand, elm, answers(kind, title))
    upright(hand.page, elm)
    spread(hand.page, wards, word, title)
    for node in wards:
        is_found(hand, node, kind, word, title)

    title = f"Nieuw {title}"
    change(hand, elm, lid, title)
    move(hand, elm, lid, "Pauzeren", "Je oproep is gepauzeerd.")
    spread(hand.page, wards, word)
    move(hand, elm, lid, "Hang hem weer op", "Je oproep hangt weer op het bord.")
    renew(hand, elm, lid)
    take_away(hand, elm, lid)
    hang(hand.page, elm, word)
    hand.page.goto(f"{elm.url}/l/{lid}")
    hand.press("Ongedaan maken")
    said(hand.page, "hangt weer op het bord")
    spread(hand.page, wards, word, title)


def sign_in(hand: Hand, node: Node) -> None:
    """Come in by the form."""
    hand.page.goto(f"{node.url}/inloggen")
    hand.fill("name", RESIDENT)
    hand.fill("password", PASSWORD)
    hand.send("Inloggen")
    hand.page.wait_for_url(re.compile("/van-mij"))


def answers(kind: str, title: str) -> Mapping[str, str]:
    """Of a listing of this kind; what comes together does so within the half year it may hang."""
    given = {**ANSWERS[kind], "kind": kind, "purpose": "offer", "title": title}
    given |= {"text": "Kom gerust langs.", "reach": "everyone"}
    given |= {"place": "Javaplein", "geo": "52.361,4.938"}
    if "start" in given:
        day = system_clock() + timedelta(days=20)
        given["start"] = f"{day.day}-{day.month}-{day.year}"
    return given


def place(hand: Hand, node: Node, given: Mapping[str, str]) -> str:
    """Place it through the questions of the pages, with a photo; gives its id."""
    page = hand.page
    page.goto(f"{node.url}/plaatsen")
    for _ in range(walks.MOST_STEPS):
        before = step_of(page)
        if before == "nakijken":
            break
        if before == "foto":
            hand.give("photo", photograph())
            hand.fill("photo_description", SEEN)
            hand.touch("Voeg de foto toe")
            expect(page.get_by_role("img", name=SEEN)).to_be_visible()
        else:
            answer(hand, given)
        hand.press("Verder")
        assert step_of(page) != before, f"stuck: {page.locator('main').inner_text()}"
    hand.press("Plaats mijn oproep")
    page.wait_for_url(re.compile(rf"/l/{walks.LID}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(given["title"])
    found = re.search(walks.LID, page.url)
    assert found
    return found[0]


def step_of(page: Page) -> str:
    """Which question it asks."""
    return urlsplit(page.url).path.rpartition("/")[2]


def answer(hand: Hand, given: Mapping[str, str]) -> None:
    """Answer what this page asks, as far as there is an answer, in its order."""
    fields = walks.main_form(hand.page).locator("input:not([type=hidden]), select, textarea")
    asked = fields.evaluate_all("fields => fields.map(f => [f.name, f.type, f.value])")
    for name, form in {name: form for name, form, _ in asked}.items():
        if name == "end_choice":
            hand.choose(name, next(value for other, _, value in asked if other == name))
        elif name in given and form == "radio":
            hand.choose(name, given[name])
        elif name in given and form == "select-one":
            hand.select(name, given[name])
        elif name in given:
            hand.fill(name, given[name])


def is_found(hand: Hand, node: Node, kind: str, word: str, title: str) -> None:
    """By a word, by filters and on the map; each leads to its page."""
    page = hand.page
    page.goto(node.url)
    hand.fill("q", word)
    hand.send("Zoeken")
    opens(hand, title)

    page.goto(node.url)
    hand.follow(page.locator(f".kinds [data-kind={kind}]").inner_text())
    hand.touch("Kies wat je wilt zien")
    hand.choose("purpose", "offer")
    hand.press("Laat zien")
    assert f"kind={kind}" in page.url
    assert "purpose=offer" in page.url
    opens(hand, title)

    page.goto(f"{node.url}/?q={word}")
    hand.follow("Kaart")
    if isinstance(hand, Keys):
        hand.touch(page.locator(".many").get_attribute("aria-label") or "")
    opens(hand, title)


def opens(hand: Hand, title: str) -> None:
    """What is found leads to the listing."""
    hand.follow(title)
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(title)


def change(hand: Hand, node: Node, lid: str, title: str) -> None:
    """Give it another title."""
    hand.page.goto(f"{node.url}/l/{lid}")
    hand.follow("Veranderen")
    hand.fill("title", title)
    hand.send("Bewaar")
    said(hand.page, "Je oproep is veranderd.")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(title)


def move(hand: Hand, node: Node, lid: str, button: str, news: str) -> None:
    """Press one of the buttons of whoever placed it."""
    hand.page.goto(f"{node.url}/l/{lid}")
    hand.press(button)
    said(hand.page, news)


def renew(hand: Hand, node: Node, lid: str) -> None:
    """Let it hang longer; its page says until when."""
    page = hand.page
    page.goto(f"{node.url}/l/{lid}")
    hand.follow("Verlengen")
    offered = walks.main_form(page).locator("[name=end_choice]")
    longest = offered.evaluate_all("all => all.at(-2).value")  # the last is "another day"
    hand.choose("end_choice", longest)
    hand.press("Verleng mijn oproep")
    said(page, "Je oproep blijft langer hangen.")


def take_away(hand: Hand, node: Node, lid: str) -> None:
    """Take it off the board, after being asked."""
    hand.page.goto(f"{node.url}/l/{lid}")
    hand.follow("Haal mijn oproep weg")
    hand.press("Haal mijn oproep weg")
    said(hand.page, "Je oproep is van het bord")


def said(page: Page, news: str) -> None:
    """The page says what came of it."""
    expect(page.get_by_role("status")).to_contain_text(news)


def spread(page: Page, wards: tuple[Node, Node], word: str, *titles: str) -> None:
    """What hangs with this word, in its own ward and in the next one."""
    wards[1].wijk("pull")
    for node in wards:
        hang(page, node, word, *titles)


def hang(page: Page, node: Node, word: str, *titles: str) -> None:
    """Just these hang on the board; looks again while the news is on its way."""

    def as_it_should() -> bool:
        page.goto(f"{node.url}/?q={word}")
        return tuple(page.locator("main article h3").all_inner_texts()) == titles

    wait_until(as_it_should, seconds=PATIENCE, what=f"{titles} at {node.name}")


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
