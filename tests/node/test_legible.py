"""Text that tries to break the page, or to hide: bidi, zero width, floods of accents (LI-09)."""

import unicodedata

import pytest

from federation.listing import judge_for
from node.listings import compose, fields, read
from node.listings.fields import NamedPicture
from node.listings.legible import MOST_MARKS, legible
from node.peering.apply import UNTITLED, placed_as
from node.residents.models import Resident
from node.shown.viewer import ANYONE
from node.world import World
from tests.federation.origin import NOON, Origin
from tests.node.filling import LADDER, ladder

TURNED = "Ladder \u202egratis\u2066\u2069\u202c"
HIDDEN = "L\u200ba\u2060d\ufeffd\u00ade\U000e0041r"
TOWER = "La" + "\u0301\u0336\u0489" * 40 + "dder"
NOTHING = "\u200b\u202e\u2060 \u200d\u0301"

# Each has to come out as it went in.
WRITING = [
    "Hé, ’s avonds 10–12 uur: ½ prijs",
    "Việt Nam đẹp lắm",
    "می‌خواهم کمک کنم",  # with a zero-width non-joiner, as Persian is written
    "\u200fשלום\u200f, בְּרֵאשִׁית",
    "السَّلَامُ عَلَيْكُمْ",
    "क्‍ष สวัสดี ကြိုဆိုပါတယ်",
    "བོད་སྐད",
    "ትግርኛ 中文 Ελληνικά",
    "👩‍👩‍👧 ❤️ 🏳️‍🌈 🪜🪜🪜🪜🪜🪜",
    "e\u0301\u0323 s\u0323\u0307",
]


@pytest.mark.parametrize("text", WRITING)
def test_what_people_write_stays(text: str) -> None:
    assert legible(text) == text


def test_what_nobody_sees_goes_and_towers_come_down() -> None:
    assert legible(TURNED) == "Ladder gratis"
    assert legible(HIDDEN) == "Ladder"
    assert legible(NOTHING) == legible("\u0301") == legible("\u200b") == ""
    assert legible("a" + "\u200d" * 500 + "b") == "a\u200db"
    low = legible(TOWER)
    assert sum(unicodedata.category(letter) in {"Mn", "Me"} for letter in low) == MOST_MARKS
    assert low.startswith("La")
    assert low.endswith("dder")
    assert legible("") == ""


def test_LI_09_typed_here_it_is_readable_or_asked_again(world: World, alice: Resident) -> None:
    typed = {"title": TURNED, "text": TOWER, "place": HIDDEN, "tags": f"{HIDDEN}, {TURNED}"}
    typed |= {"detail_condition": TURNED}
    lid = compose.place(world, owner=alice.id, fields=ladder(world, reach="everyone", **typed))
    card = read.one(world, ANYONE, lid=lid)
    assert (card.title, card.place) == ("Ladder gratis", "Ladder")
    assert card.tags == ["Ladder", "Ladder gratis"]
    assert card.details["condition"] == "Ladder gratis"
    assert len(card.text) < 12
    named = (NamedPicture("digest", NOTHING),)
    empty = LADDER | {"title": NOTHING, "text": NOTHING}
    found = fields.read(empty, named, world.now()).problems
    assert set(found) == {"title", "text", "picture_1"}


def test_LI_09_from_a_neighbour_it_is_readable_and_its_bytes_stay() -> None:
    elm = Origin()
    data = elm.secured(
        elm.document(
            name=NOTHING,
            content=TOWER,
            place_name=TURNED,
            by=HIDDEN,
            tags=[TURNED],
            details={"condition": TURNED, "days": 3},
        )
    )
    listing = judge_for(data, host=elm.host, scope="public", now=NOON)
    placed = placed_as(listing, "everyone")
    assert (placed.title, placed.place, placed.by) == (UNTITLED, "Ladder gratis", "Ladder")
    assert (placed.tags, placed.details) == (
        ("Ladder gratis",),
        {"condition": "Ladder gratis", "days": 3},
    )
    assert len(placed.text) < 12
    assert listing.data == data
