"""What is new and what ends this week: as a page, and as a sheet for the wall.

Rule: the sheet hangs where anybody reads it, so only what is for everyone stands on it.
"""

from collections.abc import Sequence
from functools import lru_cache

from flask import g, render_template

from node.listings import nearby
from node.listings.cards import Card
from node.matching import candidates, digest
from node.matching.digest import ANYBODY as WHOEVER
from node.matching.digest import Candidate, Reader
from node.matching.weekly import reader_of
from node.shown.viewer import ANYONE, Viewer
from node.upkeep.inviting import square
from node.web import notes
from node.web.here import viewer, world
from node.web.route import ANYBODY, BOARD, GET, Route

PAGE, SHEET = "/wijkoverzicht", "/wijkoverzicht/blad"
LOOKED_AT = 500  # of what is new, of what ends, and of what is to come
drawn = lru_cache(256)(square)  # whoever asks for the sheet again has it made once


def overview() -> str:
    """This week, for who is looking."""
    seen = viewer()
    reader = WHOEVER if seen.resident_id is None else reader_of(seen.resident_id)
    ending, fresh = _parts(seen, reader)
    middle = nearby.centre(g.ward.centre)
    return render_template("ward/overview.html", ending=ending, fresh=fresh, centre=middle)


def overview_sheet() -> str:
    """This week on paper, each with a square that leads to its page."""
    ending, fresh = _parts(ANYONE, WHOEVER)
    site = world().config.url
    return render_template(
        "ward/sheet.html",
        parts=[
            [(one, drawn(site + notes.address(one))) for one in part] for part in (ending, fresh)
        ],
        today=world().now(),
        site=site,
        host=world().config.host_name,
        door=drawn(site),
    )


def _parts(seen: Viewer, reader: Reader) -> tuple[list[Card], list[Card]]:
    found = candidates.of_week(world(), seen, nearby.centre(g.ward.centre), most=LOOKED_AT)
    choice = digest.choose(found, reader, world().now())
    cards = candidates.cards(world(), seen, choice.all)
    return _there(choice.ending, cards), _there(choice.fresh, cards)


def _there(part: Sequence[Candidate], cards: dict[int, Card]) -> list[Card]:
    return [cards[one.id] for one in part if one.id in cards]


ROUTES: tuple[Route, ...] = (
    Route(PAGE, overview, GET, ANYBODY, shows=BOARD),
    Route(SHEET, overview_sheet, GET, ANYBODY, shows=("everyone",)),
)
