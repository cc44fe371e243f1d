"""The page behind "does it still hold?" of a mail: it shows, and a tap answers.

Rule: opening the link, as programs do that read mail before people, changes nothing.
"""

from datetime import UTC, datetime

from flask import Response, abort, make_response, render_template, request

from node.listings import stilltrue
from node.listings.hints import hints
from node.listings.stilltrue import Asked
from node.translations.catalogue import N_
from node.web.here import world

ANSWERS = {"yes": stilltrue.yes, "no": stilltrue.no}
HINTS = {
    "photo": ("photo", N_("Zet er een foto bij.")),
    "text": ("edit", N_("Vertel er wat meer over.")),
    "reach": ("people", N_("Laat hem ook aan buurwijken zien.")),
    "place": ("pin", N_("Zeg erbij waar het ongeveer is.")),
    "tags": ("search", N_("Zet er trefwoorden bij.")),
}


def still_true(lid: str, ends: int, token: str) -> Response:
    """The question, or its answer."""
    try:
        end = datetime.fromtimestamp(ends, UTC)
    except (ValueError, OverflowError, OSError):
        abort(404)
    asked = stilltrue.look(world(), lid=lid, ends=end, token=token)
    if request.method != "POST" or not asked.open:
        return _page(asked)
    said = "no" if request.form.get("answer") == "no" else "yes"
    ANSWERS[said](world(), lid=lid, ends=end, token=token)
    return _page(stilltrue.look(world(), lid=lid, ends=end, token=token), said)


def _page(asked: Asked, said: str = "") -> Response:
    page = render_template(
        "placing/still_true.html",
        card=asked.card,
        asked=asked,
        said=said,
        hints=[HINTS[name] for name in hints(asked.card)],
    )
    return make_response(page)
