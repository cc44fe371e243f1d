"""Letters through the door: a code to join with, and a square for who has a telephone.

Rule: a letter is made when its code is, and kept nowhere.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from markupsafe import Markup

from node.feed.identity import ward
from node.listings.days import ZONE
from node.residents.invitations import LASTS
from node.translations import catalogue, printed
from node.world import World

_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
SQUARE_SCALE = 4  # pixels of a module; about 4 cm on paper


@dataclass(frozen=True)
class InvitingLetter:
    """One letter: the code as people read it, where to go, that as a square, and until when."""

    code: str
    address: str
    square: Markup
    made: datetime
    ends: datetime


def address(world: World, code: str) -> str:
    """Where somebody with this code joins."""
    return f"{world.config.url}/account-maken?code={code}"


def letters(world: World, codes: list[str], lasts: timedelta = LASTS) -> list[InvitingLetter]:
    """A letter for each code, that was made just now and opens something for so long."""
    now = world.now()
    return [
        InvitingLetter(one, address(world, one), square(address(world, one)), now, now + lasts)
        for one in codes
    ]


def square(text: str) -> Markup:
    """A text as a square that a telephone reads; black on white in every theme.

    Whoever listens hears what the page says around it, not the drawing.
    """
    drawn = segno.make(text, error="m").svg_inline(scale=SQUARE_SCALE, light="#fff", border=4)
    whole = _SIZE.sub(r'\g<0> viewBox="0 0 \1 \2"', drawn, count=1)  # made smaller, not cut off
    return Markup(whole.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  # ours


def page(world: World, codes: list[str], *, language: str, lasts: timedelta = LASTS) -> str:
    """A whole page of letters, one a sheet, that loads nothing."""
    chosen = catalogue.of(language, ZONE)
    template = printed.environment(chosen).get_template("print/invitations.html")
    return template.render(
        words=chosen, ward=ward(), letters=letters(world, codes, lasts), site=world.config.url
    )
