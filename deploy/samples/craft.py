"""Sample pictures of tools and games on a table or a wall.

Rule: each function draws one picture and is named as its file.
"""

from paper import (
    AMBER,
    BARK,
    BLUE,
    BRICK,
    CREAM,
    DOOR,
    FOREST,
    GOLD,
    INK,
    LAMP,
    LEAF,
    MINT,
    MIST,
    NAVY,
    OAK,
    PINK,
    RED,
    SLATE,
    SNOW,
    SOOT,
    STEEL,
    WALNUT,
    WHEAT,
    WIDE,
    WOOD,
    Picture,
    Point,
)


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


def tools() -> Picture:
    """A board on the wall with four tools."""
    to = Picture(WHEAT)
    to.box(60, 40, 840, 340, "#d7a763", round_=8)
    for column in range(90, 890, 40):
        for row in range(66, 370, 40):
            to.disc(column, row, 4, OAK)
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
    to.box(316, 318, 118, 34, RED, round_=16)
    to.box(336, 328, 80, 5, PINK, round_=2)
    to.box(430, 324, 20, 22, SOOT, round_=3)
    to.box(448, 330, 108, 11, STEEL)
    to.shape(STEEL, (554, 330), (576, 327), (576, 344), (554, 341))
    to.box(540, 246, 170, 36, LAMP, round_=6)
    to.box(540, 246, 170, 10, GOLD, round_=4)
    to.box(600, 258, 50, 17, LEAF, round_=8)
    to.box(623, 258, 4, 17, SOOT)
    return to


def piece(to: Picture, x: float, y: float, size: float, *, kind: str, dark: bool) -> None:
    """A chess piece that stands on ``y``."""
    colour, edge = (SOOT, INK) if dark else (SNOW, STEEL)
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
    for joint in (236, 350):
        to.box(0, joint, WIDE, 4, WALNUT)

    def at(column: float, row: float) -> Point:
        """A corner of the board as the eye sees it; row 0 is the far edge."""
        y = 190 + 240 * row / 8 * (0.62 + 0.38 * row / 8)
        return 480 + (column - 4) * (66 + 34 * (y - 190) / 240), y

    to.shape(BARK, at(-0.3, -0.3), at(8.3, -0.3), at(8.3, 8.3), at(-0.3, 8.3))
    for row in range(8):
        for column in range(8):
            colour = WHEAT if (row + column) % 2 == 0 else OAK
            to.shape(colour, at(column, row), at(column + 1, row), at(column + 1, row + 1),
                     at(column, row + 1))  # fmt: skip
    standing = (
        (0, 0, "rook", True), (2, 0, "bishop", True), (4, 0, "king", True), (7, 0, "rook", True),
        (1, 1, "pawn", True), (6, 1, "pawn", True), (5, 2, "pawn", True), (3, 3, "pawn", True),
        (5, 4, "pawn", False), (2, 5, "bishop", False), (6, 5, "pawn", False),
        (1, 6, "pawn", False), (4, 7, "king", False), (7, 7, "rook", False),
    )  # fmt: skip
    for column, row, kind, dark in standing:
        x, y = at(column + 0.5, row + 0.72)
        piece(to, x, y, 44 + 22 * row / 7, kind=kind, dark=dark)
    return to
