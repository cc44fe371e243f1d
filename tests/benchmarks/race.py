"""Timing two ways of doing one thing side by side.

Rule 1: a speed is a ratio measured in one run; the machine's own speed drifts and says nothing.
Rule 2: ours and theirs take turns, so what slows the machine slows both.
Rule 3: nothing here passes judgement: a table is printed, with the noise beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One line of the table: what it costs us, against what, and what limits it.

    ``bound`` is what the figure may be at most, where that was promised.
    """

    name: str
    ours: str
    against: str
    ratio: str
    noise: str
    limited_by: str
    bound: str = "-"


def race(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    rounds: int,
    clock: Callable[[], float] = perf_counter,
) -> tuple[float, float, float, float]:
    """Seconds of ours and of theirs (medians), the median ratio, and its spread in percent.

    ``clock`` is the wall's; for work that only calculates, the processor's own disturbs less.
    """
    ours()
    theirs()
    pairs = [(_seconds(ours, clock), _seconds(theirs, clock)) for _ in range(rounds)]
    ratios = sorted(mine / other for mine, other in pairs)
    middle = median(ratios)
    spread = (ratios[-1] - ratios[0]) / middle * 100
    return median(p[0] for p in pairs), median(p[1] for p in pairs), middle, spread


def row(
    name: str,
    timed: tuple[float, float, float, float],
    *,
    times: int = 1,
    against: str,
    limited_by: str,
    bound: str = "-",
) -> Row:
    """The line for a race of which each turn did ``times`` things."""
    ours, theirs, ratio, spread = timed
    return Row(
        name=name,
        ours=f"{ours / times * 1000:.2f} ms",
        against=f"{theirs / times * 1000:.2f} ms {against}",
        ratio=f"{ratio:.2f}",
        noise=f"±{spread / 2:.0f} %",
        limited_by=limited_by,
        bound=bound,
    )


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    work()
    return clock() - begin
