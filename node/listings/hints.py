"""What its maker could try when nobody answers a listing: from what is not in it, nothing else.

Rule: no guesses and no numbers; a hint says what is missing, and whoever reads it decides.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from node.listings.cards import Card

Hint = Literal["photo", "text", "reach", "place", "tags"]
A_WHILE: Final = timedelta(days=14)  # of hanging, after which its maker may wonder
MOST: Final = 3
SHORT: Final = 120  # characters of a text that tells little


def hints(card: Card) -> list[Hint]:
    """At most :data:`MOST`, what helps a reader most first."""
    missing: dict[Hint, bool] = {
        "photo": not card.pictures,
        "text": len(card.text) < SHORT,
        "reach": card.reach == "ward",
        "place": not card.place,
        "tags": not card.tags,
    }
    return [name for name, is_missing in missing.items() if is_missing][:MOST]


def for_now(card: Card, now: datetime) -> list[Hint]:
    """The same, for what hangs and has hung for a while."""
    return hints(card) if card.state == "open" and now - card.published >= A_WHILE else []
