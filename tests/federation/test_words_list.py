"""§4.7: the word list: short common words that nobody takes for each other on the telephone."""

import re
import string
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pytest

from federation.words import word_list

# What a Dutch ear does not tell apart, in the order in which it is undone.
_SOUNDS: Final = (
    (r"isch$", "is"),
    (r"tie$", "tsi"),
    (r"ouw|auw|ou|au", "A"),
    (r"eeu|ieu", "E"),
    (r"ij|ei|y(?=[^aeiou]|$)", "Y"),
    (r"sch$", "s"),
    (r"ch", "g"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"c(?=[eiyY])", "s"),
    (r"c|q", "k"),
    (r"x", "ks"),
    (r"oe", "U"),
    (r"eu", "O"),
    (r"ui", "I"),
    (r"ie", "i"),
    (r"([aeou])\1", r"\1"),
    (r"[vw]", "f"),
    (r"z|sj", "s"),
    (r"dt$|d$", "t"),
    (r"b$", "p"),
    (r"en$", "e"),
    (r"nk", "Nk"),
    (r"ng", "N"),
    (r"m(?=[bp])", "n"),
    (r"([a-zN])\1", r"\1"),
)
_ENDINGS: Final = ("e", "s", "er", "je", "tje", "pje", "etje", "jes", "tjes", "t", "n", "te", "ig")


def sound(word: str) -> str:
    """How ``word`` sounds, so roughly that two words which differ in it also sound different."""
    for pattern, heard in _SOUNDS:
        word = re.sub(pattern, heard, word)
    return word


def one_apart(words: Iterable[str]) -> list[set[str]]:
    """Groups of words that are a slip apart: a letter other, missing, too many, or two swapped."""
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for word in words:
        for place in range(len(word) + 1):
            head, tail = word[:place], word[place:]
            alike[f"{head}?{tail}"].add(word)
            alike[f"{head}?{tail[1:]}"].add(word)
            alike[f"{head}<{''.join(sorted(tail[:2]))}>{tail[2:]}"].add(word)
    return [group for group in alike.values() if len(group) > 1]


def test_as_many_words_as_eleven_bits_can_name() -> None:
    assert len(word_list()) == 2**11


def test_each_word_is_four_to_eight_plain_letters() -> None:
    odd = [word for word in word_list() if not 4 <= len(word) <= 8]
    assert odd == []
    assert set("".join(word_list())) <= set(string.ascii_lowercase)


def test_the_words_stand_in_order_and_once() -> None:
    assert list(word_list()) == sorted(set(word_list()))


def test_no_two_words_are_one_letter_apart() -> None:
    assert one_apart(word_list()) == []


def test_no_two_words_sound_alike_or_nearly() -> None:
    sounds = [sound(word) for word in word_list()]
    assert len(set(sounds)) == len(sounds)
    assert one_apart(sounds) == []


def test_no_word_is_another_with_an_ending() -> None:
    by_sound = {sound(word): word for word in word_list()}
    longer = [
        (by_sound[stem], by_sound[stem + ending])
        for stem in by_sound
        for ending in _ENDINGS
        if stem + ending in by_sound
    ]
    assert longer == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("hart", "hard"), ("leiden", "lijden"), ("kou", "kauw"), ("lachen", "laggen"), ("zij", "sei")],
)
def test_what_sounds_alike_is_heard_as_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("boot", "boos"), ("boot", "bot"), ("kram", "karm"), ("stoel", "toel")]
)
def test_words_one_letter_apart_are_found(one: str, other: str) -> None:
    assert {one, other} in one_apart([one, other, "paraplu"])
