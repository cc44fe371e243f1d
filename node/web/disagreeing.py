"""A decision as those concerned read it, and disagreeing with it; what was decided in numbers.

Rule 1: the path of a mail opens it, without signing in. Rule 2: sent twice it is one appeal.
"""

from flask import Response, abort, make_response, render_template, request

from node.moderation import appeals, log, subjects
from node.moderation.actions import ACTIONS
from node.moderation.errors import FormError, NoCaseError
from node.moderation.rules import RULES
from node.web.here import world
from node.web.moderating import ENDED
from node.web.reporting import sentences

STATEMENT = "/besluit/<row:ruling>/<row:side>/<token:token>"


def statement(ruling: int, side: int, token: str) -> Response:
    """What was decided, why, by whom, and how to disagree."""
    typed, problems = "", dict[str, str]()
    try:
        if request.method == "POST":
            typed = request.form.get("text", "")
            appeals.appeal(world(), ruling=ruling, side=side, token=token, text=typed)
    except FormError as error:
        problems = sentences(error.problems)
    except NoCaseError:
        pass  # too late, or nothing of ours: looking says so
    try:
        found = appeals.look(world(), ruling=ruling, side=side, token=token)
    except NoCaseError:
        abort(404)
    page = render_template(
        "account/decision.html",
        decision=found,
        action=ACTIONS[found.action],
        subject=subjects.SUBJECTS.get(found.subject, subjects.SUBJECTS["listing"]),
        rules=RULES,
        ended=ENDED,
        text=typed,
        problems=problems,
        sent=request.method == "POST" and not problems and found.appeal == "open",
    )
    return make_response(page, 422 if problems else 200)


def decisions() -> str:
    """How often what was decided, for anybody."""
    return render_template(
        "ward/decisions.html",
        counts={name: number for name, number in log.counts(world().now()).items() if number},
        logged=log.LOGGED,
        fewer=log.FEWER,
    )
