"""A listing as paper on the board: its strips and its facts, in the words of this page.

Rule: only says what the card has; nothing is guessed.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from node.listings import nearby
from node.listings.cards import Card
from node.listings.days import day_of
from node.store.geo import Point
from node.translations.catalogue import N_
from node.web import details, labels
from node.web.here import words, world
from node.web.language import say
from node.web.sound import or_else

SHOWN_CHARACTERS = 150  # of the text, in a list
LONGEST_STRIP = 28  # characters; longer belongs on the listing's own page

_BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Fact:
    """One thing to know: a drawing, what it is, and the answer."""

    icon: str
    label: str
    value: str


@or_else(list[Fact])
def strips(card: Card, centre: Point | None = None) -> list[Fact]:
    """The two or three facts that decide; of a neighbour's, how far from ``centre`` it is."""
    last = _far(card, centre) or _room(card) or _place(card)
    found = [_state(card), _terms(card), _when(card), last]
    return [fact for fact in found if fact is not None][:3]


@or_else(list[Fact])
def facts(card: Card) -> list[Fact]:
    """All there is to know, for the listing's own page."""
    found = [_terms_in_full(card), _begins(card), *_details(card), _place(card, whole=True)]
    found += [
        Fact("person", say(N_("Van wie?")), card.by) if card.by else None,
        Fact("clock", say(N_("Tot wanneer staat dit hier?")), _day(card.ends)),
    ]
    return [fact for fact in found if fact is not None]


def address(card: Card) -> str:
    """Where this listing's own page is."""
    return card.page


@or_else(list[list[str]])
def paragraphs(text: str) -> list[list[str]]:
    """A text as its maker set it: paragraphs of lines."""
    return [part.split("\n") for part in _BETWEEN_PARAGRAPHS.split(text.strip())]


def is_cut(text: str) -> bool:
    """Whether :func:`excerpt` leaves out anything of it."""
    return len(" ".join(text.split())) > SHOWN_CHARACTERS


@or_else(str)
def excerpt(text: str) -> str:
    """The beginning of a text, up to a word."""
    flat = " ".join(text.split())
    if not is_cut(text):
        return flat
    return flat[:SHOWN_CHARACTERS].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


def _state(card: Card) -> Fact | None:
    if card.state == "open":
        return None
    return Fact("pause", "", say(labels.STATES.get(card.state, card.state)))


def _far(card: Card, centre: Point | None) -> Fact | None:
    if centre is None or card.is_own or card.at is None:
        return None
    return Fact("pin", "", words().distance(nearby.metres(centre, card.at)))


def _terms(card: Card) -> Fact | None:
    icon = labels.TERM_ICONS.get(card.terms)
    if icon is None:
        return None
    pay = str(card.details.get("pay", ""))
    if card.terms == "paid" and 0 < len(pay) <= LONGEST_STRIP:
        return Fact(icon, "", pay)
    if card.terms == "gift" and card.kind == "volunteering":
        return Fact(icon, "", say(N_("vrijwillig")))
    return Fact(icon, "", say(labels.TERMS[card.terms]))


def _terms_in_full(card: Card) -> Fact | None:
    icon = labels.TERM_ICONS.get(card.terms)
    if icon is None or details.says_how_much(card.kind, card.terms, card.details):
        return None
    return Fact(icon, say(N_("Wat kost het?")), say(labels.TERMS_IN_FULL[card.terms]))


def _when(card: Card) -> Fact:
    if card.next_date:
        return Fact("calendar", "", words().moment(card.next_date))
    return Fact("clock", "", say(N_("tot en met %(day)s"), day=_day(card.ends)))


def _begins(card: Card) -> Fact | None:
    if card.starts is None:
        return None
    shown = words().moment(card.next_date or card.starts)
    repeat = labels.REPEATS.get(str(card.details.get("repeat", "")))
    if repeat:
        shown = say(N_("%(moment)s, en dan %(repeat)s"), moment=shown, repeat=say(repeat))
    return Fact("calendar", say(N_("Wanneer?")), shown)


def _room(card: Card) -> Fact | None:
    """How many: places at a meeting, portions, days of a loan."""
    told = details.how_many(card.kind, card.details, words())
    return Fact(told.words.icon, "", told.value) if told else None


def _place(card: Card, *, whole: bool = False) -> Fact | None:
    if not card.place or (len(card.place) > LONGEST_STRIP and not whole):
        return None
    if not whole:
        return Fact("pin", "", card.place)
    return Fact("pin", say(N_("Waar?")), ", ".join(filter(None, (card.place, card.address))))


def _details(card: Card) -> list[Fact]:
    told = details.told(card.kind, card.details, words())
    return [Fact(one.words.icon, say(one.words.question), one.value) for one in told]


def _day(instant: datetime) -> str:
    return words().day(instant, day_of(world().now()))
