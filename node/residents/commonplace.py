"""Passwords that are everybody's first guess.

Rule 1: a whole sentence is never refused for the words in it; only what is made of one or two
common words, a row of keys, or the same again and again.
Rule 2: the list lies beside this file: one a line, lower case, sorted; tests hold it to that.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.txt")
LEAST_DIFFERENT = 5  # characters
LEAST_WORD = 4  # letters of a word of the ward that counts
MOST_WORDS = 2  # common words in a row are still one guess
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "01234567890123456789",
    "09876543210987654321",
    "11223344556677889900",
)


def is_common(password: str, own_words: Collection[str] = ()) -> bool:
    """Whether somebody who guesses would soon be there. ``own_words`` are the ward's own."""
    plain = fold(password)
    if len(set(plain)) < LEAST_DIFFERENT or plain in _listed() or _is_row(plain):
        return True
    core = "".join(c for c in plain if c.isalpha())
    if not core:
        return _is_repeated(plain)
    words = _listed() | {fold(word) for word in own_words if len(fold(word)) >= LEAST_WORD}
    once = _unrepeated(core)
    return once in words or _is_row(once) or _is_made_of(once, words)


def fold(text: str) -> str:
    """Without case, marks and spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def words_in(*texts: str) -> set[str]:
    """The words of names, as somebody would use them: each, and all together."""
    found = set()
    for text in texts:
        parts = [part for part in re.split(r"\W+", text) if len(part) >= LEAST_WORD]
        found |= {*parts, "".join(re.split(r"\W+", text))}
    return {word for word in found if len(word) >= LEAST_WORD}


def _is_row(text: str) -> bool:
    """A run of neighbouring keys or letters, either way."""
    return any(text in twice or text[::-1] in twice for twice in (row * 2 for row in ROWS))


def _is_repeated(text: str) -> bool:
    once = _unrepeated(text)
    return len(once) < len(text) and (len(set(once)) < LEAST_DIFFERENT or _is_row(once))


def _unrepeated(text: str) -> str:
    """The shortest beginning that the text goes on repeating; ``abcabca`` gives ``abc``."""
    for length in range(1, len(text) // 2 + 1):
        if text[length:] == text[:-length]:
            return text[:length]
    return text


def _is_made_of(text: str, words: Collection[str], most: int = MOST_WORDS) -> bool:
    """Whether the text is at most ``most`` words in a row."""
    if text in words:
        return True
    return most > 1 and any(
        text[:at] in words and _is_made_of(_unrepeated(text[at:]), words, most - 1)
        for at in range(LEAST_WORD - 1, len(text))
    )


@cache
def _listed() -> frozenset[str]:
    return frozenset(LIST.read_text("utf-8").split())
