"""Sample pictures of the street, the garden and the market.

Rule: each function draws one picture and is named as its file.
"""

import math

from paper import (
    BARK,
    BRICK,
    CREAM,
    DOOR,
    FOREST,
    GOLD,
    GRASS,
    INK,
    LAMP,
    LEAF,
    MIST,
    NAVY,
    OAK,
    PLUM,
    RED,
    RUST,
    SAND,
    SKY,
    SLATE,
    SNOW,
    SOOT,
    STEEL,
    WALNUT,
    WHEAT,
    WIDE,
    WOOD,
    Picture,
    fan,
)


def bicycle() -> Picture:
    """A city bicycle with a basket, against a brick wall."""
    to = Picture(RUST)
    for row in range(10):
        for column in range(-1, 9):
            left, tone = column * 124 + (row % 2) * 62, (row + column) % 3
            to.box(left, row * 42, 118, 36, "#cb7656" if tone else "#bd6444", round_=2)
    to.box(620, 0, 250, 392, FOREST)
    to.box(644, 24, 202, 368, DOOR)
    to.box(668, 48, 154, 120, SKY)
    to.disc(824, 250, 9, LAMP)
    to.box(0, 392, WIDE, 88, STEEL)
    to.box(0, 392, WIDE, 10, SLATE)
    for slab in range(0, WIDE, 120):
        to.box(slab, 402, 4, 78, "#93a3a8")
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
