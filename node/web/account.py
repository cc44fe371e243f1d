"""Coming in and going out.

Rule: a wrong name and a wrong password are one answer, with one status.
"""

from flask import Response, make_response, redirect, render_template, request

from node.residents import sessions
from node.residents.errors import SignInRefusedError
from node.translations.catalogue import N_
from node.web import onward, session
from node.web.here import resident, world
from node.web.language import say

HOME = "/van-mij"
REFUSED = N_("Naam of wachtwoord klopt niet. Probeer het nog eens.")


def sign_in_form() -> Response:
    """The form."""
    if resident() is not None:
        return make_response(redirect(onward.wanted(HOME), 303))
    return _form("", shared=False, problems={})


def sign_in() -> Response:
    """Come in, and go on to where somebody was going."""
    name = request.form.get("name", "")
    shared = request.form.get("shared") == "yes"
    try:
        token = sessions.sign_in(
            world(),
            name_or_email=name.replace("\0", ""),
            password=request.form.get("password", ""),
            shared=shared,
        )
    except SignInRefusedError:
        return _form(name, shared=shared, problems={"name": say(REFUSED)})
    response = make_response(redirect(onward.wanted(HOME), 303))
    session.come_in(response, token, shared=shared)
    return response


def sign_out() -> Response:
    """Go out, here; other browsers stay in."""
    response = make_response(redirect("/", 303))
    session.go_out(response)
    return response


def sign_out_everywhere() -> Response:
    """Go out on every computer and telephone."""
    person = resident()
    if person is not None:
        sessions.sign_out_everywhere(person.id)
    return sign_out()


def _form(name: str, *, shared: bool, problems: dict[str, str]) -> Response:
    page = render_template(
        "account/sign_in.html",
        name=name,
        shared=shared,
        then=onward.wanted(HOME),
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)
