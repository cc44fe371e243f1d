"""A message that somebody does not want: reported or blocked in two taps, from the message itself.

Rule (ME-09): a moderator gets this one message, never the conversation.
"""

from flask import Response, make_response, redirect, render_template, request

from node.agreements import read, reported
from node.moderation import messages
from node.moderation.errors import FormError
from node.moderation.reporting import Told
from node.moderation.rules import RULES
from node.web.here import signed_in, world
from node.web.language import say
from node.web.reporting import sentences

FIELDS = ("reason", "sentence")


def report_message(thread: str, message: int) -> Response:
    """The message, and a button for each reason; a button sends."""
    person = signed_in()
    talk = read.one(thread, person.id)
    said = reported.one(thread, person.id, message)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    problems: dict[str, str] = {}
    if request.method == "POST":
        told = Told("", typed["reason"], typed["sentence"], language=person.language)
        try:
            messages.report(world(), told, key=thread, resident_id=person.id, number=message)
            return make_response(redirect(f"/reactie/{thread}?net=gemeld", 303))
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
