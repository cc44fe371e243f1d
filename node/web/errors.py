"""What went wrong, on a page of our own, with the right status and a way on.

Rule 1: here is the one place where a refusal becomes a page. Rule 2: it tells nothing of the
inside; the log has that. Rule 3: an answer is possible even when the database is not.
"""

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from federation.errors import FederationError
from node.feed.errors import PublishError
from node.listings.errors import NotFoundError
from node.residents.errors import TooManyError
from node.store import reserve
from node.store.damage import DamagedError
from node.store.database import DATABASE_ERRORS, is_full
from node.translations.catalogue import N_, NN_
from node.translations.refusals import NOT_NOW, SENTENCES
from node.web.here import words, world
from node.web.language import say

log = logging.getLogger(__name__)

CLOSED = 503
FULL = N_("De schijf van de site is vol. Lezen kan nog. Bel een beheerder van deze wijk.")
DAMAGED = N_("De gegevens van de site zijn beschadigd. Lezen kan nog. De beheerders weten ervan.")


@dataclass(frozen=True)
class Lost:
    """A page for who got stuck: what happened, what they can do, the way on, and a drawing."""

    heading: str
    advice: str
    icon: str = "help"
    way: str = "/"
    way_words: str = N_("Naar het bord")


PAGES: dict[int, Lost] = {
    400: Lost(
        N_("Dit begrijpen wij niet."),
        N_("Er klopt iets niet aan het adres of aan wat er is gestuurd. Begin opnieuw."),
    ),
    403: Lost(
        N_("Dit kan hier niet."),
        N_("Je vraag kwam niet van onze eigen bladzijde, of je mag dit niet. Probeer het opnieuw."),
        "lock",
    ),
    404: Lost(
        N_("Hier hangt niets."),
        N_("Misschien is de oproep al weg, of klopt het adres niet helemaal."),
        "board",
    ),
    405: Lost(N_("Zo kan dit niet."), N_("Ga terug en gebruik de knop op de bladzijde.")),
    410: Lost(
        N_("Deze oproep is weg."),
        N_("Misschien is hij al gelukt. Kijk wat er nog meer is."),
        "board",
    ),
    413: Lost(
        N_("Dit is te groot om te sturen."),
        N_("Kies een kleinere foto, of maak je tekst korter. Ga daarvoor terug."),
        "photo",
    ),
    422: Lost(N_("Dit kan zo niet."), N_("Er is niets veranderd."), "warn"),
    429: Lost(N_("Dit ging te snel."), N_("Wacht een minuut en probeer het dan opnieuw."), "wait"),
    500: Lost(
        N_("Er ging bij ons iets mis."),
        N_("Het ligt niet aan jou. Probeer het straks opnieuw."),
        "bad",
    ),
    502: Lost(N_("De buurwijk antwoordt niet."), N_("Probeer het straks opnieuw."), "wards"),
    503: Lost(N_("Wij zijn even dicht."), N_("Probeer het straks opnieuw."), "wait"),
}
WAIT = NN_(
    "Wacht %(num)s minuut en probeer het dan opnieuw.",
    "Wacht %(num)s minuten en probeer het dan opnieuw.",
)
FORGOTTEN = Lost(
    N_("Dit ging te vaak mis."),
    "",
    "wait",
    "/herstel",
    N_("Wachtwoord vergeten?"),
)
NO_MAIL = Lost(
    N_("Hier gaat niets per mail."),
    N_("Deze wijksite stuurt nu geen mail. Met een account kun je wel reageren."),
    "mail",
)
SIGNED_OUT = Lost(
    N_("Je bent niet ingelogd."),
    N_("Log in en doe het dan nog een keer. Er is niets veranderd."),
    "login",
    "/inloggen",
    N_("Inloggen"),
)


def install(app: Flask) -> None:
    """Answer every refusal."""
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(FederationError, explain_refusal)
    app.register_error_handler(TooManyError, explain_too_many)
    app.register_error_handler(PublishError, explain_closed)
    app.register_error_handler(DamagedError, explain_damaged)
    for error in DATABASE_ERRORS:
        app.register_error_handler(error, explain_database)
    app.register_error_handler(NotFoundError, lambda _error: explain(NotFound()))


def explain(error: HTTPException) -> Response:
    """The page of an HTTP status."""
    status = error.code or 500
    response = page(status, _signed_out() if g.get("signed_out") else _of(status))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def explain_refusal(error: FederationError) -> Response:
    """The sentence of a refusal of the protocol; its code is for whoever is asked about it."""
    lost = _of(error.status)
    sentence = say(SENTENCES.get(error.code, lost.advice), **vars(error))
    return page(error.status, lost, advice=sentence, code=error.code)


def explain_too_many(error: TooManyError) -> Response:
    """How long to wait; and the way for who cannot get in."""
    minutes = -(-error.seconds // 60)
    advice = words().count(*WAIT, minutes)
    lost = FORGOTTEN if request.path.startswith("/inloggen") else PAGES[429]
    response = page(429, lost, advice=advice)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def explain_closed(error: PublishError) -> Response:
    """Why nothing can be placed now; nothing was lost, and reading goes on."""
    return page(CLOSED, PAGES[CLOSED], advice=say(NOT_NOW[type(error).__name__]))


def explain_damaged(_error: DamagedError) -> Response:
    """Nothing is written; reading goes on."""
    return page(CLOSED, PAGES[CLOSED], advice=say(DAMAGED))


def explain_database(error: Exception) -> Response:
    """A full disk is said to be so; what else is wrong with the database, the log tells."""
    if is_full(error):
        reserve.let_go(world())
        return page(CLOSED, PAGES[CLOSED], advice=say(FULL))
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return page(500, PAGES[500])


def page(status: int, lost: Lost, *, advice: str = "", code: str = "") -> Response:
    """A whole page; plain words where a whole page cannot be made."""
    heading, advice = say(lost.heading), advice or say(lost.advice)
    plain = make_response(f"{heading}\n{advice}\n", status)
    plain.mimetype = "text/plain"
    if "ward" not in g:  # before the node was found: a host that is not ours, or no database
        return plain
    g.lost = True  # nobody wants to come back here
    try:
        made = render_template(
            "errors/error.html",
            heading=heading,
            advice=advice,
            code=code,
            drawing=lost.icon,
            way=lost.way,
            way_words=say(lost.way_words),
        )
    except Exception:  # what broke the page breaks what all pages have in common
        log.exception("the page that says what went wrong failed too")
        return plain
    return make_response(made, status)


def _of(status: int) -> Lost:
    return PAGES.get(status) or PAGES[400 if status < 500 else 500]


def _signed_out() -> Lost:
    """Back to the page with the form, by way of the door."""
    back = urlencode({"verder": request.path}, safe="/")
    return Lost(
        SIGNED_OUT.heading,
        SIGNED_OUT.advice,
        SIGNED_OUT.icon,
        f"{SIGNED_OUT.way}?{back}",
        SIGNED_OUT.way_words,
    )
