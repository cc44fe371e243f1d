"""Text as it can be read: without what nobody sees, and without towers of accents.

Rule 1: whatever is shown goes through here when it is kept, typed here or sent by a neighbour;
signed bytes never do. Rule 2: every script stays whole: joiners, single marks of direction, and as
many accents as any language puts on one letter.
"""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 4  # on one letter: more than Vietnamese, Hebrew or Tibetan writes
# What turns the direction of all that follows, and what has no width and no use in writing.
_UNSEEN: Final = re.compile(
    "[\u00ad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS: Final = re.compile("([\u061c\u200c-\u200f])[\u061c\u200c-\u200f]+")
_LETTER: Final = re.compile(r"\w")
_MAYBE_MARKS: Final = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1}}}")  # no mark is a \w


def legible(text: str) -> str:
    """The text; empty when there is nothing in it to see."""
    if text.isascii():
        return text
    seen = _JOINERS.sub(r"\1", _UNSEEN.sub("", text))
    if not _LETTER.search(seen) and not _shows(seen):
        return ""
    return _few_marks(seen) if _MAYBE_MARKS.search(seen) else seen


def _shows(text: str) -> bool:
    return any(unicodedata.category(letter)[0] not in "CMZ" for letter in text)


def _few_marks(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
