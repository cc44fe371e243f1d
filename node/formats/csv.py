"""A table for a spreadsheet: RFC 4180, UTF-8 with a byte order mark.

Rule: no cell is a formula, whoever wrote the listing (LI-13).
"""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

from node.formats.listed import Listed, instant, plain
from node.listings.cards import Card

MEDIA_TYPE: Final = "text/csv"
MARK: Final = "\ufeff"  # without it spreadsheets take our letters for others
# What spreadsheets read as the beginning of a formula, in narrow and wide letters.
_FORMULA: Final = tuple("=+-@＝＋－＠")
COLUMNS: Final = (
    "title",
    "text",
    "kind",
    "purpose",
    "terms",
    "place",
    "address",
    "start",
    "end",
    "by",
    "ward",
    "language",
    "tags",
    "published",
    "link",
)


def render(listed: Listed) -> bytes:
    """One line a listing, under the names of the columns."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for card in listed.cards:
        writer.writerow(map(neutral, _cells(listed, card)))
    return (MARK + file.getvalue()).encode()


def neutral(cell: str) -> str:
    """The text as a cell that is text: an apostrophe before what would be reckoned out."""
    text = plain(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith("\t") else text


def _cells(listed: Listed, card: Card) -> Iterable[str]:
    yield from (card.title, card.text, card.kind, card.purpose, card.terms, card.place)
    yield from (card.address, instant(card.next_date) if card.next_date else "", instant(card.ends))
    yield from (card.by, card.origin_name or "", card.language, ", ".join(card.tags))
    yield from (instant(card.published), listed.link(card))
