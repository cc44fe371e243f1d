"""What must not leave the ward in a text: where to write, call or ring the bell (PROTOCOL §5.4).

Rule 1: this binds the sender alone; no receiver refuses for it. Rule 2: in doubt about a number it
is left alone: years, prices, times, postcodes and amounts are what neighbours write about.
"""

import re
from typing import Final, Literal

Found = Literal["email", "telephone", "address"]

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s?(?:@|\(at\)|\[at\]|\s(?:at|apenstaartje)\s)\s?[\w-]+(?:\.|\s(?:punt|dot)\s)[a-z]{2,}",
    re.IGNORECASE,
)
_CALLABLE: Final = re.compile(r"(?<![\w.,:€])(?:\+|00|\(?0)[\d\s()./-]{7,22}\d(?![\w:])")
_FEWEST_DIGITS: Final = 9  # of a telephone number with its area code
_MOST_DIGITS: Final = 15  # ITU-T E.164
_DATE: Final = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2}")
_STREET: Final = re.compile(
    r"(?<![\w'’.-])[A-Z\u00c0-\u00de][\w'’.-]{0,60}(?:straat|laan|weg|plein|kade|gracht|dijk|steeg|pad|hof|dreef|singel|"
    r"markt|park|plantsoen|haven|boulevard|str\.?)\s+\d{1,5}+(?!\s?(?:uur|mei|x|keer|euro|%|min|m\b|km\b|"
    r"januari|februari|maart|april|juni|juli|augustus|september|oktober|november|december))"
    r"(?:\s?[-/]?\s?[a-zA-Z0-9]{1,4}\b)?",
)


def find(text: str) -> Found | None:
    """The first sort of address that ``text`` gives away, or nothing."""
    if _EMAIL.search(text):
        return "email"
    if any(_is_telephone(match.group()) for match in _CALLABLE.finditer(text)):
        return "telephone"
    if _STREET.search(text):
        return "address"
    return None


def _is_telephone(found: str) -> bool:
    digits = sum(character.isdigit() for character in found)
    return _FEWEST_DIGITS <= digits <= _MOST_DIGITS and not _DATE.fullmatch(found.strip())
