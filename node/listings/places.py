"""Where a listing is, without giving anybody's door away.

Rule: only the centre of a fixed cell of about 300 m leaves this module: the same place always
gives the same point, so nothing can be averaged (PRODUCT B6, PROTOCOL §5.2).
"""

import re
from dataclasses import dataclass

LATITUDE_STEP = 3  # thousandths of a degree: 334 m
LONGITUDE_STEP = 4  # thousandths of a degree: 272 m at the latitude of Amsterdam
LONGEST = 500  # characters of what somebody copied from a map

_NORTH, _EAST = r"(-?\d{1,2}(?:\.\d{1,20})?)", r"(-?\d{1,3}(?:\.\d{1,20})?)"
_PLAIN = re.compile(rf"{_NORTH}, ?{_EAST}")
# As map services write a point into their addresses.
_IN_A_LINK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[?&]mlat={_NORTH}&mlon={_EAST}(?!\d)",
        rf"#map=[\d.]{{1,6}}/{_NORTH}/{_EAST}(?!\d)",
        rf"(?:[@=]|\Ageo:){_NORTH},{_EAST}(?!\d)",
    )
)


@dataclass(frozen=True)
class PublicPlace:
    """A place of the ward's own list. ``geo``: its cell, in thousandths of a degree."""

    id: int
    name: str
    address: str = ""
    geo: tuple[int, int] | None = None


def cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    """The centre of the cell this point is in, in thousandths of a degree."""
    return (
        round(latitude * 1000 / LATITUDE_STEP) * LATITUDE_STEP,
        round(longitude * 1000 / LONGITUDE_STEP) * LONGITUDE_STEP,
    )


def kept(latitude: int | None, longitude: int | None) -> tuple[int, int] | None:
    """A cell from its two columns."""
    return None if latitude is None or longitude is None else (latitude, longitude)


def cell_in(typed: str) -> tuple[int, int] | None:
    """The cell of a point as people have it: two numbers, or the address of a map. Else nothing."""
    text = typed.strip()
    if len(text) > LONGEST:
        return None
    found = _PLAIN.fullmatch(text) or next(
        (match for pattern in _IN_A_LINK if (match := pattern.search(text))), None
    )
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    return cell_of(float(found[1]), float(found[2]))


def written(cell: tuple[int, int] | None) -> str:
    """A cell as :func:`cell_in` reads it; nothing for none."""
    return f"{cell[0] / 1000:g},{cell[1] / 1000:g}" if cell else ""


def blurred(typed: str) -> str:
    """The cell in place of the point, so that the point is kept nowhere; else what was typed."""
    return written(cell_in(typed)) or typed
