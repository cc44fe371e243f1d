"""What every format is made from: the cards of one search, and where they are.

Rule: no text leaves this room with characters in it that no format can hold (LI-14).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from node.listings.cards import Card

# Controls but for tab and line end, halves of characters, and what XML 1.0 has no place for.
_UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class Listed:
    """The outcome of one search. ``page`` and ``file``: the addresses of the list and of this."""

    title: str
    site: str
    page: str
    file: str
    language: str
    now: datetime
    cards: Sequence[Card]

    def link(self, card: Card) -> str:
        """The page of one listing."""
        return self.site + card.page

    @property
    def updated(self) -> datetime:
        """When the last of them changed."""
        return max((card.updated for card in self.cards), default=self.now)


def plain(text: str) -> str:
    """The text with one sort of line end, and without what no format can hold."""
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text))


def instant(moment: datetime) -> str:
    """A moment as ISO 8601, in UTC and whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
