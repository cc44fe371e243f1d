"""When the admins are gone: how it stands, who is ready, a vote; and the question to an admin.

Rule: who voted for whom is on no page.
"""

from typing import Final

from flask import Response, make_response, redirect, render_template, request

from node.translations.catalogue import N_
from node.trust import stillthere, succession, takeover
from node.trust.stillthere import NoQuestionError
from node.trust.succession import PAGE, NoVacancyError
from node.web.converters import row
from node.web.here import signed_in, world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, NOTHING, RESIDENT, Route

LINK: Final = f"{stillthere.PAGE}/<row:person>/<int:ends>/<token:token>"
NEWS: Final = {
    "klaar": N_("Bewaard. Nu kunnen anderen op je stemmen."),
    "niet": N_("Je doet niet meer mee. Alle stemmen op jou zijn gewist."),
    "stem": N_("Je stem is bewaard."),
    "terug": N_("Je stem is teruggenomen."),
    "kan-niet": N_("Dat kan nu niet. Hier lees je hoe het staat."),
}


def takeover_page() -> Response:
    """How it stands; ready, not ready, a vote, and one taken back."""
    if request.method == "POST":
        return _to(f"{PAGE}?net={_do(request.form.get('what', ''))}")
    page = render_template(
        "ward/succession.html",
        now=succession.state(world(), signed_in()),
        days=takeover.GONE.days,
        wait=takeover.NOTICE.days,
        least=takeover.LEAST,
        active=takeover.ACTIVE.days,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page)


def still_there(person: int, ends: int, token: str) -> Response:
    """The question of the mail, and the tap."""
    try:
        if request.method == "POST":
            stillthere.yes(world(), person, ends, token)
            return make_response(render_template("account/still_there.html", done=True))
        asked = stillthere.look(world(), person, ends, token)
    except NoQuestionError:
        return make_response(render_template("account/gone.html", again="/inloggen"), 410)
    return make_response(
        render_template("account/still_there.html", name=asked.shown_name, done=False)
    )


def _do(what: str) -> str:
    person, number = signed_in(), request.form.get("number", 0, type=row)
    if what == "niet":
        succession.stop_standing(person)
        return what
    if what == "terug":
        succession.take_back(person, number)
        return what
    try:
        if what == "klaar":
            succession.stand(world(), person)
        else:
            succession.support(world(), person, number)
    except NoVacancyError:
        return "kan-niet"
    return "klaar" if what == "klaar" else "stem"


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


ROUTES: tuple[Route, ...] = (
    Route(PAGE, takeover_page, BOTH, RESIDENT, limit="message", shows=NOTHING),
    Route(LINK, still_there, BOTH, ANYBODY, limit="link", shows=NOTHING, secret=True),
)
