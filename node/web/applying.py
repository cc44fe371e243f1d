"""The own application of whoever asked to join: what was asked of them, and their answer.

Rule 1: the link opens this one conversation; looking at it changes nothing.
Rule 2: whether there is an application is told to nobody without its link or its code.
"""

from typing import Final

from flask import Response, make_response, redirect, render_template, request

from node.residents import applicants
from node.residents.applicants import PAGE, Conversation, NothingSaidError
from node.residents.applications import WAITS
from node.residents.errors import CodeError, UnknownNameError
from node.translations.catalogue import N_
from node.web import limited, said
from node.web.here import world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, NOTHING, Route

NEWS: Final = {"verstuurd": N_("Verstuurd. Iemand van de wijk leest het.")}
EMPTY: Final = N_("Schrijf eerst iets.")
LINK: Final = f"{PAGE}/<row:number>/<token:token>"


def application_code() -> Response:
    """For who has no mailbox: the code that was given after asking."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            path = applicants.by_code(world(), request.form.get("code", ""))
        except CodeError as error:
            problems = said.problems(error, "code")
        else:
            limited.went_well()
            return _to(path)
    page = render_template("account/application_code.html", problems=problems)
    return make_response(page, 422 if problems else 200)


def my_application(number: int, token: str) -> Response:
    """What was written, and a message; or take it back."""
    try:
        found = applicants.by_link(world(), number, token)
        if request.method == "POST" and not found.refused:
            return _send(number, token, found)
    except UnknownNameError:
        return make_response(render_template("account/application_gone.html"), 410)
    return _page(found, {})


def _send(number: int, token: str, found: Conversation) -> Response:
    if request.form.get("what") == "weg":
        applicants.withdraw(world(), number, token)
        return make_response(render_template("account/application_gone.html", withdrawn=True))
    try:
        applicants.answer(world(), number, token, request.form.get("text", ""))
    except NothingSaidError:
        return _page(found, {"text": say(EMPTY)})
    return _to(f"{PAGE}/{number}/{token}?net=verstuurd")


def _page(found: Conversation, problems: dict[str, str]) -> Response:
    page = render_template(
        "account/my_application.html",
        found=found,
        waits=WAITS,
        problems=problems,
        typed=request.form.get("text", "") if problems else "",
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, 422 if problems else 200)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


ROUTES: tuple[Route, ...] = (
    Route(PAGE, application_code, BOTH, ANYBODY, limit="application-code", shows=NOTHING),
    Route(
        LINK,
        my_application,
        BOTH,
        ANYBODY,
        limit="application-message",
        shows=NOTHING,
        secret=True,
    ),
)
