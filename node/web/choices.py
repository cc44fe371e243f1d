"""Language and colours: a person's own choice, kept in their own browser."""

from flask import Response, make_response, redirect, render_template, request

from node.web.here import here, world
from node.web.language import COOKIE, THEME_COOKIE, THEMES, YEAR_SECONDS


def choices() -> str:
    """The page where both are chosen."""
    return render_template("account/choices.html", done=request.args.get("klaar") == "ja")


def choose() -> Response:
    """Keep the choice. What was not asked stays as it was."""
    response = make_response(redirect("/taal?klaar=ja", 303))
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
