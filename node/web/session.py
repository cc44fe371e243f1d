"""Who is looking: the cookie in, the resident out.

Rule 1: the cookie holds a chance number and nothing else; what it opens is on the server.
Rule 2: nobody brings their own number: coming in makes a new one, going out ends it.
"""

from flask import Flask, Response, g, request, session

from node.residents import sessions
from node.residents.sessions import LASTS
from node.web.here import WITHOUT_DATABASE, world


def install(app: Flask) -> None:
    """Find out who it is before each request."""
    app.before_request(recognise)
    app.after_request(forget_ended)


def cookie_name() -> str:
    """With the prefix that makes browsers hold it to this one host, where there is https."""
    return "__Host-wijk" if _https() else "wijk"


def recognise() -> None:
    """Look up whose cookie this is."""
    g.resident = None
    token = request.cookies.get(cookie_name())
    if token and request.endpoint not in WITHOUT_DATABASE:
        g.resident = sessions.resident_by_token(world(), token)
        g.ended = g.resident is None


def forget_ended(response: Response) -> Response:
    """Take back a cookie that opens nothing any more."""
    if g.get("ended") and not response.headers.getlist("Set-Cookie"):
        _delete(response)
    return response


def come_in(response: Response, token: str, *, shared: bool) -> None:
    """Give the browser its cookie; on a shared computer only until it is closed."""
    end_here()
    session.clear()  # a new token for forms too
    response.set_cookie(
        cookie_name(),
        token,
        max_age=None if shared else int(LASTS.total_seconds()),
        secure=_https(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def go_out(response: Response) -> None:
    """End the session on the server and take the cookie back."""
    end_here()
    session.clear()
    _delete(response)


def end_here() -> None:
    """End whatever session this browser came with."""
    token = request.cookies.get(cookie_name())
    if token:
        sessions.sign_out(token)


def _delete(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=_https(), httponly=True, samesite="Lax")


def _https() -> bool:
    return world().config.url.startswith("https:")
