"""What an admin decides about a neighbouring ward: the fields of that form, read and kept.

Rule 1: what is wrong stands beside its field, and then nothing is kept. Rule 2: blocking is no
field: it cannot be undone wholly, so it has a page that asks once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort
from werkzeug.datastructures import MultiDict

from federation.kinds import KINDS
from federation.limits import MIB, ORIGIN_BYTES, ORIGIN_LISTINGS, ORIGIN_NEW_A_DAY
from node.feed.identity import ward
from node.moderation import overseeing
from node.peering import levels
from node.peering.levels import Quota
from node.peering.neighbours import NeighbourCard
from node.peering.storing import Filters
from node.translations.catalogue import N_
from node.web import labels
from node.web.here import signed_in, world
from node.web.language import say

LEVELS = {
    "shown": N_("Alles staat op ons bord"),
    "approval": N_("Eerst kijkt een moderator"),
    "hidden": N_("Niets staat op ons bord"),
    "blocked": N_("Geblokkeerd"),
}
HINTS = {
    "shown": N_("Voor een wijk die je vertrouwt."),
    "approval": N_("Elke oproep wacht op ja of nee."),
    "hidden": N_("Wij bewaren alleen dat er iets is, niet wat."),
    "blocked": N_("Ook niet als een andere wijk het doorgeeft."),
}
METRES = {"": N_("Hoe ver ook"), "1000": N_("Binnen 1 kilometer")}
METRES |= {"3000": N_("Binnen 3 kilometer"), "10000": N_("Binnen 10 kilometer")}
MOST = 10_000  # listings of one ward (PROTOCOL §14)
NOT_A_NUMBER = N_("Kies een getal van 1 tot %(most)s, of laat het leeg.")

Form = MultiDict[str, str]


@dataclass(frozen=True)
class Filled:
    """The form as it stands: what is kept, or what was typed and is not right yet."""

    level: str
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    metres: str
    most_listings: str
    most_new: str
    most_size: str
    relaying: bool
    through: bool


def fields(card: NeighbourCard, typed: Form | None) -> dict[str, Any]:
    """All that the template needs for the form; ``typed``: what was not right."""
    return {
        "filled": _kept(card) if typed is None else _typed(card, typed),
        "levels": _offered(card),
        "hints": HINTS,
        "metres": METRES,
        "centred": bool(ward().centre),
        "bounds": {
            "listings": ORIGIN_LISTINGS,
            "new": ORIGIN_NEW_A_DAY,
            "size": ORIGIN_BYTES // MIB,
        },
    }


def decide(card: NeighbourCard, typed: Form) -> dict[str, str]:
    """Keep what was sent; else what is wrong with it, by field."""
    filled, problems = _typed(card, typed), dict[str, str]()
    listings = _number(filled.most_listings, "most_listings", problems)
    new = _number(filled.most_new, "most_new", problems)
    size = _number(filled.most_size, "most_size", problems)
    if filled.level not in _offered(card) or filled.metres not in METRES:
        abort(400)
    if problems:
        return problems
    metres = int(filled.metres) if filled.metres else None
    filters = Filters(filled.kinds, filled.languages, metres)
    quota = Quota(listings, size * MIB if size else None, new)
    if filled.level != card.level:
        overseeing.set_level(world(), signed_in(), card.scid, filled.level)
    if filters != card.filters:
        levels.set_filters(world(), card.scid, filters)
    if quota != card.quota:
        levels.set_quota(world(), card.scid, quota)
    levels.set_relaying(world(), card.scid, on=filled.relaying)
    levels.take_through(world(), card.scid, on=filled.through)
    return {}


def _offered(card: NeighbourCard) -> Mapping[str, str]:
    """The levels to choose from; blocked only where it is so already."""
    return {one: words for one, words in LEVELS.items() if one == card.level or one != "blocked"}


def _kept(card: NeighbourCard) -> Filled:
    filters, quota = card.filters, card.quota
    return Filled(
        level=card.level,
        kinds=filters.kinds,
        languages=filters.languages,
        metres=str(filters.metres or ""),
        most_listings=str(quota.listings or ""),
        most_new=str(quota.new_a_day or ""),
        most_size=str(max(1, quota.size // MIB) if quota.size else ""),
        relaying=card.relaying,
        through=card.through,
    )


def _typed(card: NeighbourCard, typed: Form) -> Filled:
    return Filled(
        level=typed.get("level", card.level),
        kinds=tuple(one for one in typed.getlist("kinds") if one in KINDS),
        languages=tuple(one for one in typed.getlist("languages") if one in labels.TEXT_LANGUAGES),
        metres=typed.get("metres", ""),
        most_listings=typed.get("most_listings", "").strip(),
        most_new=typed.get("most_new", "").strip(),
        most_size=typed.get("most_size", "").strip(),
        relaying="relaying" in typed,
        through="through" in typed,
    )


def _number(text: str, name: str, problems: dict[str, str]) -> int | None:
    tidy = text.replace(".", "")
    if not tidy:
        return None
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) < 6 and 1 <= int(tidy) <= MOST):
        problems[name] = say(NOT_A_NUMBER, most=MOST)
        return None
    return int(tidy)
