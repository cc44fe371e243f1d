"""Seeds that broke a promise once, and which fault of the node that was.

Rule: a seed is a story only as long as nothing changes in how it is told; so each fault has a small
test of its own besides, in ``tests/node``.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kept:
    """One run, and what it found."""

    found: str
    seed: int
    nodes: int
    days: float


KEPT: Final = (
    Kept("a listing without its text was taken for one that is held back", 1, 4, 0.5),
    Kept("whoever moved before its host was asked was never met", 0, 4, 0.5),
    Kept("a peer that did not know our name was no peer any more", 4, 4, 0.5),
    Kept("what a copy signed in one feed was not seen behind the numbers of the other", 9, 8, 2),
    Kept("one letter changed in what a site told itself of a visit", 97, 8, 2),
    Kept("what was hidden and shown again was owed by nobody", 73, 8, 2),
)
