"""Points and distances.

Rule: points are the centres of fixed cells, in thousandths of a degree; nothing finer comes here.
"""

from dataclasses import dataclass
from math import cos, radians

import peewee as pw

METRES_NORTH = 111.2  # in a thousandth of a degree of latitude

Point = tuple[int, int]


@dataclass(frozen=True)
class Circle:
    """Everything within ``metres`` of ``point``."""

    point: Point
    metres: int

    @property
    def metres_east(self) -> float:
        """In a thousandth of a degree of longitude, at this latitude."""
        return METRES_NORTH * max(cos(radians(self.point[0] / 1000)), 0.01)

    def box(self) -> tuple[int, int, int, int]:
        """South, north, west, east: the smallest box that holds it."""
        latitude, longitude = self.point
        up, aside = self.metres / METRES_NORTH, self.metres / self.metres_east
        return (
            int(latitude - up) - 1,
            int(latitude + up) + 1,
            int(longitude - aside) - 1,
            int(longitude + aside) + 1,
        )


def squared(latitude: pw.Field, longitude: pw.Field, circle: Circle) -> pw.Expression:
    """The distance to the middle of ``circle``, in square decimetres: whole numbers sort alike."""
    north = (pw.Cast(latitude, "BIGINT") - circle.point[0]) * round(METRES_NORTH * 10)
    east = (pw.Cast(longitude, "BIGINT") - circle.point[1]) * round(circle.metres_east * 10)
    found: pw.Expression = north * north + east * east
    return found
