"""The board as a map: the same search, put together by place; without a script it is a list.

Rule: nothing is loaded from elsewhere unless the ward named a server of maps and whose they are;
then the page says so, and only this page may.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from flask import Flask, current_app, g, render_template, request

from node.listings import counting, nearby, publicplaces, search, spots
from node.store.geo import Point
from node.translations.catalogue import N_, NN_
from node.web.filters import Filters
from node.web.here import viewer, words, world
from node.web.language import say
from node.web.route import ANYBODY, BOARD, GET, Route

FILES: Final = ("leaflet/leaflet.css", "kaart.css", "leaflet/leaflet.js", "kaart.js")
MOST: Final = 300  # listings on one map
MOST_SPOTS: Final = 100

CUT = N_("Dit zijn er %(shown)s van %(total)s. Zoek met een woord of een keuze, dan past het.")
CUT_OF_MANY = N_("Dit zijn er %(shown)s van meer dan %(total)s. Zoek met een woord of een keuze.")


@dataclass(frozen=True)
class OnTheMap(Filters):
    """What somebody wants to see on the map."""

    path: ClassVar[str] = "/kaart"


@dataclass(frozen=True)
class Background:
    """A server of maps that the ward chose: where its pictures are, and whose they are."""

    address: str
    credit: str

    @property
    def host(self) -> str:
        """Whose computer is asked."""
        return urlsplit(self.address).netloc

    @property
    def origin(self) -> str:
        """From where the page may then load pictures."""
        return f"https://{self.host}"


def on_map() -> str:
    """The map, and beside it the same listings by place."""
    filters = OnTheMap.read(request.args)
    middle = nearby.centre(g.ward.centre)
    query = replace(filters.query(middle), limit=MOST)
    found = search.find(world(), viewer(), query)
    shown = spots.grouped(found.cards, MOST_SPOTS)
    behind = background(g.ward.tiles, g.ward.tiles_credit)
    if behind is not None:
        g.pictures_from = behind.origin
    counts = counting.of(world(), viewer(), query)
    return render_template(
        "listings/map.html",
        filters=filters,
        counts=counts,
        groups=filters.groups(counts, measured=middle is not None),
        found=found,
        spots=shown,
        wards=spots.wards(found.cards),
        centre=middle,
        count=_count(found),
        cut=_cut(found, sum(len(spot.cards) for spot in shown)),
        background=behind,
        degrees=degrees,
        site=world().config.url,
    )


@dataclass(frozen=True)
class Around:
    """What somebody who chooses a cell on a map sees around it. ``files``: of the map itself."""

    files: tuple[str, ...]
    places: list[tuple[float, float, str]]
    centre: str
    ward: str
    background: Background | None


def install(app: Flask) -> None:
    """``map_around()`` for the question where something is."""
    app.jinja_env.globals["map_around"] = around


def around() -> Around:
    """The middle of the ward and its public places; the page may then load the background."""
    behind = background(g.ward.tiles, g.ward.tiles_credit)
    if behind is not None:
        g.pictures_from = behind.origin
    middle = nearby.centre(g.ward.centre)
    address: Any = current_app.jinja_env.globals["asset"]
    return Around(
        files=tuple(map(address, FILES)),
        places=[(p.geo[0] / 1000, p.geo[1] / 1000, p.name) for p in publicplaces.listed() if p.geo],
        centre="" if middle is None else degrees(middle),
        ward=g.ward.name,
        background=behind,
    )


def background(address: str | None, credit: str | None) -> Background | None:
    """The server of maps, if the ward named one and whose maps they are, in its settings."""
    return Background(address, credit) if address and credit else None


def degrees(at: Point) -> str:
    """A cell as the script reads it."""
    return f"{at[0] / 1000:g},{at[1] / 1000:g}"


def _count(found: search.Found) -> str:
    if not found.total:
        return say(N_("Geen oproepen"))
    if found.more_than_counted:
        return say(N_("Meer dan %(most)s oproepen"), most=search.MOST_COUNTED)
    return words().count(
        *NN_("%(num)s oproep, per plek", "%(num)s oproepen, per plek"), found.total
    )


def _cut(found: search.Found, shown: int) -> str:
    if shown == found.total:
        return ""
    if found.more_than_counted:
        return say(CUT_OF_MANY, shown=shown, total=search.MOST_COUNTED)
    return say(CUT, shown=shown, total=found.total)


ROUTES: tuple[Route, ...] = (Route("/kaart", on_map, GET, ANYBODY, shows=BOARD),)
