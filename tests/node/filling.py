"""Filling in forms the way tests like to."""

from datetime import datetime

from node.listings import fields
from node.listings.fields import Fields
from node.world import World

LADDER = {
    "kind": "lending",
    "purpose": "offer",
    "terms": "loan",
    "title": "Ladder",
    "text": "Van hout, drie meter. Haal hem op wanneer je wilt.",
    "end": "30-6-2031",
    "place": "Javaplein",
    "geo": "52.361,4.938",
    "detail_days": "7",
}


def read(typed: dict[str, str], now: datetime) -> Fields:
    """The values of a form that has nothing wrong with it."""
    reading = fields.read(typed, (), now)
    assert not reading.problems
    assert reading.fields is not None
    return reading.fields


def ladder(world: World, **typed: str) -> Fields:
    """A ladder to lend out, with changes."""
    return read(LADDER | typed, world.now())
