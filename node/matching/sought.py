"""What somebody seeks, and what a listing has; whether the one fits the other.

Rule 1: nothing is asked of the database here: values come in, and a yes or no goes out.
Rule 2: something sought has one key, and a listing has every key of what could fit it. So what is
sought is looked up by the listing, and whoever seeks something else is not looked at.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Final, Self

from node.listings import choices, nearby
from node.listings.asked import SOON
from node.listings.models import Listing
from node.listings.query import FREE
from node.matching.wordings import WORDINGS
from node.store.geo import Point
from node.store.search import SHORTEST_PREFIX, fold

ALL: Final = ""  # of a facet: whatever it is
MOST_WORDS: Final = 200  # of a listing, each once; who writes more is not found by all of them
MOST_TALENTS: Final = 8  # of a listing: what names more of them is a list, and offers none


@dataclass(frozen=True)
class Sought:
    """What somebody seeks: all of these words, or this talent; and facets, where they matter.

    ``near`` and ``when`` are those of :mod:`node.listings.choices`; ``tongues``: one of these.
    """

    words: Sequence[str] = ()
    talent: str = ""
    kind: str = ALL
    purpose: str = ALL
    terms: str = ALL
    language: str = ALL
    near: str = ALL
    when: str = ALL
    tongues: Sequence[str] = ()

    @property
    def key(self) -> str:
        """What every listing has that fits: of some words the longest, which the fewest have."""
        if self.talent:
            return _talent_key(self.purpose, self.kind, self.talent)
        return max(self.words, key=len) if self.words else _facet_key(self.kind, self.purpose)

    @property
    def text(self) -> str:
        """The same text for all who seek the same."""
        return json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """What :attr:`text` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Facts:
    """What a listing has. ``near``: each choice of nearness that it is within."""

    beginnings: Collection[str]  # of its words, and they themselves
    talents: Collection[str]
    kind: str
    purpose: str
    terms: Collection[str]
    language: str
    near: Collection[str]
    soon: bool

    def keys(self) -> list[str]:
        """The keys of all that could fit it."""
        kinds = (ALL, self.kind)
        facets = [_facet_key(kind, one) for kind in kinds for one in (ALL, self.purpose)]
        talents = [_talent_key(self.purpose, kind, one) for kind in kinds for one in self.talents]
        return [*self.beginnings, *facets, *talents]

    def fit(self, sought: Sought) -> bool:
        """Whether this listing is what is sought."""
        return (
            sought.kind in {ALL, self.kind}
            and sought.purpose in {ALL, self.purpose}
            and (sought.terms == ALL or sought.terms in self.terms)
            and sought.language in {ALL, self.language}
            and (sought.near == ALL or sought.near in self.near)
            and (sought.when == ALL or self.soon)
            and (not sought.tongues or self.language.partition("-")[0] in sought.tongues)
            and (not sought.talent or sought.talent in self.talents)
            and all(word in self.beginnings for word in sought.words)
        )


def facts_of(row: Listing, now: datetime, centre: Point | None) -> Facts:
    """What this listing has; near is reckoned from ``centre``. Its origin is at hand."""
    words = fold(" ".join([row.title, row.place, row.by, *json.loads(row.tags), row.text]))
    begun = beginnings([*dict.fromkeys(words)][:MOST_WORDS])
    soon = row.upcoming is not None and now <= row.upcoming <= now + SOON
    return Facts(
        beginnings=begun,
        talents=talents_in(begun),
        kind=row.kind,
        purpose=row.purpose,
        terms={row.terms, choices.FREE} if row.terms in FREE else {row.terms},
        language=row.language,
        near=_near(row, centre),
        soon=soon,
    )


def talents_in(begun: Collection[str]) -> list[str]:
    """The talents of which the words stand in it, so that nobody is found by naming them all."""
    found = [
        talent
        for talent, phrases in _phrases().items()
        if any(all(word in begun for word in phrase) for phrase in phrases)
    ]
    return found if len(found) <= MOST_TALENTS else []


def beginnings(words: Collection[str]) -> Collection[str]:
    """These words, and how each that is long enough begins."""
    return frozenset(words) | {
        word[:length] for word in words for length in range(SHORTEST_PREFIX, len(word))
    }


def _near(row: Listing, centre: Point | None) -> Collection[str]:
    """Where it is not known how far something is, nothing is near or far."""
    own = {choices.WARD} if row.origin.own else set()
    if centre is None:
        return own | set(choices.METRES)
    if row.latitude is None or row.longitude is None:
        return own
    metres = nearby.apart(centre, (row.latitude, row.longitude))
    return own | {one for one in choices.METRES if metres <= int(one)}


@cache
def _phrases() -> dict[str, list[list[str]]]:
    return {talent: [fold(one) for one in ways] for talent, ways in WORDINGS.items()}


def _facet_key(kind: str, purpose: str) -> str:
    """No word has such a character."""
    return f"_{kind}_{purpose}"


def _talent_key(purpose: str, kind: str, talent: str) -> str:
    return f"={purpose}={kind}={talent}"
