"""Texts that the ward wrote itself: which of its lines are a list.

Rule: a text stays text; what looks like markup is shown as it was typed.
"""

from collections.abc import Iterator
from itertools import groupby

from flask import Flask

DASHES = ("- ", "* ", "• ", "– ")


def install(app: Flask) -> None:
    """For the templates that show such a text."""
    app.jinja_env.filters["pieces"] = pieces


def pieces(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The text in pieces: whether each is a list, and its lines without their dashes."""
    for piece in text.split("\n\n"):
        for listed, lines in groupby(piece.split("\n"), key=lambda line: line.startswith(DASHES)):
            yield listed, [line[2:] if listed else line for line in lines]
