"""The ward's own list of public places, for its admins: add one, say it otherwise, take one off.

Rule: what a listing gets from the list is decided in :mod:`node.listings.publicplaces`.
"""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request

from node.listings import places, publicplaces
from node.listings.errors import FieldsError
from node.listings.places import PublicPlace
from node.translations.catalogue import N_
from node.web.here import world
from node.web.language import say

LIST = "/beheer/plekken"
FIELDS = ("name", "address", "point")
NEWS = {
    "erbij": N_("Deze plek staat op de lijst."),
    "veranderd": N_("Bewaard. Oproepen die er al hangen, houden de oude woorden."),
    "weg": N_("Deze plek is van de lijst."),
}


def public_places() -> Response:
    """The list, and room for one more."""
    if request.method != "POST":
        return _list({}, {})
    typed = _typed()
    try:
        publicplaces.add(world(), typed)
    except FieldsError as error:
        return _list(typed, _sentences(error))
    return _back("erbij")


def public_place(place: int) -> Response:
    """One of them: other words, or off the list."""
    found = publicplaces.one(place)
    if request.method != "POST":
        return _form(found, _of(found), {})
    if "remove" in request.form:
        publicplaces.remove(place)
        return _back("weg")
    typed = _typed()
    try:
        publicplaces.change(world(), place, typed)
    except FieldsError as error:
        return _form(found, typed, _sentences(error))
    return _back("veranderd")


def _typed() -> dict[str, str]:
    """What was sent; of the point only its cell goes on."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    return typed | {"point": places.blurred(typed["point"])}


def _of(place: PublicPlace) -> dict[str, str]:
    point = places.written(place.geo)
    return {"name": place.name, "address": place.address, "point": point}


def _sentences(error: FieldsError) -> dict[str, str]:
    found = error.problems.items()
    return {name: say(problem.sentence, **problem.values) for name, problem in found}


def _list(typed: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    page = render_template(
        "admin/places.html",
        places=publicplaces.listed(),
        typed=typed,
        problems=problems,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, 422 if problems else 200)


def _form(place: PublicPlace, typed: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    page = render_template("admin/place.html", place=place, typed=typed, problems=problems)
    return make_response(page, 422 if problems else 200)


def _back(news: str) -> Response:
    return make_response(redirect(f"{LIST}?net={news}", 303))
