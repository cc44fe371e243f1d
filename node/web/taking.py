"""What somebody takes along, and deleting an account.

Rule: a copy is given to whoever is signed in as its owner, and to nobody else.
"""

from flask import Response, make_response, redirect, render_template, request, send_file

from node.feed.identity import ward
from node.residents.errors import AccountError
from node.translations.catalogue import N_
from node.upkeep import exports, leaving
from node.web import limited, said, session
from node.web.here import signed_in, words, world
from node.web.language import say

NEWS = {
    "gevraagd": N_("Wij maken je kopie. Dat duurt meestal een minuut."),
    "weggegooid": N_("Je kopie is weg."),
}
KILO = 1000


def my_data() -> str:
    """Ask for a copy, wait for it, or fetch it."""
    person = signed_in()
    copy = exports.of(world(), resident_id=person.id)
    return render_template(
        "account/data.html",
        person=person,
        copy=copy,
        size=_size(copy.size) if copy else "",
        news=say(NEWS.get(request.args.get("net", ""), "")) if not copy or copy.ready else "",
    )


def ask_my_data() -> Response:
    """Have a copy made, or throw the one that is there away."""
    person = signed_in()
    if request.form.get("what") == "throw":
        exports.throw_away(world(), resident_id=person.id)
        return make_response(redirect("/gegevens?net=weggegooid", 303))
    exports.ask(world(), resident_id=person.id, language=words().language)
    return make_response(redirect("/gegevens?net=gevraagd", 303))


def fetch_my_data() -> Response:
    """The file; without one, the page that says how it stands."""
    person = signed_in()
    copy = exports.of(world(), resident_id=person.id)
    path = exports.file_of(world(), resident_id=person.id, export_id=copy.id) if copy else None
    if path is None:
        return make_response(redirect("/gegevens", 303))
    return send_file(
        path.absolute(),
        mimetype="application/zip",
        as_attachment=True,
        download_name=say(N_("mijn-gegevens.zip")),
        conditional=False,
        etag=False,
    )


def delete_account() -> Response:
    """What goes and what stays; then, with the password, it goes."""
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            leaving.leave(
                world(),
                resident_id=signed_in().id,
                password=request.form.get("current", ""),
            )
        except AccountError as error:
            problems, status = said.problems(error, "current"), said.status(error)
        else:
            limited.went_well()
            response = make_response(redirect("/account/weg", 303))
            session.go_out(response)
            return response
    page = render_template(
        "account/delete.html", person=signed_in(), problems=problems, ward=ward()
    )
    return make_response(page, status)


def account_deleted() -> str:
    """It is done."""
    return render_template("account/deleted.html")


def _size(size: int) -> str:
    """In the unit in which people buy telephones."""
    if size < KILO * KILO:
        return f"{words().number(max(1, round(size / KILO)))} kB"
    return f"{words().number(round(size / KILO / KILO))} MB"
