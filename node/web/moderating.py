"""Reports, for those who look after the ward: which wait, one in full, and the decision.

Rule: a case that is not theirs to rule on is not there for them: 404, like one that never was.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from node.moderation import deciding, queue
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.rules import RULES
from node.moderation.subjects import SUBJECTS
from node.translations.catalogue import N_
from node.web.casewords import WORDS
from node.web.here import signed_in, world
from node.web.language import say
from node.web.reporting import sentences

OVERVIEW = "/beheer/meldingen"
DECIDED = N_("Een andere moderator was je net voor. Er is niets veranderd.")


def cases() -> str:
    """What waits for a decision, the longest waiting first."""
    after = request.args.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        abort(400)
    return render_template(
        "admin/cases.html",
        queue=queue.page(signed_in(), after=int(after)),
        most=queue.MOST_COUNTED,
        further=after != "0",
        rules=RULES,
        subjects=SUBJECTS,
        news=say(_news(request.args.get("net", ""))),
    )


def case_here(case: int) -> Response:
    """One case: the listing, what was said about it, and the decision."""
    try:
        whole = queue.one(world(), signed_in(), case)
        if request.method == "POST":
            return _decided(whole)
    except NoCaseError:
        if request.method == "POST":
            return make_response(redirect(f"{OVERVIEW}?net=al-besloten", 303))
        abort(404)
    return _page(whole, {}, {})


def _decided(whole: queue.Whole) -> Response:
    typed = {name: request.form.get(name, "") for name in ("action", "reason", "text", "tell_home")}
    chosen = Chosen(
        typed["action"], typed["reason"], typed["text"], tell_home=typed["tell_home"] == "yes"
    )
    try:
        deciding.decide(world(), signed_in(), whole.id, chosen)
    except FormError as error:
        return _page(whole, typed, sentences(error.problems))
    return make_response(redirect(f"{OVERVIEW}?net={whole.subject}-{chosen.action}", 303))


def _news(net: str) -> str:
    subject, _, action = net.partition("-")
    found = WORDS.get(subject)
    return DECIDED if net == "al-besloten" else found.news.get(action, "") if found else ""


def _page(whole: queue.Whole, typed: dict[str, str], problems: dict[str, str]) -> Response:
    words = WORDS[whole.subject]
    usual = {"tell_home": "yes" if whole.tell_home else ""}
    page = render_template(
        "admin/case.html",
        case=whole,
        typed=typed or usual,
        problems=problems,
        actions={name: say(words.actions[name]) for name in whole.actions},
        subjects=SUBJECTS,
        words=words,
        rules=RULES,
        choices_of_rules={"": say(N_("Kies een regel"))}
        | {name: say(one.rule) for name, one in RULES.items()},
    )
    return make_response(page, 422 if problems else 200)
