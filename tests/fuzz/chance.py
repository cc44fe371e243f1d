"""Chance that can be had again: the same seed makes the same choices."""

from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")
_MASK = 2**64 - 1
_STEP, _ADD = 6364136223846793005, 1442695040888963407  # Knuth's linear congruence (MMIX)


class Chance:
    """Numbers that look like chance. Quick, and nothing that a secret may hang on."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * _STEP + _ADD) & _MASK

    def below(self, end: int) -> int:
        """A number from 0 to ``end`` - 1."""
        self._state = (self._state * _STEP + _ADD) & _MASK
        return (self._state >> 33) % end

    def one_in(self, many: int) -> bool:
        """Yes, once in so many times."""
        return self.below(many) == 0

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of them."""
        return choices[self.below(len(choices))]
