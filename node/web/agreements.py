"""My agreements, next date first; and for who placed a listing, all answers to it on one screen."""

from flask import Response, abort, make_response, redirect, render_template, request

from node.agreements import read as answers
from node.agreements.read import Slip
from node.listings import closing, read
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.translations.catalogue import N_
from node.web import answerwords
from node.web.here import signed_in, viewer, words, world
from node.web.language import say

NOW, YOURS, PAST = "", "jij", "voorbij"
PARTS = {NOW: N_("Nu"), YOURS: N_("Wacht op jou"), PAST: N_("Voorbij")}


def my_agreements() -> str:
    """One part at a time."""
    part = request.args.get("deel", NOW)
    if part not in PARTS:
        abort(404)
    now, slips = world().now(), answers.mine(signed_in().id)
    parts: dict[str, list[Slip]] = {
        NOW: [slip for slip in slips if slip.is_live],
        YOURS: [slip for slip in slips if slip.waits_for_me(now)],
        PAST: [slip for slip in slips if not slip.is_live],
    }
    ways = [
        (
            f"/afspraken?deel={name}" if name else "/afspraken",
            say(label),
            len(parts[name]),
            name == part,
        )
        for name, label in PARTS.items()
    ]
    return render_template(
        "agreements/mine.html", part=part, ways=ways, slips=parts[part], **in_words(parts[part])
    )


def messages() -> str:
    """Every conversation, the newest first."""
    slips = answers.mine(signed_in().id)
    slips.sort(key=lambda slip: (slip.unread > 0, slip.changed), reverse=True)
    return render_template("agreements/messages.html", slips=slips, **in_words(slips))


def answers_to(lid: str) -> str:
    """All answers to a listing of one's own."""
    card = _mine(lid)
    slips = answers.of_listing(lid, signed_in().id)
    return render_template(
        "agreements/answers.html",
        card=card,
        live=[slip for slip in slips if slip.is_live],
        past=[slip for slip in slips if not slip.is_live],
        can_close=card.state in closing.CLOSING,
        **in_words(slips),
    )


def fulfilled(lid: str) -> Response:
    """Its maker says that nobody else is needed."""
    card = _mine(lid)
    if card.state != "fulfilled":
        closing.fulfil(world(), owner=signed_in().id, lid=lid)
    return make_response(redirect(f"/l/{lid}?net=gelukt", 303))


def _mine(lid: str) -> Card:
    card = read.one(world(), viewer(), lid=lid)
    if card.owner_id != signed_in().id:
        raise NotFoundError(lid)
    return card


def in_words(slips: list[Slip]) -> dict[str, object]:
    """What goes with slips on a page."""
    now = world().now()
    return {
        "states": {slip.key: answerwords.state(slip, now) for slip in slips},
        "facts_of": {slip.key: answerwords.facts(slip, words()) for slip in slips},
        "now": now,
    }
