"""Coming in and going out.

Rule: a wrong name and a wrong password are one answer, with one status.
"""

from flask import Response, make_response, redirect, render_template, request

from node.residents import applicants, secondstep, sessions
from node.residents.errors import (
    AccountError,
    ApplicationRefusedError,
    ApplicationWaitsError,
    SignInRefusedError,
)
from node.translations.catalogue import N_
from node.web import agent, limited, onward, said, session
from node.web.here import resident, world
from node.web.language import say

HOME = "/van-mij"
SECOND_STEP = "/inloggen/tweede-stap"
SET_UP = "/van-mij/tweede-stap"
REFUSED = N_("Naam of wachtwoord klopt niet. Probeer het nog eens.")


def sign_in_form() -> Response:
    """The form."""
    if resident() is not None:
        return make_response(redirect(onward.wanted(HOME), 303))
    return _form("", shared=False, problems={})


def sign_in() -> Response:
    """Come in, and go on to where somebody was going; by the second step where there is one."""
    name = request.form.get("name", "")
    shared = request.form.get("shared") == "yes"
    try:
        token = sessions.sign_in(
            world(),
            name_or_email=name.replace("\0", ""),
            password=request.form.get("password", ""),
            shared=shared,
            agent=agent.in_short(request.headers.get("User-Agent", "")),
        )
    except SignInRefusedError:
        return _form(name, shared=shared, problems={"name": say(REFUSED)})
    except (ApplicationWaitsError, ApplicationRefusedError) as error:
        limited.went_well()  # the password was right
        return _applied(error)
    except AccountError as error:
        problems = said.problems(error, "name")
        return _form(name, shared=shared, problems=problems, status=said.status(error))
    limited.went_well()
    return _come_in(token, shared=shared)


def second_step() -> Response:
    """The number of the app, or a code on paper."""
    person = session.halfway()
    if person is None:
        return make_response(redirect("/inloggen", 303))
    if request.method != "POST":
        return _second_step({})
    token = session.here()
    try:
        whole = sessions.take_second_step(world(), token, request.form.get("code", ""))
    except AccountError as error:
        return _second_step(said.problems(error, "code"), said.status(error))
    limited.went_well()
    shared = sessions.is_shared(world(), whole)
    response = make_response(redirect(onward.wanted(HOME), 303))
    session.come_in(response, whole, shared=shared)
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


def _come_in(token: str, *, shared: bool) -> Response:
    """The cookie, and on: to the second step, or for an admin without one to where it is made."""
    person = sessions.resident_by_token(world(), token)
    onwards = onward.wanted(HOME)
    if person is None:
        where = onward.to(SECOND_STEP, onwards)
    elif person.role == "admin" and not secondstep.is_on(person.id):
        where = onward.to(SET_UP, onwards)
    else:
        where = onwards
    response = make_response(redirect(where, 303))
    session.come_in(response, token, shared=shared)
    return response


def _form(name: str, *, shared: bool, problems: dict[str, str], status: int = 422) -> Response:
    page = render_template(
        "account/sign_in.html",
        name=name,
        shared=shared,
        then=onward.wanted(HOME),
        problems=problems,
    )
    return make_response(page, status if problems else 200)


def _applied(error: AccountError) -> Response:
    """Nothing is wrong: somebody asked to join, and the ward has the next word, or had it."""
    path = ""
    if isinstance(error, ApplicationWaitsError):
        path = applicants.path_of(world(), error.number)
    return make_response(render_template("account/application.html", path=path))


def _second_step(problems: dict[str, str], status: int = 200) -> Response:
    page = render_template("account/second_step.html", problems=problems, then=onward.wanted(HOME))
    return make_response(page, status)
