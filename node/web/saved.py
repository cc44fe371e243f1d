"""Searches that a resident keeps: the list of them, and what can be done with one.

Rule: what is theirs is decided by the use case; somebody else's is not there: 404.
"""

from collections.abc import Mapping

from flask import Response, abort, g, make_response, redirect, render_template, request

from node.listings import nearby
from node.matching import saved
from node.matching.saved import FullError, LongNameError, NoNameError, SavedError, UnknownError
from node.notices.sorts import WAYS
from node.translations.catalogue import N_
from node.web import asking
from node.web.converters import row
from node.web.filters import Filters
from node.web.here import signed_in, viewer, world
from node.web.language import say

LIST = "/van-mij/bewaard"
USUAL = "weekly"  # what is chosen for a new one, unless they choose otherwise
ALERT_WORDS = {
    "now": N_("Je krijgt meteen mail als er iets nieuws is."),
    "daily": N_("Je krijgt hooguit één mail per dag als er iets nieuws is."),
    "weekly": N_("Je krijgt hooguit één mail per week als er iets nieuws is."),
    "none": N_("Je krijgt er geen mail over."),
}
NEWS = {
    "bewaard": N_("Bewaard. Je vindt deze zoekopdracht hier terug."),
    "had-je-al": N_("Deze zoekopdracht had je al bewaard."),
    "naam": N_("Bewaard. Je zoekopdracht is veranderd."),
    "terug": N_("Je zoekopdracht is terug."),
    "te-laat": N_("Deze zoekopdracht is weg. Terughalen kan niet meer."),
    "vol": N_("Je hebt al %(most)s zoekopdrachten. Haal er eerst een weg."),
}


def saved_searches() -> str:
    """All of mine, with how much is new."""
    person = signed_in()
    found = saved.listed(
        world(), viewer(), resident_id=person.id, centre=nearby.centre(g.ward.centre)
    )
    number = request.args.get("weg", 0, type=row)
    asked = asking.together(gone=saved.thrown_away(resident_id=person.id, number=number))
    return render_template(
        "account/saved.html",
        searches=[(one, Filters.kept(one.choices)) for one in found],
        most=saved.MOST,
        most_new=saved.MOST_NEW,
        alerts={one: say(ALERT_WORDS[one]) for one in saved.ALERTS},
        gone=asked["gone"],
        number=number,
        news=say(NEWS.get(request.args.get("net", ""), ""), most=saved.MOST),
    )


def save_search() -> Response:
    """Keep the search of this address, under a name."""
    filters = Filters.read(request.args)
    if not filters.chosen():
        return make_response(redirect("/", 303))
    if request.method != "POST":
        return _form(filters, filters.proposed(), USUAL, {})
    name, alert = _typed()
    try:
        new = saved.save(
            world(), resident_id=signed_in().id, name=name, chosen=vars(filters), alert=alert
        )
    except SavedError as error:
        return _form(filters, name, alert, _problems(error))
    return _back("bewaard" if new else "had-je-al")


def open_saved(search: int) -> Response:
    """The board, as this search asks for it."""
    found = _mine(search)
    saved.look(world(), resident_id=signed_in().id, number=found.id)
    return make_response(redirect(Filters.kept(found.choices).address(), 303))


def rename_saved(search: int) -> Response:
    """Another name for it."""
    found = _mine(search)
    filters = Filters.kept(found.choices)
    if request.method != "POST":
        return _form(filters, found.name, found.alert, {}, old=found.name)
    name, alert = _typed()
    try:
        saved.change(resident_id=signed_in().id, number=found.id, name=name, alert=alert)
    except SavedError as error:
        return _form(filters, name, alert, _problems(error), old=found.name)
    return _back("naam")


def drop_saved(search: int) -> Response:
    """Off the list, with a way back."""
    found = _mine(search)
    saved.throw_away(world(), resident_id=signed_in().id, number=found.id)
    return make_response(redirect(f"{LIST}?weg={found.id}", 303))


def restore_saved() -> Response:
    """On the list again."""
    search = request.form.get("search", 0, type=row)
    try:
        saved.put_back(resident_id=signed_in().id, number=search)
    except FullError:
        return _back("vol")
    except UnknownError:
        return _back("te-laat")
    return _back("terug")


def _mine(number: int) -> saved.Saved:
    try:
        return saved.one(resident_id=signed_in().id, number=number)
    except UnknownError:
        abort(404)


def _back(news: str) -> Response:
    return make_response(redirect(f"{LIST}?net={news}", 303))


def _problems(error: SavedError) -> Mapping[str, str]:
    if isinstance(error, NoNameError):
        return {"name": say(N_("Geef je zoekopdracht een naam."))}
    if isinstance(error, LongNameError):
        most = saved.LONGEST_NAME
        sentence = N_("Deze naam is te lang: %(length)s tekens. Er passen er %(most)s.")
        return {"name": say(sentence, length=error.length, most=most)}
    return {"name": say(NEWS["vol"], most=saved.MOST)}


def _typed() -> tuple[str, str]:
    return request.form.get("name", ""), request.form.get("alert", "")


def _form(
    filters: Filters, name: str, alert: str, problems: Mapping[str, str], *, old: str = ""
) -> Response:
    page = render_template(
        "account/saved_name.html",
        filters=filters,
        name=name,
        alert=alert,
        alerts={one: say(WAYS[one]) for one in saved.ALERTS},
        has_mailbox=bool(signed_in().email),
        old=old,
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)
