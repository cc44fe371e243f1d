"""Our drawings. Each page carries those it uses, so that none has to be fetched beside it.

Rule 1: a drawing never stands alone: a word stands beside it, and a screen reader passes it over.
Rule 2: a name that is not in ``static/icons.svg`` is a mistake of ours, said at once.
"""

import re
from functools import cache

from flask import Flask, g
from markupsafe import Markup

from node.web.static import FOLDER

_SYMBOL = re.compile(r'<symbol id="([a-z-]+)" (.*?)</symbol>', re.DOTALL)
SYMBOLS = dict(_SYMBOL.findall((FOLDER / "icons.svg").read_text("utf-8")))


def install(app: Flask) -> None:
    """``icon('lending')`` in templates; ``drawings()`` once, at the end of each page."""
    app.jinja_env.globals.update(icon=icon, drawings=drawings)


def icon(name: str, *, flip: bool = False) -> Markup:
    """A drawing of a line's height. ``flip``: it points, and turns around with the writing.

    :raises KeyError: when we have no such drawing.
    """
    _used()[name] = SYMBOLS[name]
    return _use(name, "i flip" if flip else "i")


@cache
def _use(name: str, kind: str) -> Markup:
    """Of a drawing that there is: a list has hundreds of them."""
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(kind, name)


def drawings() -> Markup:
    """What the drawings of this page are made of."""
    made = "".join(f'<symbol id="i-{name}" {rest}</symbol>' for name, rest in _used().items())
    return Markup(f'<svg class="drawings" aria-hidden="true">{made}</svg>')  # noqa: S704  # ours


def _used() -> dict[str, str]:
    if "icons" not in g:
        g.icons = {}
    found: dict[str, str] = g.icons
    return found
