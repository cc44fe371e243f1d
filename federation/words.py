"""An identity as people compare it: four words and eight letters (PROTOCOL.md §4.7).

The list is the same in every language of the interface, or two neighbours could not compare.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from federation.errors import DidInvalidError
from federation.hosts import SCID

_WORD_BITS: Final = 11
_WORDS: Final = 4
_BYTES: Final = 6  # 48 bits, of which the first 44 are used
_COST: Final = 2**14  # makes a look-alike identity cost 16 MiB and milliseconds a try


@dataclass(frozen=True)
class FourWords:
    """What is read aloud over the telephone, and the letters for those who look closer."""

    words: tuple[str, str, str, str]
    tail: str

    def __str__(self) -> str:
        return f"{' '.join(self.words)} · {self.tail}"


def four_words(scid: str) -> FourWords:
    """The words of an identity.

    :raises DidInvalidError: ``scid`` is none.
    """
    if not SCID.match(scid):
        raise DidInvalidError(where="scid")
    data = hashlib.scrypt(
        scid.encode(), salt=b"wijk/1 words", n=_COST, r=8, p=1, dklen=_BYTES, maxmem=2**26
    )
    bits = int.from_bytes(data, "big") >> (8 * _BYTES - _WORDS * _WORD_BITS)
    first, second, third, fourth = (
        word_list()[bits >> shift & (2**_WORD_BITS - 1)] for shift in (33, 22, 11, 0)
    )
    return FourWords((first, second, third, fourth), scid[2:10])


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, in their fixed order."""
    text = files("federation").joinpath("words.txt").read_text(encoding="utf-8")
    return tuple(text.split())
