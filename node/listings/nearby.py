"""How far away a listing is, from the middle of the ward.

Rule 1: only centres of cells are compared, so a distance says no more than the cell does.
Rule 2: a ward that has not said where its middle is knows no distances; nothing is guessed.
"""

from math import ceil, hypot

from node.listings.places import cell_of
from node.store.geo import METRES_NORTH, Circle, Point

ROUNDED = 100  # metres; a cell is about 300


def centre(held: str | None) -> Point | None:
    """The cell in the middle of the ward, from the setting ``centre``."""
    if not held:
        return None
    north, east = (float(part) for part in held.split(","))
    return cell_of(north, east)


def apart(here: Point, there: Point) -> float:
    """How far apart two cells are, in metres."""
    east = Circle(here, 0).metres_east
    return hypot((there[0] - here[0]) * METRES_NORTH, (there[1] - here[1]) * east)


def metres(here: Point, there: Point) -> int:
    """How far apart to say that they are: rounded up to whole hundreds."""
    return max(1, ceil(apart(here, there) / ROUNDED)) * ROUNDED
