"""Answering a listing: what its kind asks, and a message, on one page.

Rule: what somebody may not see or not answer has no such page.
"""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request

from node.agreements import asking, responding
from node.agreements.asking import DAY, DAYS, NUMBER, TEXT, TIME
from node.agreements.errors import NotToAnswerError, OverdueError
from node.listings import read
from node.listings.errors import NotFoundError
from node.translations.catalogue import N_
from node.web.answers import Answers
from node.web.here import signed_in, viewer, world
from node.web.questions import Question

EXAMPLE_DAY = N_("Bijvoorbeeld: zaterdag 28 november, of 28-11.")
FREE = N_("Dit hoeft niet.")
QUESTIONS: Mapping[str, Question] = {
    DAY: Question(DAY, N_("Welke dag?"), "day", EXAMPLE_DAY),
    TIME: Question(TIME, N_("Hoe laat?"), "time", N_("Dit hoeft niet. Bijvoorbeeld: 10.30")),
    DAYS: Question(DAYS, N_("Hoeveel dagen?"), "number", N_("Een getal, bijvoorbeeld 2.")),
    NUMBER: Question(NUMBER, N_("Hoeveel wil je er?"), "number"),
    TEXT: Question(TEXT, N_("Wil je er iets bij zeggen?"), "text", FREE, asking.LONGEST),
}
HOW_MANY_PEOPLE = N_("Met hoeveel mensen kom je?")
FREE_DAY = N_("Welke dag past jou?")


def respond(lid: str) -> Response:
    """The questions, or the answer that came of them."""
    try:
        listing = responding.listing_to_answer(world(), viewer(), lid)
    except NotToAnswerError:
        if read.one(world(), viewer(), lid=lid).owner_id != signed_in().id:
            raise NotFoundError(lid) from None
        return make_response(redirect(f"/l/{lid}/reacties", 303))
    now = world().now()
    asked = questions(listing.kind, asking.asked(listing))
    if request.method != "POST":
        return _page(lid, asked, Answers({NUMBER: "1"}))
    typed = {one.name: request.form.get(one.name, "") for one in asked}
    reading = asking.read(listing, typed, now)
    if reading.problems:
        return _page(lid, asked, Answers(typed, dict(reading.problems)))
    try:
        key = responding.respond(world(), who=signed_in().id, listing=listing, wish=reading.wish)
    except OverdueError as late:
        return make_response(redirect(f"/reactie/{late.key}?net=eerst-terug", 303))
    return make_response(redirect(f"/reactie/{key}?net=gestuurd", 303))


def questions(kind: str, names: tuple[str, ...]) -> list[Question]:
    """These questions as this kind asks them, and the message."""
    found = [_question(kind, name) for name in names]
    return [*found, QUESTIONS[TEXT]]


def _question(kind: str, name: str) -> Question:
    if name == NUMBER and kind == "meeting":
        return Question(NUMBER, HOW_MANY_PEOPLE, "number")
    if name == DAY and name not in asking.NEEDED.get(kind, ()):
        return Question(DAY, FREE_DAY, "day", N_("Dit hoeft niet. Bijvoorbeeld: 28-11."))
    return QUESTIONS[name]


def _page(lid: str, asked: list[Question], found: Answers) -> Response:
    card = read.one(world(), viewer(), lid=lid)
    page = render_template(
        "agreements/respond.html",
        card=card,
        questions=asked,
        answers=found,
        problems=found.sentences(),
    )
    return make_response(page, 422 if found.problems else 200)
