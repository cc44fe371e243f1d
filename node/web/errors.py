"""What went wrong, on a page of our own, with the right status and a way on.

Rule 1: here is the one place where a refusal becomes a page. Rule 2: it tells nothing of the
inside; the log has that. Rule 3: an answer is possible even when the database is not.
"""

import logging

from flask import Flask, Response, g, make_response, render_template
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from federation.errors import FederationError
from node.listings.errors import NotFoundError
from node.translations.catalogue import N_
from node.translations.refusals import SENTENCES
from node.web.language import say

log = logging.getLogger(__name__)

# Status: what happened, and what somebody can do.
PAGES: dict[int, tuple[str, str]] = {
    400: (
        N_("Dit begrijpen wij niet."),
        N_("Er klopt iets niet aan het adres of aan wat er is gestuurd. Begin opnieuw."),
    ),
    403: (
        N_("Dit kan hier niet."),
        N_("Je vraag kwam niet van onze eigen bladzijde, of je mag dit niet. Probeer het opnieuw."),
    ),
    404: (
        N_("Hier hangt niets."),
        N_("Misschien is de oproep al weg, of klopt het adres niet helemaal."),
    ),
    405: (N_("Zo kan dit niet."), N_("Ga terug en gebruik de knop op de bladzijde.")),
    410: (N_("Deze oproep is weg."), N_("Misschien is hij al gelukt. Kijk wat er nog meer is.")),
    413: (
        N_("Dit is te groot om te sturen."),
        N_("Kies een kleinere foto, of maak je tekst korter. Ga daarvoor terug."),
    ),
    422: (N_("Dit kan zo niet."), N_("Er is niets veranderd.")),
    429: (N_("Dit ging te snel."), N_("Wacht een minuut en probeer het dan opnieuw.")),
    500: (
        N_("Er ging bij ons iets mis."),
        N_("Het ligt niet aan jou. Probeer het straks opnieuw."),
    ),
    502: (N_("De buurwijk antwoordt niet."), N_("Probeer het straks opnieuw.")),
}


def install(app: Flask) -> None:
    """Answer every refusal."""
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(FederationError, explain_refusal)
    app.register_error_handler(NotFoundError, lambda _error: explain(NotFound()))


def explain(error: HTTPException) -> Response:
    """The page of an HTTP status."""
    status = error.code or 500
    if isinstance(error, InternalServerError) and error.original_exception:
        log.error("a page failed", exc_info=error.original_exception)
    heading, advice = PAGES.get(status) or PAGES[400 if status < 500 else 500]
    response = page(status, say(heading), say(advice))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def explain_refusal(error: FederationError) -> Response:
    """The sentence of a refusal of the protocol."""
    sentence = say(SENTENCES.get(error.code, PAGES[422][1]), **vars(error))
    return page(error.status, say(PAGES.get(error.status, PAGES[422])[0]), sentence)


def page(status: int, heading: str, advice: str) -> Response:
    """A whole page; plain words where a whole page cannot be made."""
    if "ward" not in g:  # before the node was found: a host that is not ours, or no database
        response = make_response(f"{heading}\n{advice}\n", status)
        response.mimetype = "text/plain"
        return response
    return make_response(
        render_template("errors/error.html", status=status, heading=heading, advice=advice), status
    )
