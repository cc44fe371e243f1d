"""Which language a page is in: the person's choice, else what the browser asks for, else Dutch.

Rule: the choice is a cookie of its own; it says nothing about who somebody is.
"""

from typing import Any

from flask import Flask, g, request

from node.listings.days import day_of
from node.translations.catalogue import NAMES, SOURCE
from node.web.here import here, words, world

COOKIE = "taal"
YEAR_SECONDS = 365 * 24 * 60 * 60


def install(app: Flask) -> None:
    """Choose before each request; give the templates their words."""
    app.before_request(choose)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        _gettext,
        _ngettext,
        newstyle=True,
    )
    app.jinja_env.globals.update(say=say, languages=NAMES)
    app.jinja_env.filters.update(
        day=lambda value: words().day(value, day_of(world().now())),
        moment=lambda value: words().moment(value),
        month=lambda value: words().month(value),
        said=say,
        number=lambda value: words().number(value),
    )
    app.context_processor(_for_templates)


def _gettext(sentence: str) -> str:
    found: str = words().messages.gettext(sentence)
    return found


def _ngettext(one: str, many: str, number: int) -> str:
    found: str = words().messages.ngettext(one, many, number)
    return found


def choose() -> None:
    """Note the language of this answer."""
    known = here().catalogues
    chosen = request.cookies.get(COOKIE, "")
    if chosen not in known:
        chosen = request.accept_languages.best_match(list(known), default=SOURCE) or SOURCE
    g.words = known[chosen]


def say(sentence: str, **values: object) -> str:
    """A sentence in the language of this page."""
    return words().say(sentence, values)


def _for_templates() -> dict[str, Any]:
    return {"words": words()}
