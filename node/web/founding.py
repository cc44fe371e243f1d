"""The set-up of a node, in a browser: its addresses, and who may use them.

Rule 1: these are pages of an application of their own, which is served until the set-up is done and
never beside the site. Rule 2: without the code none of it opens: every other page of it asks for
the ticket that a browser got for the code, and whoever has none is sent to the door. Rule 3: no
browser keeps any of it: the recovery sheets stand on one of these pages, before anybody signed in.
"""

from flask import Flask, Response, abort, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from node.residents.errors import TooManyError
from node.translations.catalogue import N_
from node.upkeep import founding as use
from node.upkeep.founding import BY_NAME, STEPS, NotYetError, OverError
from node.web import errors, foundingsteps, limited, session
from node.web.here import words, world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, FORM_BYTES, GET, NOTHING, Route

HOME = foundingsteps.HOME
FOUNDER = "founder"  # gave the code
TICKET_SECONDS = 30 * 24 * 60 * 60
WRONG = N_("Deze code klopt niet. Hij staat in het venster waarin je de site startte.")
OK, NOT_THERE = 200, 503
AGAIN_SECONDS = 3  # until the site itself answers
UNFOUND = errors.Lost(
    N_("Deze bladzijde is er niet."), N_("Ga terug naar het opzetten van de site.")
)


def door() -> Response:
    """The code; for who gave it, how far everything is."""
    if request.method == "POST":
        return _open_door()
    if not is_founder():
        return make_response(render_template("founding/door.html", problems={}))
    now = use.standing(world())
    return make_response(render_template("founding/overview.html", now=now, all_steps=STEPS))


def _open_door() -> Response:
    if not use.is_code(request.form.get("code", "")):
        problems = {"code": say(WRONG)}
        return make_response(render_template("founding/door.html", problems=problems), 422)
    limited.went_well()
    response = make_response(redirect(HOME, 303))
    session.put_cookie(response, cookie_name(), use.ticket(world()), TICKET_SECONDS)
    return response


def step(name: str) -> Response:
    """One question, and its answer."""
    if name not in BY_NAME:
        abort(404)
    if request.method == "POST" and request.form.get("later"):
        use.pass_over(name)
        return foundingsteps.onward(name)
    return foundingsteps.PAGES[name]()


def words_back() -> Response:
    """The two words of the sheets that are asked back."""
    return foundingsteps.words_back()


def test_mail() -> Response:
    """One mail, sent now, and what came of it."""
    return foundingsteps.test_mail()


def last() -> Response:
    """What was done, what is next, and the button that opens the site."""
    if request.method != "POST":
        return foundingsteps.last()
    use.finish(world())
    response = _starting(OK)
    response.delete_cookie(cookie_name(), path="/", secure=session.is_https(), httponly=True)
    return response


def alive() -> Response:
    """This process answers."""
    return Response("ok\n", mimetype="text/plain")


def ready() -> tuple[dict[str, bool], int]:
    """There is no site yet."""
    return {"ready": False, "set_up": False}, NOT_THERE


def closed(path: str = "") -> Response:
    """Whatever else somebody asks for: there is no site yet."""
    del path
    response = make_response(render_template("founding/closed.html"), NOT_THERE)
    response.headers["Retry-After"] = "600"
    return response


ROUTES: tuple[Route, ...] = (
    Route("/livez", alive, GET, ANYBODY, shows=NOTHING),
    Route("/readyz", ready, GET, ANYBODY, shows=NOTHING),
    Route(HOME, door, BOTH, ANYBODY, limit="setup-code", shows=NOTHING),
    Route(f"{HOME}/klaar", last, BOTH, FOUNDER, shows=NOTHING),
    Route(f"{HOME}/mail/proef", test_mail, BOTH, FOUNDER, limit="setup-mail", shows=NOTHING),
    Route(
        f"{HOME}/herstelbladen/woorden",
        words_back,
        BOTH,
        FOUNDER,
        limit="setup-words",
        shows=NOTHING,
    ),
    Route(f"{HOME}/<name>", step, BOTH, FOUNDER, shows=NOTHING),
    Route("/", closed, GET, ANYBODY, shows=NOTHING),
    Route("/<path:path>", closed, GET, ANYBODY, shows=NOTHING),
)
OUTSIDE = {"static", "alive", "ready"}  # what is answered also when the set-up is over


def install(app: Flask) -> None:
    """Serve these addresses, guarded."""
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.before_request(guard)
    app.after_request(keep_nowhere)
    for route in ROUTES:
        app.add_url_rule(route.path, route.endpoint, route.view, methods=list(route.methods))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(TooManyError, _too_many)
    app.register_error_handler(NotYetError, lambda error: redirect(f"{HOME}/{error.step}", 303))
    app.register_error_handler(OverError, lambda _error: redirect(HOME, 303))


def guard() -> Response | None:
    """Let in who gave the code; send others to the door. When all is done, wait for the site."""
    if request.endpoint is None or request.endpoint in OUTSIDE:
        return None
    if not use.is_open():
        return _starting(NOT_THERE)
    route = _BY_ENDPOINT[request.endpoint]
    if route.who == FOUNDER and not is_founder():
        if request.method == "POST":
            abort(403)
        return make_response(redirect(HOME, 303))
    if route.limit and request.method == "POST":
        limited.spend(route.limit)
    return None


def keep_nowhere(response: Response) -> Response:
    """No browser keeps an answer, also one that refuses or leads on; the files of the site stay."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def is_founder() -> bool:
    """Whether this browser gave the code."""
    return use.is_ticket(world(), request.cookies.get(cookie_name(), ""))


def cookie_name() -> str:
    """Of the ticket; with the prefix that holds it to this host, where there is https."""
    return "__Host-wijk-opzetten" if session.is_https() else "wijk-opzetten"


def _starting(status: int) -> Response:
    """The site starts: the browser looks again in a moment."""
    response = make_response(render_template("founding/starting.html"), status)
    response.headers["Refresh"] = f"{AGAIN_SECONDS};url=/"
    return response


def _explain(error: HTTPException) -> Response:
    status = error.code or 500
    lost = UNFOUND if status == 404 else errors.PAGES.get(status, errors.PAGES[400])
    return _lost(status, lost, say(lost.advice))


def _too_many(error: TooManyError) -> Response:
    advice = words().count(*errors.WAIT, -(-error.seconds // 60))
    response = _lost(429, errors.PAGES[429], advice)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _lost(status: int, lost: errors.Lost, advice: str) -> Response:
    page = render_template(
        "founding/lost.html", heading=say(lost.heading), advice=advice, drawing=lost.icon
    )
    return make_response(page, status)


_BY_ENDPOINT: dict[str, Route] = {route.endpoint: route for route in ROUTES}
