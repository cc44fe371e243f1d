"""Changing a listing of one's own, taking it away, and putting it back within the minute.

Rule 1: somebody else's listing, or one that is over, has no such pages: 404, like one that never
was.
Rule 2: sent twice is the same as sent once.
"""

from flask import Response, make_response, redirect, render_template, request

from node.agreements import settling
from node.listings import again, compose, read, withdrawing
from node.listings.cards import Card
from node.listings.errors import NotFoundError, TooLateError
from node.trust import newcomers
from node.web import answers, questions
from node.web.answers import Answers
from node.web.here import signed_in, viewer, world
from node.web.route import BOARD, BOTH, NOTHING, OWNER, PHOTO_BYTES, POST, Route


def change(lid: str) -> Response:
    """All questions on one page, with the answers of now."""
    card = _mine(lid, *compose.CHANGED_FROM)
    if request.method == "POST":
        return _changed(card)
    return _page(card, Answers(answers.of_card(card)))


def take_away(lid: str) -> Response:
    """Take it off the board, after asking."""
    sent_again = request.method == "POST" and withdrawing.waiting(lid=lid) is not None
    card = _mine(lid, *again.FROM["take_away"], *(["withdrawn"] if sent_again else []))
    if card.state == "withdrawn":
        return _back(lid)
    if request.method == "POST":
        withdrawing.withdraw(world(), owner=signed_in().id, lid=lid)
        return _back(lid)
    at_once = card.state in withdrawing.AT_ONCE
    return make_response(render_template("placing/take_away.html", card=card, at_once=at_once))


def put_back(lid: str) -> Response:
    """It hangs as it did; or the minute is over, and its page says so."""
    try:
        withdrawing.put_back(world(), owner=signed_in().id, lid=lid)
    except TooLateError:
        return _back(lid, "?net=te-laat")
    return _back(lid, "?net=hervat")


def _changed(card: Card) -> Response:
    kind = request.form.get("kind", "")
    typed = answers.taken(questions.all_asked(kind)) | answers.claimed_pictures()
    typed, problems = answers.take_pictures(typed)
    reading = answers.read(typed)
    problems |= reading.problems
    if problems or reading.fields is None:
        return _page(card, Answers(typed, problems))
    compose.edit(world(), owner=signed_in().id, lid=card.lid, fields=reading.fields)
    newcomers.watch(world(), card.lid)
    settling.settle(world(), card.lid)
    if "more" in request.form:
        return make_response(redirect(f"/l/{card.lid}/veranderen#foto", 303))
    return make_response(redirect(f"/l/{card.lid}?net=veranderd", 303))


def _mine(lid: str, *states: str) -> Card:
    card = read.one(world(), viewer(), lid=lid)
    if card.owner_id != signed_in().id or card.state not in states:
        raise NotFoundError(lid)
    return card


def _back(lid: str, news: str = "") -> Response:
    return make_response(redirect(f"/l/{lid}{news}", 303))


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


ROUTES: tuple[Route, ...] = (
    Route(
        "/l/<lid:lid>/veranderen",
        change,
        BOTH,
        OWNER,
        PHOTO_BYTES,
        limit="place",
        shows=BOARD,
    ),
    Route("/l/<lid:lid>/weghalen", take_away, BOTH, OWNER, shows=BOARD),
    Route("/l/<lid:lid>/terughalen", put_back, POST, OWNER, shows=NOTHING),
)
