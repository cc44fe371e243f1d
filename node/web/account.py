"""Coming in and going out.

Rule: a wrong name and a wrong password are one answer, with one status.
"""

import re

from flask import Response, make_response, redirect, render_template, request

from node.residents import sessions
from node.residents.errors import SignInRefusedError
from node.web import session
from node.web.here import resident, world

# A path of our own, and nothing a browser could read as another host.
_OURS = re.compile(r"/(?:[A-Za-z0-9_.~-][A-Za-z0-9/_.~-]*)?(?:\?[A-Za-z0-9=&%_.+~-]*)?")
HOME = "/van-mij"


def sign_in_form() -> Response:
    """The form."""
    if resident() is not None:
        return make_response(redirect(_onward(), 303))
    return make_response(render_template("account/sign_in.html", name="", then=_onward()))


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
        page = render_template(
            "account/sign_in.html", name=name, then=_onward(), refused=True, shared=shared
        )
        return make_response(page, 422)
    response = make_response(redirect(_onward(), 303))
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


def _onward() -> str:
    """Where to go next: a path of this site, whatever the address says."""
    wanted = request.values.get("verder", "")
    return wanted if _OURS.fullmatch(wanted) else HOME
