"""The page behind "does it still hold?" of a mail: it shows, and a tap answers.

Rule: opening the link, as programs do that read mail before people, changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from flask import Response, abort, make_response, render_template, request

from node.agreements.read import came_to_something
from node.listings import stilltrue
from node.listings.cards import Card
from node.listings.hints import Hint, hints
from node.listings.stilltrue import Asked
from node.translations.catalogue import N_
from node.web.here import world

ANSWERS = {"yes": stilltrue.yes, "no": stilltrue.no}
HINTS: Final[Mapping[Hint, tuple[str, str]]] = {
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


def to_try(card: Card, missing: Sequence[Hint]) -> list[tuple[str, str]]:
    """What might help, as drawings and sentences; nothing where somebody was found."""
    if not missing or came_to_something(card.lid, card.owner_id or 0):
        return []
    return [HINTS[name] for name in missing]


def _page(asked: Asked, said: str = "") -> Response:
    page = render_template(
        "placing/still_true.html",
        card=asked.card,
        asked=asked,
        said=said,
        hints=to_try(asked.card, hints(asked.card)),
    )
    return make_response(page)
