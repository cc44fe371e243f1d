"""Who joins, and who is let back in: for those who look after the site."""

from flask import Response, abort, make_response, redirect, render_template, request

from node.feed.identity import ward
from node.residents import invitations, together
from node.translations.catalogue import N_
from node.upkeep import inviting
from node.web.converters import row
from node.web.here import signed_in, world
from node.web.language import say

NEWS = {
    "weg": N_("Deze uitnodiging opent niets meer."),
    "gestopt": N_("Gestopt. Wij hebben het verteld."),
}
MOST_AT_ONCE = 60  # letters on one page; the command makes more
NOT_A_NUMBER = N_("Kies een getal van 1 tot %(most)s.")


def invite() -> Response:
    """New codes and letters; the ones that still hold."""
    if request.method != "POST":
        return _invitations({})
    if request.form.get("what") == "end":
        if not invitations.take_back(request.form.get("number", 0, type=row)):
            abort(404)
        return _back("/beheer/uitnodigingen", "weg")
    count = request.form.get("count", 0, type=int)
    if not 1 <= count <= MOST_AT_ONCE:
        return _invitations({"count": say(NOT_A_NUMBER, most=MOST_AT_ONCE)}, 422)
    label = request.form.get("label", "")
    if request.form.get("what") == "letters":
        codes = invitations.new_letters(world(), count, label=label, maker=signed_in())
    else:
        codes = [invitations.new(world(), label=label, uses=count, maker=signed_in())]
    return make_response(
        render_template(
            "admin/letters.html",
            letters=inviting.letters(world(), codes),
            ward=ward(),
            site=world().config.url,
            plain=request.form.get("what") != "letters",
            count=count,
        )
    )


def rescues() -> Response:
    """Who is being let back in by two others; a moderator can stop it."""
    if request.method == "POST":
        if not together.stop(world(), request.form.get("number", 0, type=row)):
            abort(404)
        return _back("/beheer/herstel", "gestopt")
    page = render_template("admin/rescues.html", underway=together.listed(world()), news=_news())
    return make_response(page)


def _invitations(problems: dict[str, str], status: int = 200) -> Response:
    page = render_template(
        "admin/invitations.html",
        invitations=invitations.listed(world()),
        problems=problems,
        typed=request.form,
        most=MOST_AT_ONCE,
        news=_news(),
    )
    return make_response(page, status)


def _back(where: str, news: str) -> Response:
    return make_response(redirect(f"{where}?net={news}", 303))


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))
