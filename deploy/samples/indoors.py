"""Sample pictures of things at home: to lend, to share, to learn with.

Rule: each function draws one picture and is named as its file.
"""

import math

from paper import (
    AMBER,
    BARK,
    BLUE,
    BRICK,
    CREAM,
    DOOR,
    FOREST,
    GOLD,
    GRASS,
    INK,
    LAMP,
    LEAF,
    MINT,
    MIST,
    NAVY,
    OAK,
    PINK,
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
    WATER,
    WHEAT,
    WIDE,
    WOOD,
    Picture,
    fan,
    pot,
    window,
)


def ladder() -> Picture:
    """A step ladder in a room that is being painted."""
    to = Picture(MINT)
    to.box(0, 0, 400, 390, "#e8d9a9")
    to.shape("#e8d9a9", (400, 0), (452, 0), (420, 120), (446, 250), (400, 390))
    window(to, 640, 50, 210, 230)
    to.box(0, 390, WIDE, 90, WOOD)
    to.box(0, 378, WIDE, 14, SNOW)
    for joint in (424, 456):
        to.box(0, joint, WIDE, 4, OAK)
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
    to.shape(BLUE, (416, 250), (344, 196), (366, 188), (412, 222), (412, 330), (396, 330))
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
    for bracket in (90, 820):
        to.shape(WALNUT, (bracket, 412), (bracket + 44, 412), (bracket, 470))
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
