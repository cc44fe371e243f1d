"""How it went: two taps, and a sentence for the other, or for moderators alone.

Rule: whoever writes chooses who reads it, before it is sent; nothing is chosen beforehand.
"""

from flask import Response, make_response, redirect, render_template, request

from node.agreements import asking, conversing
from node.agreements.asking import TEXT
from node.agreements.errors import PartedError
from node.agreements.read import Talk
from node.listings.fields import Problem
from node.moderation import messages
from node.moderation.errors import FormError
from node.translations.catalogue import N_
from node.web.answers import Answers
from node.web.here import world
from node.web.language import say
from node.web.reporting import ONCE, sentences
from node.web.seats import seat
from node.world import new_uuid7

PAGE = "hoe-ging-het"
READER, OTHER, MODERATORS = "reader", "other", "moderators"
CHOOSE = N_("Kies wie dit leest.")
FIELDS = (TEXT, READER, "once")


def went(found: Talk) -> Response:
    """A tap says how; after that there is a page for a sentence."""
    key = found.slip.key
    if found.slip.state not in messages.ENDED:
        return _to(seat().address(key))
    if "how" in request.form:
        conversing.went(world(), key=key, who=seat().who, how=request.form["how"])
        return _to(f"{seat().address(key)}/{PAGE}")
    if request.method == "POST":
        return _told(found)
    return _page(found, {"once": new_uuid7(world())}, {})


def readers(found: Talk) -> dict[str, str]:
    """Who may be chosen to read it."""
    name, chosen = found.slip.other_name, {}
    if name and not found.parted:
        chosen[OTHER] = say(N_("%(name)s. Het komt in jullie gesprek."), name=name)
    alone = N_("Alleen de moderators van de wijk. De ander leest het niet.")
    return chosen | {MODERATORS: say(alone)}


def _told(found: Talk) -> Response:
    typed = {name: request.form.get(name, "") for name in FIELDS}
    text = asking.read_words(typed, world().now())
    problems = {}
    if isinstance(text, Problem):
        problems = Answers(typed, {TEXT: text}).sentences()
    if typed[READER] not in readers(found):
        problems[READER] = say(CHOOSE)
    if problems or isinstance(text, Problem):
        return _page(found, typed, problems)
    key, who = found.slip.key, seat().who
    try:
        if typed[READER] == OTHER:
            conversing.write(world(), key=key, who=who, text=text)
            return _to(f"{seat().address(key)}?net=bericht")
        once = typed["once"] if ONCE.fullmatch(typed["once"]) else new_uuid7(world())
        messages.tell_moderators(world(), key=key, who=who, text=text, once=once)
    except PartedError:
        return _to(f"{seat().address(key)}?net=apart")
    except FormError as error:
        wrong = sentences(error.problems)
        return _page(found, typed, {TEXT: wrong.get("sentence", "")})
    return _to(f"{seat().address(key)}?net=aan-moderators")


def _page(found: Talk, typed: dict[str, str], problems: dict[str, str]) -> Response:
    page = render_template(
        "agreements/went.html",
        slip=found.slip,
        typed=typed,
        problems=problems,
        readers=readers(found),
    )
    return make_response(page, 422 if problems else 200)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
