"""Answering without an account: the questions of a listing, a name and a mail address on one page.

Rule 1: whatever address is typed, the page that follows is the same.
Rule 2: only what anybody may see can be answered so.
"""

from flask import Response, make_response, redirect, render_template, request

from node.agreements import asking, outside, responding
from node.agreements.asking import NUMBER
from node.agreements.errors import NotToAnswerError
from node.listings import read
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.shown.viewer import ANYONE
from node.web import said
from node.web.answers import Answers
from node.web.here import resident, words, world
from node.web.questions import Question
from node.web.responding import questions
from node.web.route import ANYBODY, BOTH, Route

CALLED, EMAIL = "called", "email"


def respond_by_mail(lid: str) -> Response:
    """The questions, or where to look now."""
    if resident() is not None:
        return make_response(redirect(f"/l/{lid}/reageren", 303))
    listing = _listing(lid)
    asked = questions(listing.kind, asking.asked(listing))
    if request.method != "POST":
        return _page(lid, asked, Answers({NUMBER: "1"}), {})
    names = (*(one.name for one in asked), CALLED, EMAIL)
    typed = {name: request.form.get(name, "") for name in names}
    reading = asking.read(listing, typed, world().now())
    wrong = outside.problems(world(), called=typed[CALLED], email=typed[EMAIL])
    if reading.problems or wrong:
        sentences = {
            name: one for name, error in wrong.items() for one in said.problems(error).values()
        }
        return _page(lid, asked, Answers(typed, dict(reading.problems)), sentences)
    outside.ask(
        world(),
        listing=listing,
        called=typed[CALLED],
        email=typed[EMAIL],
        language=words().language,
        wish=reading.wish,
    )
    return make_response(
        render_template("outside/mailed.html", email=typed[EMAIL].strip(), back=f"/l/{lid}")
    )


def _listing(lid: str) -> Listing:
    try:
        return responding.listing_to_answer(world(), ANYONE, lid)
    except NotToAnswerError:
        raise NotFoundError(lid) from None


def _page(lid: str, asked: list[Question], found: Answers, wrong: dict[str, str]) -> Response:
    problems = {**found.sentences(), **wrong}
    page = render_template(
        "outside/respond.html",
        card=read.one(world(), ANYONE, lid=lid),
        questions=asked,
        answers=found,
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)


ROUTES: tuple[Route, ...] = (
    Route(
        "/l/<lid:lid>/reageren/per-mail",
        respond_by_mail,
        BOTH,
        ANYBODY,
        limit="answer-by-mail",
        shows=("everyone",),
        mails=True,
    ),
)
