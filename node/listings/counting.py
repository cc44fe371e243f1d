"""How many listings each choice beside a search would give, so that the choices lead somewhere.

Rule 1: what makes a search narrower is counted in what was found, as the page's own heading is: the
two never contradict each other. Only what would be put in the place of something chosen is counted
in the newest of a wider search.
Rule 2: a number that may be more is told as such, and nothing is told where none was seen yet.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from node.listings import newest
from node.listings.choices import METRES, SOON, WARD
from node.listings.newest import SLICE, Newest
from node.listings.query import FACETS, FREE, NEAR, TOLD, Query
from node.shown.viewer import Viewer
from node.world import World

Choice = tuple[str, str]
"""A name and a value as in :mod:`node.listings.choices`; ``free`` is one of the terms."""
PLACED: Final = ("near", "when")
LEFT_OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (name,) for name in FACETS},
    "near": ("own", "reached"),
    "when": ("soon",),
}
"""What of :data:`TOLD` each choice is about."""


@dataclass(frozen=True)
class Counts:
    """``found``: how many were found, and ``within``: how many of those fit each choice; ``cut``:
    there may be more of them.

    ``beside``: how many there would be with a choice in the place of what is chosen now;
    ``beside_cut``: the names of which there may be more.
    """

    query: Query
    found: int
    within: Mapping[Choice, int]
    cut: bool
    beside: Mapping[Choice, int]
    beside_cut: Collection[str]

    def of(self, name: str, value: str) -> int:
        """How many there are when ``name`` is ``value`` and the rest stays as it is."""
        if narrows(self.query, name, value):
            return self.within.get((name, value), 0)
        least = self.found if widens(self.query, name, value) else 0
        return max(least, self.beside.get((name, value), 0))

    def told(self, name: str, value: str) -> str | None:
        """The same to be read: "12", or "12+" where there may be more; nothing if none was seen yet
        and there may be some.
        """
        number = min(self.of(name, value), SLICE)
        if self.cut if narrows(self.query, name, value) else name in self.beside_cut:
            return f"{number}+" if number else None
        return str(number)


def of(world: World, viewer: Viewer, query: Query) -> Counts:
    """What each choice of kind, purpose, terms, language, place and time would give."""
    slices = newest.of(world, viewer, query)
    narrow, wide, around = slices.narrow, slices.wide, slices.around
    return Counts(
        query,
        found=len(narrow.ids),
        within=_counted(narrow, LEFT_OPEN),
        cut=not narrow.all,
        beside=_counted(wide, FACETS, query) + _counted(around, PLACED, query),
        beside_cut=[*(() if wide.all else FACETS), *(() if around.all else PLACED)],
    )


def narrows(query: Query, name: str, value: str) -> bool:
    """Whether what this choice gives is part of what is looked for already."""
    if name == "near":
        if not query.nearby:
            return value == WARD
        return not _metres(query) or (value in METRES and int(value) <= _metres(query))
    if name == "terms" and query.free:
        return value in {"free", *FREE}
    return name == "when" or getattr(query, name) in {None, value}


def widens(query: Query, name: str, value: str) -> bool:
    """Whether all that is looked for already is part of what this choice gives."""
    if name == "near":
        return query.nearby and 0 < _metres(query) <= int(value if value in METRES else 0)
    return name == "terms" and value == "free" and query.terms in FREE


def _metres(query: Query) -> int:
    return query.circle.metres if query.circle else 0


def _counted(listed: Newest, names: Collection[str], query: Query | None = None) -> Counter[Choice]:
    """How many of these fit each choice; only those that ``query`` lets through but for that."""
    by: Counter[Choice] = Counter()
    for values, number in listed.by.items():
        has = dict(zip(TOLD, values, strict=True))
        for name in names:
            if query is None or _lets_through(query, has, LEFT_OPEN[name]):
                by.update(dict.fromkeys(_choices(has, name), number))
    return by


def _lets_through(query: Query, has: Mapping[str, Any], but: Collection[str]) -> bool:
    return all(name in but or query.allows(name, value) for name, value in has.items())


def _choices(has: Mapping[str, Any], name: str) -> list[Choice]:
    """The choices of this name that a listing fits."""
    if name == "near":
        near = [str(metres) for metres in NEAR[has["reached"] :]]
        return [(name, value) for value in [*([WARD] if has["own"] else []), *near]]
    if name == "when":
        return [(name, SOON)] if has["soon"] else []
    free = [(name, "free")] if name == "terms" and has[name] in FREE else []
    return [(name, has[name]), *free]
