"""Language and looks: a person's own choice, kept in their own browser."""

from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request

from node.translations.catalogue import N_
from node.web import onward
from node.web.here import here, world
from node.web.language import COOKIE, YEAR_SECONDS, say
from node.web.looks import LOOKS

SAVED = N_("Bewaard.")


def choices() -> str:
    """The page where they are chosen."""
    return render_template(
        "account/choices.html",
        then=onward.wanted("/"),
        all_looks=LOOKS,
        news=say(SAVED) if request.args.get("klaar") == "ja" else "",
    )


def choose() -> Response:
    """Keep the choice. What was not asked stays as it was."""
    back = urlencode({"klaar": "ja", "verder": onward.wanted("/")})
    response = make_response(redirect(f"/taal?{back}", 303))
    language = request.form.get("language", "")
    if language in here().catalogues:
        _keep(response, COOKIE, language)
    for name, look in LOOKS.items():
        if name in request.form:
            _keep(response, look.cookie, look.known(request.form[name]))
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
