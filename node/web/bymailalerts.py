"""Alerts without an account: asked for at a search, confirmed behind the link of a mail, stopped.

Rule: whatever address is typed, the page that follows is the same.
"""

from collections.abc import Mapping

from flask import Response, abort, make_response, redirect, render_template, request

from node.matching import outside
from node.matching.saved import FullError, UnknownError
from node.notices.sorts import WAYS
from node.residents import addresses
from node.residents.errors import BadEmailError
from node.translations.catalogue import N_
from node.web import said
from node.web.filters import Filters
from node.web.here import words, world
from node.web.language import say
from node.web.saved import ALERT_WORDS, USUAL

FULL = N_("Je hebt al %(most)s seintjes. Haal er eerst een weg.")


def alert_by_mail() -> Response:
    """How soon, and where to; or where to look now."""
    filters = Filters.read(request.args)
    if request.method != "POST":
        return _form(filters, "", USUAL, {})
    email, alert = request.form.get("email", ""), request.form.get("alert", "")
    if alert not in outside.ALERTS:
        alert = USUAL
    try:
        outside.ask(
            world(),
            email=email,
            language=words().language,
            name=filters.proposed(),
            chosen=vars(filters),
            alert=alert,
        )
    except BadEmailError as error:
        return _form(filters, email, alert, said.problems(error))
    return make_response(
        render_template("outside/mailed.html", email=email.strip(), back=filters.address())
    )


def confirm_alert(token: str) -> Response:
    """It asks, and a button keeps it."""
    wanted = outside.waiting(world(), token)
    if request.method == "POST":
        try:
            outside.confirm(world(), token)
        except FullError:
            return _confirm(wanted, say(FULL, most=outside.MOST), 422)
        return make_response(redirect(f"{addresses.PAGE}/{token}?net=aan", 303))
    return _confirm(wanted, "", 200)


def drop_alert(address_id: int, number: int) -> None:
    """No more of this one: 404 when it is not theirs."""
    try:
        outside.drop(address_id=address_id, number=number)
    except UnknownError:
        abort(404)


def _confirm(wanted: outside.Wanted, late: str, status: int) -> Response:
    page = render_template(
        "outside/alert_confirm.html",
        filters=Filters.kept(wanted.choices),
        when=say(ALERT_WORDS[wanted.alert]),
        late=late,
    )
    return make_response(page, status)


def _form(filters: Filters, email: str, alert: str, problems: Mapping[str, str]) -> Response:
    page = render_template(
        "outside/alert.html",
        filters=filters,
        email=email,
        alert=alert,
        alerts={one: say(WAYS[one]) for one in outside.ALERTS},
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)
