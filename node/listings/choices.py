"""What somebody typed and chose to look for, by name, as it stands in an address and is kept.

Rule: a value that we do not have, or have no more, is never guessed at: it is left out, and said.
"""

from collections.abc import Mapping
from typing import Final

from federation.kinds import KINDS
from node.listings.query import NEAR, Query, Sort
from node.store.geo import Circle, Point

LONGEST_SEARCH = 500  # characters shown again in the field; the first words are what is sought
WARD, FREE, SOON = "ward", "free", "week"
METRES: Final = tuple(map(str, NEAR))
KNOWN: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "purpose": ("offer", "request"),
    "terms": ("gift", "paid", "hours", "swap", "loan", "none", FREE),
    "near": (WARD, *METRES),
    "when": (SOON,),
    "language": ("nl", "en", "ar", "tr", "pl", "uk", "ti", "es", "fr", "de"),
    "sort": ("near", "ending"),
}
NAMES: Final = ("q", *KNOWN)


def tidy(choices: Mapping[str, str]) -> dict[str, str]:
    """Every name with what was typed or chosen for it, empty where nothing was."""
    values = {name: choices.get(name, "").strip() for name in NAMES}
    values["near"] = "" if values["near"] == "all" else values["near"]
    values["q"] = " ".join(values["q"].replace("\0", " ").split())[:LONGEST_SEARCH]
    return values


def strange(values: Mapping[str, str]) -> list[str]:
    """The names of which we do not have the value."""
    return [name for name, known in KNOWN.items() if values[name] and values[name] not in known]


def query(values: Mapping[str, str], centre: Point | None) -> Query:
    """What is looked for. Without a ``centre`` nothing is near or far: all of it is shown."""
    metres = int(values["near"]) if values["near"] in METRES else 0
    sort: Sort = "ending" if values["sort"] == "ending" else "new"
    if values["sort"] == "near" and centre is not None:
        sort = "near"
    return Query(
        words=values["q"],
        kind=values["kind"] or None,
        purpose=values["purpose"] or None,
        terms=None if values["terms"] == FREE else values["terms"] or None,
        language=values["language"] or None,
        nearby=values["near"] != WARD,
        free=values["terms"] == FREE,
        soon=values["when"] == SOON,
        circle=None if centre is None else Circle(centre, metres),
        sort=sort,
    )
