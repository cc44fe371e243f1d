"""Where listings are, behind one interface: an R*Tree on SQLite, a GiST index on PostgreSQL.

Rule 1: points are the centres of fixed cells, in thousandths of a degree; nothing finer comes here.
Rule 2: the index answers with a box; whoever wants a circle looks at the distance too.
The kind is a third dimension, so "meetings near here" does not walk through everything near here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from zlib import crc32

import peewee as pw

from node.store.database import database

METRES_NORTH = 111.2  # in a thousandth of a degree of latitude
KIND_BITS = 0x7FFFFFFF

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


def put(rows: Iterable[tuple[int, Point, str]]) -> None:
    """Index listings anew: id, point, kind. The rows must not be in the index yet."""
    lines = [(number, at, number_of(kind)) for number, at, kind in rows]
    if not lines:
        return
    cursor = database.connection().cursor()
    if _is_sqlite():
        sql = "INSERT INTO place_index VALUES (?, ?, ?, ?, ?, ?, ?)"
        values = [(n, lat, lat, lon, lon, kind, kind) for n, (lat, lon), kind in lines]
        cursor.executemany(sql, values)
    else:
        sql = "INSERT INTO place_index (id, at, kind) VALUES (%s, point(%s, %s), %s)"
        cursor.executemany(sql, [(n, lon, lat, kind) for n, (lat, lon), kind in lines])
    cursor.close()


def remove(ids: Iterable[int]) -> None:
    """Take listings out of the index; unknown ids are no matter."""
    wanted = list(ids)
    if not wanted:
        return
    marks = ", ".join(["?" if _is_sqlite() else "%s"] * len(wanted))
    database.execute_sql(f"DELETE FROM place_index WHERE id IN ({marks})", wanted)  # noqa: S608


def inside(number: pw.Node, circle: Circle, kind: str | None = None) -> pw.Expression:
    """The condition that the listing with this id is in the box around ``circle``."""
    south, north, west, east = circle.box()
    if _is_sqlite():
        sql = "SELECT id FROM place_index WHERE lat0 >= ? AND lat1 <= ? AND lon0 >= ? AND lon1 <= ?"
        values: list[int] = [south, north, west, east]
        if kind is not None:
            sql += " AND kind0 = ? AND kind1 = ?"
            values += [number_of(kind)] * 2
    else:
        sql = "SELECT id FROM place_index WHERE at <@ box(point(%s, %s), point(%s, %s))"
        values = [west, south, east, north]
        if kind is not None:
            sql += " AND kind = %s"
            values.append(number_of(kind))
    return pw.Expression(number, "IN", pw.SQL(f"({sql})", values))


def squared(latitude: pw.Field, longitude: pw.Field, circle: Circle) -> pw.Expression:
    """The distance to the middle of ``circle``, in square decimetres: whole numbers sort alike."""
    north = (pw.Cast(latitude, "BIGINT") - circle.point[0]) * round(METRES_NORTH * 10)
    east = (pw.Cast(longitude, "BIGINT") - circle.point[1]) * round(circle.metres_east * 10)
    found: pw.Expression = north * north + east * east
    return found


def number_of(kind: str) -> int:
    """A kind as a number; two that share one are told apart by the listing itself."""
    return crc32(kind.encode()) & KIND_BITS


def _is_sqlite() -> bool:
    return isinstance(database.obj, pw.SqliteDatabase)
