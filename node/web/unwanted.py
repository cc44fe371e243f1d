"""A message that somebody does not want: reported or blocked in two taps, from the message itself.

Rule (ME-09): a moderator gets this one message, never the conversation. Who has no account reports
it too; only a resident can block.
"""

from flask import Response, make_response, redirect, render_template, request

from node.agreements import read, reported
from node.moderation import messages
from node.moderation.errors import FormError
from node.moderation.reporting import Told
from node.moderation.rules import RULES
from node.web.here import words, world
from node.web.language import say
from node.web.reporting import sentences
from node.web.seats import seat

FIELDS = ("reason", "sentence")


def report_message(thread: str, message: int) -> Response:
    """The message, and a button for each reason; a button sends."""
    who = seat().who
    talk = read.one(thread, who)
    said = reported.one(thread, who, message)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    problems: dict[str, str] = {}
    if request.method == "POST":
        told = Told("", typed["reason"], typed["sentence"], language=words().language)
        try:
            messages.report(world(), told, key=thread, who=who, number=message)
            return make_response(redirect(f"{seat().address(thread)}?net=gemeld", 303))
        except FormError as error:
            problems = sentences(error.problems)
    page = render_template(
        "agreements/unwanted.html",
        said=said,
        slip=talk.slip,
        parted=talk.parted,
        typed=typed,
        problems=problems,
        reasons={name: say(rule.reason) for name, rule in RULES.items()},
    )
    return make_response(page, 422 if problems else 200)
