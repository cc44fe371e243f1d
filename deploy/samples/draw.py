"""Draws the pictures of the sample listings: flat shapes in the colours of the board.

Run it after a change: ``python deploy/samples/draw.py``. Rule: no picture holds a word, so it
serves every language; nothing is taken from anywhere, so nobody else's rights are in it.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

WIDE, HIGH = 960, 480  # of a finished picture; shapes are given in these units
FINER = 2  # drawn larger and reduced, so that edges are smooth
FOLDER: Final = Path(__file__).resolve().parent / "pictures"

Point = tuple[float, float]

# One box of paints for all pictures.
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

    def save(self, name: str) -> None:
        """Reduce it and write it."""
        small = self.image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{name}.webp", quality=88, method=6)


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


def ladder() -> Picture:
    """A step ladder in a room that is being painted."""
    to = Picture(MINT)
    to.box(0, 0, 400, 390, "#e8d9a9")
    to.shape("#e8d9a9", (400, 0), (452, 0), (420, 120), (446, 250), (400, 390))
    window(to, 640, 50, 210, 230)
    to.box(0, 390, WIDE, 90, WOOD)
    to.box(0, 378, WIDE, 14, SNOW)
    for y in (424, 456):
        to.box(0, y, WIDE, 4, OAK)
    to.bar(AMBER, 16, (470, 60), (590, 438))
    to.bar(AMBER, 16, (510, 60), (650, 438))
    for part in (0.3, 0.55, 0.8):
        to.bar(AMBER, 9, (470 + 120 * part, 60 + 378 * part), (510 + 140 * part, 60 + 378 * part))
    for part in (0.18, 0.36, 0.54, 0.72, 0.9):
        y, left, right = 60 + 386 * part, 450 - 124 * part, 512 - 70 * part
        to.box(left - 6, y, right - left + 12, 15, LAMP, round_=3)
    to.bar(GOLD, 20, (450, 56), (326, 446))
    to.bar(GOLD, 20, (512, 56), (442, 446))
    to.box(424, 40, 122, 26, LAMP, round_=5)
    to.ring(218, 372, 52, 6, SLATE)
    to.shape(STEEL, (160, 372), (276, 372), (264, 452), (172, 452))
    to.disc(218, 372, 58, SLATE, flat=0.2)
    to.disc(218, 372, 48, "#e8d9a9", flat=0.18)
    to.shape("#e8d9a9", (236, 376), (262, 372), (260, 410), (250, 422), (240, 408))
    return to


def soup() -> Picture:
    """A red pan of soup, a bowl, and a kitchen window."""
    to = Picture(SAND)
    window(to, 110, 30, 240, 200)
    to.box(0, 330, WIDE, 150, DOOR)
    to.box(0, 318, WIDE, 16, FOREST)
    for x in (560, 650, 740):
        to.wave(x, 150, CREAM)
    to.box(420, 238, 480, 26, BRICK, round_=10)
    to.box(478, 232, 364, 180, RED, round_=30)
    to.box(478, 232, 364, 60, RED)
    to.box(506, 290, 22, 92, "#cf5b4c", round_=11)
    to.box(464, 206, 392, 28, BRICK, round_=8)
    to.disc(660, 196, 24, BARK, flat=0.8)
    to.disc(250, 424, 110, FOREST, flat=0.12)
    to.shape(CREAM, (140, 318), (360, 318), (330, 400), (296, 424), (204, 424), (170, 400))
    to.disc(250, 318, 110, SNOW, flat=0.2)
    to.disc(250, 320, 94, GOLD, flat=0.17)
    for x, y in ((210, 316), (248, 326), (286, 314), (262, 312)):
        to.disc(x, y, 9, GRASS, flat=0.5)
    to.bar(WALNUT, 12, (320, 316), (420, 236))
    return to


def drill() -> Picture:
    """A drill on a workbench, beside three bits in a box."""
    to = Picture(MIST)
    for y in (88, 196):
        to.box(0, y, WIDE, 10, "#c0d3d8")
    to.box(0, 336, WIDE, 144, WOOD)
    to.box(0, 330, WIDE, 16, WALNUT)
    for y in (384, 436):
        to.box(0, y, WIDE, 6, OAK)
    for x, length in ((118, 150), (160, 120), (202, 92)):
        to.box(x, 320 - length, 18, length, SLATE, round_=6)
        for step in range(0, length - 24, 22):
            to.shape(STEEL, (x, 316 - step), (x + 18, 304 - step), (x + 18, 310 - step))
    to.box(92, 300, 154, 82, BRICK, round_=8)
    to.box(92, 300, 154, 20, RED, round_=8)
    to.shape(SLATE, (636, 162), (708, 172), (708, 216), (636, 226))
    to.bar(STEEL, 16, (708, 194), (838, 194))
    to.shape(STEEL, (830, 186), (870, 194), (830, 202))
    to.shape(GOLD, (420, 250), (510, 250), (482, 374), (378, 374))
    to.box(300, 122, 300, 142, GOLD, round_=34)
    to.box(470, 122, 172, 142, LAMP, round_=26)
    to.box(334, 158, 104, 14, AMBER, round_=7)
    to.box(334, 188, 104, 14, AMBER, round_=7)
    to.box(334, 218, 104, 14, AMBER, round_=7)
    to.disc(556, 193, 26, AMBER)
    to.disc(556, 193, 14, SOOT)
    to.shape(INK, (508, 262), (540, 262), (522, 308), (494, 318))
    to.box(348, 372, 166, 54, SOOT, round_=10)
    to.box(364, 388, 60, 12, LEAF, round_=6)
    return to


def bicycle() -> Picture:
    """A city bicycle with a basket, against a brick wall."""
    to = Picture(RUST)
    for row in range(10):
        for column in range(-1, 9):
            x = column * 124 + (row % 2) * 62
            to.box(x, row * 42, 118, 36, "#cb7656" if (row + column) % 3 else "#bd6444", round_=2)
    to.box(620, 0, 250, 392, FOREST)
    to.box(644, 24, 202, 368, DOOR)
    to.box(668, 48, 154, 120, SKY)
    to.disc(824, 250, 9, LAMP)
    to.box(0, 392, WIDE, 88, STEEL)
    to.box(0, 392, WIDE, 10, SLATE)
    for x in range(0, WIDE, 120):
        to.box(x, 402, 4, 78, "#93a3a8")
    rear, front, foot = (262.0, 322.0), (626.0, 322.0), (410.0, 326.0)
    for x, y in (rear, front):
        for spoke in range(12):
            turn = math.pi * spoke / 6
            to.bar(MIST, 2.5, (x, y), (x + 98 * math.cos(turn), y + 98 * math.sin(turn)))
        to.ring(x, y, 110, 13, INK)
        to.ring(x, y, 97, 5, STEEL)
    seat, head = (374.0, 182.0), (566.0, 168.0)
    to.bar(INK, 7, rear, foot)
    to.bar(FOREST, 13, rear, (384, 214), (foot[0], foot[1]), rear)
    to.bar(FOREST, 13, foot, seat)
    to.bar(FOREST, 13, foot, (574, 196))
    to.bar(FOREST, 13, (388, 228), (570, 182))
    to.bar(FOREST, 13, (560, 140), (582, 216), front)
    to.bar(INK, 10, (560, 140), (556, 122), (506, 116))
    to.box(318, 164, 104, 20, BARK, round_=10)
    to.bar(SOOT, 10, (190, 204), (334, 204), (352, 240))
    to.disc(*foot, 26, SLATE)
    to.disc(*foot, 12, STEEL)
    to.bar(SLATE, 8, foot, (438, 372))
    to.box(416, 368, 48, 13, INK, round_=5)
    to.shape(WOOD, (584, 128), (716, 128), (700, 218), (600, 218))
    for y in (150, 174, 198):
        to.box(592, y, 116, 6, WALNUT)
    to.box(578, 118, 144, 16, WALNUT, round_=6)
    fan(to, (650, 122), (56, 70, 62, 50), 110, f"{LEAF} {GRASS}")
    to.disc(*head, 4, LAMP)
    to.disc(600, 240, 15, LAMP)
    return to


def garden() -> Picture:
    """Rows of vegetables and three sunflowers before a shed."""
    to = Picture(SKY)
    to.disc(160, 96, 52, LAMP)
    to.box(0, 210, WIDE, 50, GRASS)
    for x in range(0, WIDE, 54):
        to.disc(x + 20, 214, 40, GRASS)
    to.box(610, 120, 230, 150, OAK)
    for x in range(610, 840, 38):
        to.box(x, 120, 4, 150, WALNUT)
    to.shape(BRICK, (584, 130), (725, 44), (866, 130))
    to.box(690, 168, 70, 102, FOREST)
    to.disc(748, 220, 5, LAMP)
    to.box(0, 260, WIDE, 220, OAK)
    for y in (302, 374, 446):
        to.box(0, y, WIDE, 34, WALNUT)
    for x in range(70, WIDE, 104):
        fan(to, (x, 312), (46, 56, 56, 46), 130, f"{LEAF} {GRASS}")
    for x in range(40, WIDE, 82):
        to.shape("#e8812f", (x - 12, 382), (x + 12, 382), (x, 412))
        fan(to, (x, 386), (34, 44, 34), 60, f"{GRASS} {LEAF} {GRASS}")
    for x in range(90, WIDE, 130):
        for side, colour in ((-26, LEAF), (26, LEAF), (0, "#a7cf7e")):
            to.disc(x + side, 450 - abs(side) * 0.1, 30, colour, flat=0.8)
        to.disc(x, 452, 14, "#cfe6a8", flat=0.8)
    for x, y in ((300, 128), (390, 92), (480, 136)):
        to.bar(GRASS, 10, (x, y), (x, 300))
        to.leaf(x, 240, 58, 40, LEAF)
        to.leaf(x, 220, 58, 140, LEAF)
        for petal in range(12):
            to.leaf(x, y, 56, petal * 30, LAMP)
        to.disc(x, y, 22, BARK)
    return to


def coffee() -> Picture:
    """Two cups and a pot on a round table."""
    to = Picture("#f7d9d3")
    window(to, 90, 26, 220, 190)
    to.bar(SOOT, 6, (690, 0), (690, 60))
    to.shape(BRICK, (650, 56), (730, 56), (780, 128), (600, 128))
    to.disc(690, 130, 34, LAMP, flat=0.5)
    to.disc(480, 436, 520, WALNUT, flat=0.26)
    to.disc(480, 416, 520, WOOD, flat=0.25)
    for x in (236, 698):
        to.wave(x - 24, 296, SNOW, thick=7, high=62)
        to.wave(x + 24, 296, SNOW, thick=7, high=62)
    for x, colour in ((236, RED), (698, LAMP)):
        to.disc(x, 406, 112, SNOW, flat=0.2)
        to.disc(x, 402, 74, MIST, flat=0.18)
        grip = x - 84 if x < 400 else x + 84
        to.ring(grip, 348, 30, 12, colour)
        to.shape(colour, (x - 80, 306), (x + 80, 306), (x + 62, 378), (x + 36, 402),
                 (x - 36, 402), (x - 62, 378))  # fmt: skip
        to.disc(x, 306, 80, CREAM, flat=0.2)
        to.disc(x, 308, 66, BARK, flat=0.17)
    to.ring(560, 300, 50, 15, NAVY)
    to.shape(BLUE, (400, 228), (354, 200), (370, 194), (420, 300))
    to.shape(BLUE, (416, 200), (524, 200), (566, 390), (540, 414), (400, 414), (374, 390))
    to.disc(470, 200, 54, NAVY, flat=0.22)
    to.disc(470, 184, 16, LAMP)
    to.box(404, 300, 132, 12, SNOW, round_=6)
    to.disc(470, 450, 60, SNOW, flat=0.26)
    for x in (444, 472, 498):
        to.disc(x, 446, 20, WHEAT, flat=0.5)
    return to


def books() -> Picture:
    """A shelf of books with a plant at its end."""
    to = Picture("#e4e8f7")
    to.box(0, 364, WIDE, 34, OAK)
    to.box(0, 398, WIDE, 14, WALNUT)
    for x in (90, 820):
        to.shape(WALNUT, (x, 412), (x + 44, 412), (x, 470))
    rows = ((56, 240, RED, LAMP), (42, 280, NAVY, SNOW), (64, 214, DOOR, CREAM),
            (38, 262, LAMP, BRICK), (50, 300, PLUM, PINK), (40, 226, WATER, SNOW),
            (60, 272, BRICK, WHEAT), (44, 246, CREAM, RED), (36, 290, FOREST, LAMP))  # fmt: skip
    x = 80.0
    for wide, high, colour, mark in rows:
        to.box(x, 364 - high, wide, high, colour, round_=4)
        to.box(x, 364 - high + 28, wide, 8, mark)
        to.box(x, 364 - high + 44, wide, 4, mark)
        to.box(x + wide / 2 - 8, 364 - 60, 16, 30, mark, round_=8)
        x += wide + 5
    to.shape(WATER, (x + 34, 118), (x + 84, 132), (x + 54, 364), (x + 4, 364))
    to.shape(SNOW, (x + 29, 158), (x + 79, 170), (x + 77, 182), (x + 27, 170))
    for y, wide, colour in ((334, 190, GOLD), (306, 160, RED), (280, 176, NAVY)):
        to.box(650 + (190 - wide) / 2, y, wide, 28, colour, round_=4)
        to.box(662 + (190 - wide) / 2, y + 6, wide - 12, 16, CREAM)
        to.box(650 + (190 - wide) / 2, y, 40, 28, colour, round_=4)
    pot(to, 745, 280, 84, colour=RUST, rim=BRICK)
    fan(to, (745, 206), (96, 120, 136, 120, 96), 120, f"{LEAF} {GRASS} {DOOR}")
    return to


def sewing() -> Picture:
    """A sewing machine with red cloth under its needle."""
    to = Picture("#f1e3ee")
    for x in range(0, WIDE, 120):
        to.box(x, 0, 50, 366, "#ebd7e6")
    to.box(0, 366, WIDE, 114, WOOD)
    to.box(0, 360, WIDE, 12, WALNUT)
    to.box(250, 330, 500, 46, FOREST, round_=12)
    to.box(610, 130, 112, 214, DOOR, round_=16)
    to.box(270, 120, 452, 92, DOOR, round_=26)
    to.box(270, 120, 104, 140, DOOR, round_=22)
    to.box(394, 148, 196, 10, LAMP, round_=5)
    to.box(394, 172, 196, 10, LAMP, round_=5)
    to.disc(666, 236, 26, MINT)
    to.disc(666, 236, 10, FOREST)
    to.box(730, 156, 24, 96, SOOT, round_=8)
    to.box(752, 140, 26, 128, SLATE, round_=10)
    to.box(560, 62, 12, 60, SOOT)
    to.box(542, 68, 48, 46, RED, round_=6)
    to.bar(RED, 4, (560, 76), (440, 100), (322, 118))
    to.box(308, 258, 28, 34, STEEL)
    to.bar(STEEL, 6, (322, 290), (322, 330))
    to.box(296, 316, 52, 12, SLATE, round_=4)
    to.shape(RED, (60, 336), (470, 326), (500, 344), (200, 350), (180, 470), (20, 470))
    to.shape(BRICK, (200, 350), (250, 348), (230, 470), (180, 470))
    for x in range(92, 310, 34):
        to.bar(CREAM, 5, (x, 343 - (x - 92) * 0.02), (x + 16, 343 - (x - 76) * 0.02))
    for x, colour in ((800, NAVY), (872, LAMP)):
        to.box(x - 28, 384, 56, 12, OAK, round_=4)
        to.box(x - 22, 394, 44, 48, colour)
        to.box(x - 28, 440, 56, 12, OAK, round_=4)
    for x, y in ((560, 430), (620, 446), (590, 410)):
        to.disc(x, y, 15, SNOW, flat=0.7)
        to.disc(x - 4, y, 2.5, SLATE)
        to.disc(x + 4, y, 2.5, SLATE)
    return to


def piano() -> Picture:
    """An upright piano with its stool and a lamp."""
    to = Picture(SAND)
    to.box(0, 390, WIDE, 90, BRICK)
    to.box(0, 384, WIDE, 10, BARK)
    to.box(60, 70, 150, 190, SNOW)
    to.box(74, 84, 122, 162, WATER)
    to.shape(DOOR, (74, 246), (74, 206), (120, 168), (160, 206), (196, 188), (196, 246))
    to.disc(160, 122, 18, LAMP)
    to.box(290, 124, 470, 296, WALNUT, round_=8)
    to.box(274, 108, 502, 26, BARK, round_=6)
    to.box(322, 152, 406, 92, OAK, round_=4)
    to.box(440, 160, 170, 84, CREAM, round_=3)
    for y in (178, 196, 214):
        to.box(454, y, 142, 3, SLATE)
    for x, y in ((470, 186), (506, 200), (548, 182), (576, 210)):
        to.disc(x, y + 6, 7, INK, flat=0.8)
        to.box(x + 4, y - 20, 3, 26, INK)
    to.box(262, 256, 526, 22, BARK, round_=5)
    to.box(290, 278, 470, 30, SNOW)
    for number in range(1, 21):
        to.box(290 + number * 23.5 - 1, 278, 2, 30, STEEL)
        if number % 7 not in (3, 0):
            to.box(290 + number * 23.5 - 6, 278, 12, 18, INK)
    to.box(262, 306, 526, 18, BARK, round_=5)
    for x in (276, 744):
        to.box(x, 320, 30, 106, BARK)
    for x in (494, 530):
        to.disc(x, 412, 13, GOLD, flat=0.6)
    to.box(440, 372, 160, 28, RED, round_=10)
    to.bar(SOOT, 12, (466, 402), (450, 460))
    to.bar(SOOT, 12, (574, 402), (590, 460))
    to.bar(SOOT, 9, (864, 130), (864, 440))
    to.box(816, 436, 96, 14, SOOT, round_=7)
    to.shape(LAMP, (828, 56), (900, 56), (926, 146), (802, 146))
    to.box(690, 78, 30, 30, RUST)
    fan(to, (705, 78), (44, 56, 44), 100, f"{GRASS} {LEAF} {GRASS}")
    return to


def plants() -> Picture:
    """Four plants on a window sill."""
    to = Picture(CREAM)
    to.box(90, 0, 780, 370, SNOW)
    for x in (112, 378, 644):
        to.box(x, 0, 204 if x != 378 else 244, 350, SKY)
    for x, y, wide in ((160, 90, 70), (430, 60, 90), (700, 110, 60)):
        to.box(x, y, wide * 1.6, 26, SNOW, round_=13)
        to.box(x + 26, y - 16, wide, 30, SNOW, round_=15)
    to.box(40, 370, 880, 34, WHEAT)
    to.box(40, 404, 880, 14, OAK)
    pot(to, 200, 370, 110, colour=RUST, rim=BRICK)
    fan(to, (200, 272), (130, 160, 190, 200, 190, 160, 130), 130, f"{GRASS} {LEAF} {DOOR}")
    pot(to, 400, 370, 92, colour=NAVY, rim=BLUE)
    to.box(372, 168, 56, 130, GRASS, round_=28)
    to.box(420, 196, 48, 26, GRASS, round_=13)
    to.box(446, 156, 24, 64, GRASS, round_=12)
    for y in range(186, 286, 22):
        for x in (386, 400, 414):
            to.disc(x, y, 2.5, CREAM)
    to.disc(400, 166, 13, PINK)
    pot(to, 580, 370, 104, colour=LAMP, rim=GOLD)
    for angle, length in ((40, 120), (64, 160), (90, 176), (116, 160), (140, 120)):
        turn = math.radians(angle)
        end = (580 + length * math.cos(turn), 276 - length * math.sin(turn))
        to.bar(GRASS, 6, (580, 280), end)
        to.disc(*end, 34, LEAF)
        to.disc(end[0], end[1], 7, MINT)
    pot(to, 770, 370, 96, colour=PLUM, rim="#8f4a8c")
    for x, length in ((712, 90), (738, 130), (806, 110), (830, 70)):
        to.bar(GRASS, 5, (770, 276), (x, 270), (x, 290 + length))
        for y in range(290, 290 + length, 24):
            to.leaf(x, y, 30, -30, LEAF)
            to.leaf(x, y, 30, 210, DOOR)
    fan(to, (770, 284), (70, 90, 90, 70), 110, f"{LEAF} {DOOR}")
    return to


def tools() -> Picture:
    """A board on the wall with four tools."""
    to = Picture(WHEAT)
    to.box(60, 40, 840, 340, "#d7a763", round_=8)
    for x in range(90, 890, 40):
        for y in range(66, 370, 40):
            to.disc(x, y, 4, OAK)
    to.box(0, 410, WIDE, 70, WALNUT)
    to.box(0, 400, WIDE, 14, BARK)
    to.box(196, 130, 26, 226, RED, round_=12)
    to.box(200, 90, 18, 60, WOOD)
    to.box(150, 76, 116, 48, SLATE, round_=8)
    to.shape(SLATE, (150, 84), (112, 70), (112, 88), (150, 112))
    to.shape(STEEL, (330, 214), (600, 150), (608, 184), (346, 274))
    for step in range(13):
        x, y = 350 + step * 20, 272 - step * 6.9
        to.shape(STEEL, (x, y), (x + 18, y - 6), (x + 11, y + 9))
    to.shape(BLUE, (596, 130), (690, 106), (704, 186), (606, 206))
    to.shape("#d7a763", (624, 146), (672, 134), (680, 166), (630, 180))
    to.bar(STEEL, 22, (772, 78), (790, 168))
    to.bar(STEEL, 22, (828, 78), (810, 168))
    to.disc(800, 172, 26, SLATE)
    to.disc(800, 172, 9, STEEL)
    to.bar(LAMP, 24, (790, 196), (762, 348))
    to.bar(LAMP, 24, (810, 196), (838, 348))
    to.box(470, 236, 14, 116, STEEL)
    to.shape(STEEL, (466, 350), (488, 350), (482, 372), (472, 372))
    to.box(458, 226, 38, 20, SOOT, round_=4)
    to.box(560, 270, 130, 34, LAMP, round_=6)
    to.box(560, 270, 130, 10, GOLD, round_=4)
    to.box(604, 280, 42, 16, LEAF, round_=8)
    to.box(622, 280, 4, 16, SOOT)
    for x, y, colour in ((120, 424, RED), (700, 430, STEEL), (740, 440, STEEL), (300, 436, STEEL)):
        to.disc(x, y, 12, colour, flat=0.7)
    return to


def piece(to: Picture, x: float, y: float, size: float, *, kind: str, dark: bool) -> None:
    """A chess piece that stands on ``y``."""
    colour, edge = (BARK, INK) if dark else (CREAM, WHEAT)
    to.disc(x, y, size * 0.46, edge, flat=0.32)
    to.box(x - size * 0.42, y - size * 0.26, size * 0.84, size * 0.26, colour, round_=size * 0.1)
    to.shape(colour, (x - size * 0.3, y - size * 0.2), (x + size * 0.3, y - size * 0.2),
             (x + size * 0.16, y - size), (x - size * 0.16, y - size))  # fmt: skip
    to.box(x - size * 0.28, y - size * 1.06, size * 0.56, size * 0.13, edge, round_=size * 0.05)
    if kind == "pawn":
        to.disc(x, y - size * 1.22, size * 0.26, colour)
    elif kind == "rook":
        to.box(x - size * 0.32, y - size * 1.42, size * 0.64, size * 0.38, colour)
        for step in (-0.32, -0.08, 0.16):
            to.box(x + size * step, y - size * 1.56, size * 0.16, size * 0.18, colour)
    elif kind == "king":
        to.shape(colour, (x - size * 0.18, y - size), (x - size * 0.36, y - size * 1.6),
                 (x + size * 0.36, y - size * 1.6), (x + size * 0.18, y - size))  # fmt: skip
        to.box(x - size * 0.05, y - size * 1.96, size * 0.1, size * 0.4, edge)
        to.box(x - size * 0.16, y - size * 1.84, size * 0.32, size * 0.1, edge)
    else:
        to.disc(x, y - size * 1.3, size * 0.3, colour, flat=1.25)
        to.disc(x, y - size * 1.7, size * 0.08, edge)


def chess() -> Picture:
    """A chess board in a game, seen from its player's chair."""
    to = Picture(MINT)
    to.box(0, 150, WIDE, 330, OAK)
    to.box(0, 144, WIDE, 12, WALNUT)
    for y in (236, 350):
        to.box(0, y, WIDE, 4, WALNUT)

    def at(column: float, row: float) -> Point:
        """A corner of the board as the eye sees it; row 0 is the far edge."""
        y = 190 + 240 * row / 8 * (0.62 + 0.38 * row / 8)
        return 480 + (column - 4) * (66 + 34 * (y - 190) / 240), y

    to.shape(BARK, at(-0.3, -0.3), at(8.3, -0.3), at(8.3, 8.3), at(-0.3, 8.3))
    for row in range(8):
        for column in range(8):
            colour = CREAM if (row + column) % 2 == 0 else RUST
            to.shape(colour, at(column, row), at(column + 1, row), at(column + 1, row + 1),
                     at(column, row + 1))  # fmt: skip
    standing = (
        (0, 0, "rook", True), (3, 0, "bishop", True), (4, 0, "king", True), (7, 0, "rook", True),
        (1, 1, "pawn", True), (5, 1, "pawn", True), (6, 2, "pawn", True), (3, 3, "pawn", True),
        (4, 4, "pawn", False), (2, 5, "bishop", False), (6, 5, "pawn", False),
        (1, 6, "pawn", False), (4, 7, "king", False), (7, 7, "rook", False),
    )  # fmt: skip
    for column, row, kind, dark in standing:
        x, y = at(column + 0.5, row + 0.72)
        piece(to, x, y, 44 + 22 * row / 7, kind=kind, dark=dark)
    return to


def playground() -> Picture:
    """A slide and two swings under a tree."""
    to = Picture(SKY)
    for x, high, colour in ((0, 150, BRICK), (96, 190, RUST), (186, 130, BRICK), (820, 170, RUST)):
        to.box(x, 330 - high, 100, high, colour)
        to.shape(BARK, (x, 330 - high), (x + 50, 280 - high), (x + 100, 330 - high))
        for floor in range(2):
            for side in (18, 58):
                to.box(x + side, 352 - high + floor * 52, 24, 32, CREAM)
    to.box(0, 326, WIDE, 154, LEAF)
    to.disc(470, 440, 330, SAND, flat=0.16)
    to.box(700, 210, 34, 150, WALNUT)
    for x, y, r in ((716, 140, 88), (654, 186, 56), (780, 186, 60)):
        to.disc(x, y, r, GRASS)
    to.disc(696, 116, 40, "#5f9a52")
    to.bar(NAVY, 12, (240, 430), (276, 220))
    to.bar(NAVY, 12, (306, 430), (306, 220))
    for part in range(1, 6):
        to.bar(LAMP, 8, (246 + part * 5, 430 - part * 36), (306, 430 - part * 36))
    to.box(264, 200, 76, 16, NAVY, round_=5)
    to.shape(LAMP, (256, 150), (302, 104), (348, 150))
    to.bar(NAVY, 9, (272, 150), (272, 206))
    to.bar(NAVY, 9, (332, 150), (332, 206))
    to.bar(BRICK, 36, (336, 210), (400, 330), (450, 400), (500, 416))
    to.bar(RED, 24, (336, 208), (400, 328), (450, 398), (500, 414))
    to.bar(FOREST, 13, (540, 440), (580, 190), (620, 440))
    to.bar(FOREST, 13, (850, 440), (810, 190), (770, 440))
    to.bar(FOREST, 13, (580, 190), (810, 190))
    for left, seat in ((620, (606, 376)), (720, (730, 388))):
        for side in (0, 50):
            to.bar(SOOT, 4, (left + side, 194), (seat[0] + side, seat[1]))
        to.box(seat[0] - 8, seat[1], 66, 13, RED, round_=5)
    to.disc(160, 424, 26, LAMP)
    to.shape(RED, (160, 398), (174, 402), (172, 448), (160, 450))
    return to


def crate(to: Picture, x: float, y: float, colours: str) -> None:
    """A crate of fruit or vegetables."""
    shades = colours.split()
    for row in range(2):
        for number in range(5 - row):
            shade = shades[(number + row) % len(shades)]
            to.disc(x + 22 + number * 28 + row * 14, y - 8 - row * 20, 17, shade)
    to.box(x, y - 6, 156, 58, WOOD, round_=4)
    to.box(x, y + 14, 156, 5, OAK)
    to.box(x, y + 34, 156, 5, OAK)


def market() -> Picture:
    """A market stall with a striped roof."""
    to = Picture(MIST)
    shops = ((20, RUST, 250), (190, DOOR, 280), (700, "#d8b26a", 260), (850, BRICK, 290))
    for x, colour, high in shops:
        to.box(x, 400 - high, 160, high, colour)
        to.shape(colour, (x, 402 - high), (x + 30, 402 - high), (x + 30, 370 - high),
                 (x + 54, 370 - high), (x + 80, 340 - high), (x + 106, 370 - high),
                 (x + 130, 370 - high), (x + 130, 402 - high), (x + 160, 402 - high))  # fmt: skip
        for y in (430 - high, 500 - high):
            for side in (28, 94):
                to.box(x + side, y, 38, 52, CREAM)
                to.box(x + side + 4, y + 4, 30, 44, SKY)
    to.box(0, 400, WIDE, 80, STEEL)
    to.box(0, 400, WIDE, 8, SLATE)
    for x in (170, 774):
        to.box(x, 150, 16, 300, BARK)
    to.box(186, 170, 588, 190, FOREST)
    for number in range(12):
        left, right = 150 + number * 55, 205 + number * 55
        top = [480 + (edge - 480) * 0.86 for edge in (left, right)]
        colour = RED if number % 2 == 0 else SNOW
        to.shape(colour, (top[0], 60), (top[1], 60), (right, 158), (left, 158))
        to.disc((left + right) / 2, 158, 27.5, colour, flat=0.8)
    to.disc(590, 236, 30, "#c98f6a")
    to.shape(NAVY, (540, 340), (548, 284), (590, 264), (632, 284), (640, 340))
    to.shape(BARK, (560, 238), (562, 208), (590, 198), (618, 208), (620, 238), (606, 218))
    to.box(564, 300, 52, 40, LAMP, round_=4)
    crate(to, 200, 300, f"{RED} #d5503f")
    crate(to, 366, 300, f"{LEAF} {GRASS}")
    crate(to, 632, 310, f"{LAMP} {GOLD}")
    to.box(166, 344, 628, 22, WHEAT, round_=4)
    to.box(176, 366, 608, 90, OAK)
    for x in range(176, 784, 76):
        to.box(x, 366, 5, 90, WALNUT)
    crate(to, 40, 422, "#e8812f #f09a4a")
    crate(to, 806, 422, f"{PLUM} #8f4a8c")
    to.ring(480, 232, 22, 5, STEEL)
    to.box(452, 252, 56, 12, STEEL, round_=6)
    return to


PICTURES: Final[dict[str, Callable[[], Picture]]] = {
    scene.__name__: scene
    for scene in (
        ladder, soup, drill, bicycle, garden, coffee, books, sewing, piano, plants, tools, chess,
        playground, market,
    )
}  # fmt: skip

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, scene in PICTURES.items():
        scene().save(name)
        print(name)
