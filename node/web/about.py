"""What this site is, and which wards it exchanges with: for anybody to read."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import g, render_template

from node.peering import neighbours as use
from node.settings import values
from node.web import deciding, onmap
from node.web.health import running_version
from node.web.here import world
from node.web.language import say
from node.web.neighbouring import condition_of


@dataclass(frozen=True)
class Shown:
    """A neighbouring ward as anybody may see it. ``look``: good, warn, bad or off."""

    name: str
    host: str
    since: datetime
    last_contact: datetime | None
    listings: int
    words: tuple[str, ...]
    look: str
    condition: str
    level: str


def about() -> str:
    """How it works, whose it is, and whom to call."""
    held = values.everything()
    return render_template(
        "ward/about.html",
        version=running_version(),
        contact=held["contact"],
        background=onmap.background(g.ward.tiles, g.ward.tiles_credit),
    )


def neighbours() -> str:
    """Which wards we follow, since when, and when we last heard from them."""
    return render_template(
        "ward/neighbours.html", neighbours=[_shown(one) for one in use.all_of(world())]
    )


def _shown(one: use.NeighbourCard) -> Shown:
    look, condition = condition_of(one)
    return Shown(
        name=one.name,
        host=urlsplit(one.url).netloc,
        since=one.since,
        last_contact=one.last_contact,
        listings=one.listings,
        words=one.words.words,
        look=look,
        condition=condition,
        level=say(deciding.LEVELS[one.level]),
    )
