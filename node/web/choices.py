"""Language and colours: a person's own choice, kept in their own browser."""

from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request

from node.translations.catalogue import N_
from node.web import onward
from node.web.here import here, world
from node.web.language import COOKIE, THEME_COOKIE, THEMES, YEAR_SECONDS, say

SAVED = N_("Bewaard.")
COLOURS = (
    ("", "screen", N_("Zoals mijn toestel")),
    ("light", "sun", N_("Licht")),
    ("dark", "moon", N_("Donker")),
)


def choices() -> str:
    """The page where both are chosen."""
    return render_template(
        "account/choices.html",
        then=onward.wanted("/"),
        themes=COLOURS,
        news=say(SAVED) if request.args.get("klaar") == "ja" else "",
    )


def choose() -> Response:
    """Keep the choice. What was not asked stays as it was."""
    back = urlencode({"klaar": "ja", "verder": onward.wanted("/")})
    response = make_response(redirect(f"/taal?{back}", 303))
    language, theme = request.form.get("language", ""), request.form.get("theme")
    if language in here().catalogues:
        _keep(response, COOKIE, language)
    if theme is not None:
        _keep(response, THEME_COOKIE, theme if theme in THEMES else "")
    return response


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS if value else 0,
        secure=world().config.url.startswith("https:"),
        httponly=True,
        samesite="Lax",
        path="/",
    )
