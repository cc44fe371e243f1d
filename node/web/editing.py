"""Changing a listing of one's own, and taking it away.

Rule: somebody else's listing, or one that is over, has no such pages: 404, like one that never was.
"""

from flask import Response, make_response, redirect, render_template, request

from node.listings import compose, read
from node.listings.cards import Card
from node.listings.errors import NotFoundError
from node.web import answers, questions
from node.web.answers import Answers
from node.web.here import signed_in, viewer, world


def change(lid: str) -> Response:
    """All questions on one page, with the answers of now."""
    card = _mine(lid)
    if request.method == "POST":
        return _changed(card)
    return _page(card, Answers(answers.of_card(card)))


def take_away(lid: str) -> Response:
    """Withdraw it, after asking."""
    card = _mine(lid)
    if request.method == "POST":
        compose.withdraw(world(), owner=signed_in().id, lid=lid)
        return make_response(redirect("/van-mij?net=weg", 303))
    return make_response(render_template("placing/take_away.html", card=card))


def _changed(card: Card) -> Response:
    kind = request.form.get("kind", "")
    typed = answers.taken(questions.all_asked(kind)) | answers.claimed_pictures()
    typed, problems = answers.take_pictures(typed)
    reading = answers.read(typed)
    problems |= reading.problems
    if problems or reading.fields is None:
        return _page(card, Answers(typed, problems))
    compose.edit(world(), owner=signed_in().id, lid=card.lid, fields=reading.fields)
    if "more" in request.form:
        return make_response(redirect(f"/l/{card.lid}/veranderen#foto", 303))
    return make_response(redirect(f"/l/{card.lid}?net=veranderd", 303))


def _mine(lid: str) -> Card:
    card = read.one(world(), viewer(), lid=lid)
    if card.owner_id != signed_in().id or card.state != "open":
        raise NotFoundError(lid)
    return card


def _page(card: Card, found: Answers) -> Response:
    kind = found["kind"]
    page = render_template(
        "placing/change.html",
        card=card,
        answers=found,
        problems=found.sentences(),
        parts=[(step, answers.askable(asked)) for step, asked in questions.parts(kind)],
    )
    return make_response(page, 422 if found.problems else 200)
