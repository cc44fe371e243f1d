"""Who is looking: the cookie in, the resident out.

Rule 1: the cookie holds a chance number and nothing else; what it opens is on the server.
Rule 2: nobody brings their own number: coming in makes a new one, going out ends it.
"""

from flask import Flask, Response, g, request, session

from node.residents import devices, sessions
from node.residents.models import Resident
from node.residents.sessions import LASTS
from node.web.here import WITHOUT_DATABASE, world


def install(app: Flask) -> None:
    """Find out who it is before each request."""
    app.before_request(recognise)
    app.after_request(forget_ended)


def cookie_name() -> str:
    """With the prefix that makes browsers hold it to this one host, where there is https."""
    return "__Host-wijk" if is_https() else "wijk"


def recognise() -> None:
    """Look up whose cookie this is."""
    g.resident = g.halfway = None
    token = request.cookies.get(cookie_name())
    if token and request.endpoint not in WITHOUT_DATABASE:
        g.resident = sessions.resident_by_token(world(), token)
        if g.resident is None:
            g.halfway = sessions.halfway_resident(world(), token)
            g.ended = g.halfway is None


def forget_ended(response: Response) -> Response:
    """Take back a cookie that opens nothing any more."""
    if g.get("ended") and not response.headers.getlist("Set-Cookie"):
        _delete(response)
    return response


def come_in(response: Response, token: str, *, shared: bool) -> None:
    """Give the browser its cookie; on a shared computer only until it is closed. Once somebody is
    wholly in, the browser is known from then on, unless it is shared.
    """
    end_here()
    person = sessions.resident_by_token(world(), token)
    if person is not None and not shared:
        known = devices.remember(world(), person, request.cookies.get(known_name(), ""))
        put_cookie(response, known_name(), known, int(devices.LASTS.total_seconds()))
    session.clear()  # a new token for forms too
    put_cookie(response, cookie_name(), token, None if shared else int(LASTS.total_seconds()))
    if shared:
        put_cookie(response, shared_name(), "ja", None)
    elif is_shared():
        _delete(response, shared_name())


def go_out(response: Response) -> None:
    """End the session on the server and take the cookie back."""
    end_here()
    session.clear()
    _delete(response)
    if is_shared():
        _delete(response, shared_name())


def end_here() -> None:
    """End whatever session this browser came with."""
    token = request.cookies.get(cookie_name())
    if token:
        sessions.sign_out(token)


def here() -> str:
    """What the cookie of this browser holds."""
    return request.cookies.get(cookie_name(), "")


def halfway() -> Resident | None:
    """Who gave the right password here and has still to take the second step."""
    found: Resident | None = g.get("halfway")
    return found


def known_name() -> str:
    """The cookie by which a browser is known (:mod:`node.residents.devices`)."""
    return "__Host-wijk-known" if is_https() else "wijk-known"


def shared_name() -> str:
    """The cookie by which pages know that this computer is shared; it ends with the browser."""
    return "__Host-wijk-gedeeld" if is_https() else "wijk-gedeeld"


def is_shared() -> bool:
    """Whether who came in said that others use this computer too."""
    return shared_name() in request.cookies


def put_cookie(response: Response, name: str, value: str, seconds: int | None) -> None:
    """A cookie that no script reads and no other site sends; without ``seconds`` it ends with the
    browser.
    """
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=is_https(),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _delete(response: Response, name: str = "") -> None:
    response.delete_cookie(
        name or cookie_name(), path="/", secure=is_https(), httponly=True, samesite="Lax"
    )


def is_https() -> bool:
    """Whether the site is on https, as all are but those of one's own machine."""
    return world().config.url.startswith("https:")
