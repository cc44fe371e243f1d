"""Bars of numbers by month, drawn here: no program runs in the browser for it.

Rule: a drawing never says more than the table beside it: a number under five is one low mark,
however low it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.insight.statistics import FEWER, MonthLine

WIDTH, HEIGHT, FOOT, HEAD = 360, 150, 22, 20
LOW: Final = 3  # of the mark for fewer than five, whatever the scale
MOST_LABELS: Final = 3


@dataclass(frozen=True)
class Label:
    """The year or month under a bar."""

    x: float
    month: MonthLine


@dataclass(frozen=True)
class Chart:
    """Everything a template draws. ``bars`` and ``few``: the outlines of the numbers and of what is
    fewer than five. ``top``: the highest number, at the upper line.
    """

    bars: str
    few: str
    labels: Sequence[Label]
    top: int
    width: int = WIDTH
    height: int = HEIGHT
    head: int = HEAD
    floor: int = HEIGHT - FOOT


def bars(lines: Sequence[MonthLine], what: str) -> Chart:
    """The bars of these months, the oldest first."""
    numbers = [line.numbers[what].count for line in lines]
    top = max((number for number in numbers if number is not None), default=FEWER)
    step, room = WIDTH / max(len(lines), 1), HEIGHT - FOOT - HEAD
    drawn: dict[bool, list[str]] = {True: [], False: []}
    for place, number in enumerate(numbers):
        tall = LOW if number is None else room * number / top
        left, wide = place * step + step * 0.1, step * 0.8
        outline = f"M{left:.1f} {HEIGHT - FOOT}v{-tall:.1f}h{wide:.1f}v{tall:.1f}z"
        drawn[number is None].append(outline)
    each = -(-len(lines) // MOST_LABELS) if lines else 1
    labels = [Label(round(at * step, 1), lines[at]) for at in range(0, len(lines), each)]
    return Chart("".join(drawn[False]), "".join(drawn[True]), labels, top)
