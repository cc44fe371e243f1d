"""Draws the pictures of the sample listings: flat shapes in the colours of the board.

Run it after a change: ``python deploy/samples/draw.py``. Rule: nothing is taken from anywhere, so
nobody else's rights are in it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from craft import chess, drill, sewing, tools
from indoors import books, coffee, ladder, piano, plants, soup
from outdoors import bicycle, garden, market, playground
from paper import Picture

FOLDER: Final = Path(__file__).resolve().parent / "pictures"
SCENES: Final[tuple[Callable[[], Picture], ...]] = (
    bicycle,
    books,
    chess,
    coffee,
    drill,
    garden,
    ladder,
    market,
    piano,
    plants,
    playground,
    sewing,
    soup,
    tools,
)

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for scene in SCENES:
        scene().save(FOLDER / f"{scene.__name__}.webp")
        print(scene.__name__)
