"""Offers for somebody's wishes, and requests for what they can do, each with the reason.

Rule 1: what somebody told about themselves is used for them alone; nobody sees whom it fits.
Rule 2: only what they may see is looked at, and nothing of their own.
Rule 3: a listing fits by words that stand in it; the reason is which wish those words are of.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.listings import search
from node.listings.cards import Card
from node.matching.wordings import WORDINGS
from node.residents import profile
from node.residents.talents import TALENTS
from node.shown.viewer import Viewer
from node.store.search import fold
from node.world import World

MOST = 40  # the newest
MOST_OWN_WORDS = 12  # pieces of a line in somebody's own words
ABOUT: Final = ("distance", "interests", "languages")
NEAR: Final = {"street", "quarter", "ward"}  # who goes no further looks in this ward alone
_BETWEEN = re.compile(r"[,;.!?/\n]|\b(?:en|of|and|or)\b", re.IGNORECASE)
# Words that say nothing about what somebody would like or can do.
IDLE: Final = frozenset(
    fold(
        "ik wil wilt graag zou willen kan kunnen mag moet heb hebben ben zijn wel ook nog weer veel"
        " wat iets iemand iedereen samen met voor van een het de naar bij aan op in om te mijn me"
        " leren doen gaan maken geven krijgen spelen oefenen helpen hulp les lessen beter goed leuk"
        " i would like want can to the a an my with for learn some help playing"
    )
)

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A wish or talent: ``words`` is a sentence of the catalogues, or what somebody typed."""

    words: str
    typed: bool
    phrases: Collection[Phrase]


@dataclass(frozen=True)
class Fit:
    """A listing, and what of somebody it fits."""

    card: Card
    reasons: Sequence[Told]


@dataclass(frozen=True)
class Fitting:
    """What fits, the newest first. ``told``: whether they told anything to go by."""

    told: bool
    fits: Sequence[Fit]
    more: bool = False


def offers(world: World, viewer: Viewer) -> Fitting:
    """Offers for what this resident would like."""
    return _fitting(world, viewer, "offer", ("wishes", "more_wishes"))


def requests(world: World, viewer: Viewer) -> Fitting:
    """Requests for what this resident can do."""
    return _fitting(world, viewer, "request", ("talents", "more_talents"))


def _fitting(world: World, viewer: Viewer, purpose: str, names: tuple[str, str]) -> Fitting:
    if viewer.resident_id is None:
        return Fitting(told=False, fits=[])
    asked = (*names, "distance", "interests")
    answers = profile.answers_of(resident_id=viewer.resident_id, names=asked)
    told = [*_listed(answers.get(names[0], [])), *own_words(answers.get(names[1], ""))]
    if not told:
        return Fitting(told=False, fits=[])
    found = search.find_any(
        world,
        viewer,
        search.Query(purpose=purpose, nearby=answers.get("distance") not in NEAR, limit=MOST + 1),
        phrases=[phrase for one in told for phrase in one.phrases],
        kinds=answers.get("interests") or (),
    )
    fits = [Fit(card, _reasons(card, told)) for card in found[:MOST]]
    return Fitting(told=True, fits=fits, more=len(found) > MOST)


def _listed(chosen: profile.Value) -> list[Told]:
    return [
        Told(TALENTS[key], typed=False, phrases=[tuple(fold(one)) for one in WORDINGS[key]])
        for key in chosen
        if key in TALENTS
    ]


def own_words(line: profile.Value) -> list[Told]:
    """Each piece of a line by itself, without words that say nothing."""
    pieces = _BETWEEN.split(line) if isinstance(line, str) else []
    found: Mapping[Phrase, str] = {
        tuple(word for word in fold(piece) if word not in IDLE): " ".join(piece.split())
        for piece in pieces[:MOST_OWN_WORDS]
    }
    return [Told(text, typed=True, phrases=[phrase]) for phrase, text in found.items() if phrase]


def _reasons(card: Card, told: Sequence[Told]) -> list[Told]:
    """Of which wishes the words stand in it; all of them, where a longer word was meant."""
    words = set(fold(" ".join([card.title, card.text, card.place, card.by, *card.tags])))
    return [one for one in told if any(_stands(phrase, words) for phrase in one.phrases)]


def _stands(phrase: Phrase, words: Collection[str]) -> bool:
    return all(
        part in words or (len(part) >= 3 and any(word.startswith(part) for word in words))
        for part in phrase
    )
