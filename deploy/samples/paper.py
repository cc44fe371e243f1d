"""The sheet that the sample pictures are drawn on, its paints, and the shapes that return.

Rule: shapes are flat and given in units of the finished picture; there is no word in a picture.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

WIDE, HIGH = 960, 480  # of a finished picture
FINER = 2  # drawn larger and reduced, so that edges are smooth

Point = tuple[float, float]

INK, SOOT, SLATE, STEEL = "#22292d", "#3b4549", "#5f6f76", "#a9b8bc"
SNOW, CREAM, SAND, WHEAT = "#ffffff", "#fdf3df", "#f3dcaa", "#e3bd78"
LAMP, GOLD, AMBER = "#ffc73a", "#e2a51f", "#b57d0c"
RED, BRICK, RUST, PINK = "#b5352a", "#963620", "#c46a4a", "#f0a58f"
WOOD, OAK, WALNUT, BARK = "#c98f58", "#a8703f", "#7d4c26", "#553217"
MINT, LEAF, GRASS, DOOR, FOREST = "#cfe3d6", "#7fb05a", "#4f8a45", "#3f7a5a", "#0b4a3a"
MIST, SKY, WATER, BLUE, NAVY = "#d9e8ec", "#a9d3e0", "#5b9fb8", "#2f6f8f", "#31469a"
PLUM = "#762c74"


class Picture:
    """A sheet to draw on, in units of the finished picture."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDE * FINER, HIGH * FINER), ground)
        self._pen = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, w: float, h: float, colour: str, *, round_: float = 0
    ) -> None:
        """A rectangle from its upper left corner."""
        corners = [x * FINER, y * FINER, (x + w) * FINER - 1, (y + h) * FINER - 1]
        self._pen.rounded_rectangle(corners, round_ * FINER, fill=colour)

    def disc(self, x: float, y: float, r: float, colour: str, *, flat: float = 1) -> None:
        """A circle round a point; ``flat`` below 1 makes it lower than wide."""
        reach = [(x - r) * FINER, (y - r * flat) * FINER, (x + r) * FINER, (y + r * flat) * FINER]
        self._pen.ellipse(reach, fill=colour)

    def ring(self, x: float, y: float, r: float, thick: float, colour: str) -> None:
        """A circle's edge."""
        reach = [(x - r) * FINER, (y - r) * FINER, (x + r) * FINER, (y + r) * FINER]
        self._pen.ellipse(reach, outline=colour, width=round(thick * FINER))

    def shape(self, colour: str, *points: Point) -> None:
        """A polygon."""
        self._pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def bar(self, colour: str, thick: float, *points: Point) -> None:
        """A line with round ends and bends."""
        for (ax, ay), (bx, by) in pairwise(points):
            line = [ax * FINER, ay * FINER, bx * FINER, by * FINER]
            self._pen.line(line, fill=colour, width=round(thick * FINER))
        for x, y in points:
            self.disc(x, y, thick / 2, colour)

    def leaf(self, x: float, y: float, length: float, angle: float, colour: str) -> None:
        """A pointed leaf that grows from a point; 0 degrees is to the right, 90 up."""
        turn = math.radians(angle)
        along, across = (math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))
        edge = [(t / 12, math.sin(math.pi * t / 12) * 0.2) for t in range(13)]
        edge += [(far, -side) for far, side in reversed(edge)]
        self.shape(
            colour,
            *(
                (
                    x + length * (far * along[0] + side * across[0]),
                    y + length * (far * along[1] + side * across[1]),
                )
                for far, side in edge
            ),
        )

    def wave(self, x: float, y: float, colour: str, *, thick: float = 9, high: float = 84) -> None:
        """A curl of steam that rises from a point."""
        steps = [t / 24 for t in range(25)]
        points = [(x + 13 * math.sin(t * 2 * math.pi), y - t * high) for t in steps]
        self.bar(colour, thick, *points)

    def save(self, path: Path) -> None:
        """Reduce it and write it."""
        small = self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)
        small.save(path, quality=88, method=6)


def window(to: Picture, x: float, y: float, w: float, h: float) -> None:
    """A window with four panes and daylight in it."""
    to.box(x, y, w, h, SNOW)
    for column in range(2):
        for row in range(2):
            pane = ((w - 42) / 2, (h - 42) / 2)
            to.box(x + 14 + column * (pane[0] + 14), y + 14 + row * (pane[1] + 14), *pane, SKY)
    to.box(x - 10, y + h, w + 20, 14, CREAM)


def pot(to: Picture, x: float, y: float, w: float, *, colour: str, rim: str) -> None:
    """A flower pot that stands on ``y``, ``x`` in the middle."""
    high = w * 0.85
    side = w / 2
    to.shape(
        colour, (x - side, y - high), (x + side, y - high), (x + side * 0.7, y), (x - side * 0.7, y)
    )
    to.box(x - side - 7, y - high - 10, w + 14, 26, rim)


def fan(to: Picture, at: Point, lengths: Sequence[float], spread: float, colours: str) -> None:
    """Leaves that spread from a point, evenly to both sides of straight up."""
    shades = colours.split()
    for number, length in enumerate(lengths):
        angle = 90 + spread * (number / max(len(lengths) - 1, 1) - 0.5)
        to.leaf(*at, length, angle, shades[number % len(shades)])
