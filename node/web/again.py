"""A listing of one's own that stands still for a while, stays longer, or is placed anew.

Rule 1: what may follow what is decided in :mod:`node.listings.again`; pages show what is possible.
Rule 2: sent twice is the same as sent once.
"""

from flask import Response, make_response, redirect, render_template, request

from node.listings import again, drafts, fields, read
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.listings.fields import Problem
from node.web import answers, questions
from node.web.answers import OTHER, Answers
from node.web.here import signed_in, viewer, world
from node.web.questions import END

DAYS = ("start", "start_time", "end")  # of which anew has its own


def pause(lid: str) -> Response:
    """Off the board for a while."""
    if _mine(lid).state != "paused":
        again.pause(world(), owner=signed_in().id, lid=lid)
    return _back(lid, "gepauzeerd")


def resume(lid: str) -> Response:
    """On the board again."""
    if _mine(lid).state != "open":
        again.resume(world(), owner=signed_in().id, lid=lid)
    return _back(lid, "hervat")


def renew(lid: str) -> Response:
    """Until when it stays; other than that nothing changes."""
    card = _mine(lid)
    if "renew" not in again.moves(card, world().now()):
        raise NotFoundError(lid)
    if request.method != "POST":
        return _renew_page(card, Answers({}))
    typed = {"end": "", **answers.taken([END])}
    end = fields.read_end(answers.of_card(card) | typed, world().now())
    if isinstance(end, Problem):
        return _renew_page(card, Answers(typed, {"end": end}))
    again.renew(world(), owner=signed_in().id, lid=lid, end=end)
    return _back(lid, "verlengd")


def place_anew(lid: str) -> Response:
    """A draft with the same words; the days are asked anew."""
    card = _mine(lid)
    if "anew" not in again.moves(card, world().now()):
        raise NotFoundError(lid)
    return make_response(render_template("placing/anew.html", card=card))


def make_anew(lid: str) -> Response:
    """Make that draft."""
    card = _mine(lid)
    if "anew" not in again.moves(card, world().now()):
        raise NotFoundError(lid)
    typed = {name: value for name, value in answers.of_card(card).items() if name not in DAYS}
    draft = drafts.save(world(), owner=signed_in().id, typed=typed)
    first = "wanneer" if card.starts is not None else "einde"
    return make_response(redirect(f"/plaatsen/{draft}/{first}?na=nakijken", 303))


def _mine(lid: str) -> Card:
    card = read.one(world(), viewer(), lid=lid)
    if card.owner_id != signed_in().id:
        raise NotFoundError(lid)
    return card


def _back(lid: str, news: str) -> Response:
    return make_response(redirect(f"/l/{lid}?net={news}", 303))


def _renew_page(card: Card, found: Answers) -> Response:
    offered = answers.end_choices(answers.of_card(card))
    chosen = answers.end_choice(found.typed, offered)
    page = render_template(
        "placing/renew.html",
        card=card,
        answers=found if chosen in {"", OTHER} else found.but(end=""),
        problems=found.sentences(),
        question=END,
        end_choices=offered,
        end_choice=chosen,
        step=next(one for one in questions.FIRST if one.name == "einde"),
    )
    return make_response(page, 422 if found.problems else 200)
