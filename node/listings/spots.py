"""The listings of a page put together by where they are: a public place, or a cell of 300 m.

Rule: a spot says no more of where something is than its listings do (PROTOCOL §5.2).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from node.listings.cards import Card
from node.store.geo import Point

MOST_NAMES = 2  # of a cell; more is no name


@dataclass(frozen=True)
class Spot:
    """What hangs at one place. ``at``: the centre of its cell, if it has one.

    ``address``: of a public place. ``ward``: the neighbouring ward it all comes from, if so.
    """

    at: Point | None
    name: str
    address: str
    ward: str | None
    cards: Sequence[Card]


@dataclass(frozen=True)
class Named:
    """A ward, and about where what it has is."""

    name: str
    at: Point


def grouped(cards: Iterable[Card], most: int) -> list[Spot]:
    """The spots, at most so many, in the order of their first listing; last what is nowhere in
    particular.
    """
    found: dict[tuple[Point | None, str, str], list[Card]] = {}
    for card in cards:
        found.setdefault(_where(card), []).append(card)
    ordered = sorted(found.items(), key=lambda one: one[0][0] is None)
    return [_spot(at, address, group) for (at, _name, address), group in ordered[:most]]


def wards(cards: Iterable[Card]) -> list[Named]:
    """The neighbouring wards among these listings, each in the middle of what it has."""
    found: dict[str, list[Point]] = {}
    for card in cards:
        if card.origin_name and card.at is not None:
            found.setdefault(card.origin_name, []).append(card.at)
    return [Named(name, _middle(points)) for name, points in found.items()]


def _where(card: Card) -> tuple[Point | None, str, str]:
    """A public place by its name and address, else the cell."""
    if card.at is None:
        return None, "", ""
    return (card.at, card.place, card.address) if card.address else (card.at, "", "")


def _spot(at: Point | None, address: str, cards: list[Card]) -> Spot:
    names = Counter(card.place for card in cards if card.place)
    origins = {card.origin_name for card in cards}
    return Spot(
        at=at,
        name=", ".join(name for name, _ in names.most_common(MOST_NAMES)) if at else "",
        address=address,
        ward=origins.pop() if len(origins) == 1 else None,
        cards=cards,
    )


def _middle(points: Sequence[Point]) -> Point:
    count = len(points)
    return sum(p[0] for p in points) // count, sum(p[1] for p in points) // count
