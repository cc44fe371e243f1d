"""What waits for those who look after the ward, one case in full, and the decision.

Rule: a case about somebody's own listing, or that they reported, is not there for them: 404, like
one that never was.
"""

import re

from flask import Response, abort, make_response, redirect, render_template, request

from node.moderation import appeals, deciding, log, overseeing, queue, undoing
from node.moderation.actions import ACTIONS, PAUSE_WORDS, Action
from node.moderation.deciding import Chosen
from node.moderation.errors import FormError, NoCaseError
from node.moderation.queue import FIRST, Whole
from node.moderation.rules import RULES
from node.moderation.waiting import MOST_COUNTED, Place
from node.peering import approvals, neighbours
from node.peering.errors import UnknownOriginError
from node.translations.catalogue import N_
from node.web import limited
from node.web.admins import ROLES
from node.web.converters import row
from node.web.deciding import LEVELS
from node.web.here import signed_in, world
from node.web.language import say
from node.web.reporting import sentences

OVERVIEW = "/beheer/meldingen"
DONE = {name: N_("Besloten. Wie het moet weten, hoort het.") for name in ACTIONS}
NEWS = DONE | {
    "al-besloten": N_("Een andere moderator was je net voor. Er is niets veranderd."),
    "terug": N_(
        "Teruggedraaid. Wie het moet weten, hoort het. Het wacht nu opnieuw op een besluit."
    ),
    "bezwaar": N_("Bewaard. Wie het moet weten, hoort het."),
    "bewaard": N_("Bewaard."),
    "gelezen": N_("Gelezen. De ander hoort er niets van."),
}
QUIET = Action(N_("Gelezen"), N_("De ander hoort er niets van."), "", "", "", "check")
FIELDS = ("action", "reason", "text", "reply", "days", "password", "tell_home")
PLACE = re.compile(r"(\d{1,10})-(\d)-(\d{1,10})", re.ASCII)
# Kinds of lines whose word says what it is now.
BECAME = {"role": ROLES, "ward-level": LEVELS, "ward-ended": LEVELS}
ENDED = {
    "undone": N_("Teruggedraaid"),
    "reversed": N_("Na bezwaar van tafel"),
    "over": N_("De tijd is om"),
    "changed": N_("De oproep is veranderd"),
    "gone": N_("Het account is weg"),
}


def cases() -> str:
    """What waits for a decision, the longest waiting first."""
    return render_template(
        "admin/cases.html",
        queue=queue.page(world(), signed_in(), after=_after()),
        most=MOST_COUNTED,
        further="after" in request.args,
        rules=RULES,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )


def case_here(case: int) -> Response:
    """One case: the listing, what was said about it, and the decision."""
    try:
        whole = queue.one(world(), signed_in(), case)
        if request.method == "POST":
            return _decided(whole)
    except NoCaseError:
        if request.method == "POST":
            return _to(f"{OVERVIEW}?net=al-besloten")
        abort(404)
    return _page(whole, {}, {})


def ward_listings(scid: str) -> Response:
    """Listings of a neighbouring ward that wait for yes or no."""
    try:
        card = neighbours.one(world(), scid)
        if request.method == "POST":
            lid, shown = request.form.get("lid", ""), request.form.get("what") == "ja"
            overseeing.judge(world(), signed_in(), scid=scid, lid=lid, shown=shown)
            return _to(f"{OVERVIEW}/wijk/{scid}?net=bewaard")
    except UnknownOriginError:
        abort(404)
    page = render_template(
        "admin/ward_listings.html",
        ward_name=card.name,
        scid=scid,
        waiting=approvals.waiting(world(), scid) if card.level == "approval" else [],
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page)


def undo_decision(ruling: int) -> Response:
    """A decision is taken back; its case waits anew."""
    try:
        undoing.undo(world(), signed_in(), ruling)
    except NoCaseError:
        return _to(f"{OVERVIEW}?net=al-besloten")
    return _to(f"{OVERVIEW}?net=terug")


def appeal_here(appeal: int) -> Response:
    """An appeal against somebody else's decision, and what comes of it."""
    typed, problems = dict[str, str](), dict[str, str]()
    try:
        looked = appeals.one(world(), signed_in(), appeal)
        if request.method == "POST":
            typed = {name: request.form.get(name, "") for name in ("outcome", "answer")}
            appeals.decide(world(), signed_in(), appeal, **typed)
            return _to(f"{OVERVIEW}?net=bezwaar")
    except FormError as error:
        problems = sentences(error.problems)
    except NoCaseError:
        if request.method == "POST":
            return _to(f"{OVERVIEW}?net=al-besloten")
        abort(404)
    page = render_template(
        "admin/appeal.html",
        appeal=looked,
        case=looked.whole,
        typed=typed,
        problems=problems,
        rules=RULES,
        known=ACTIONS,
        ended=ENDED,
    )
    return make_response(page, 422 if problems else 200)


def logbook() -> str:
    """What was decided, the newest first; all, or of one kind."""
    action, before = request.args.get("wat", ""), request.args.get("before", type=row)
    if before is None and "before" in request.args:
        abort(400)
    if action and action not in log.LOGGED:
        abort(404)
    return render_template(
        "admin/log.html",
        page=log.page(before=before, action=action),
        logged=log.LOGGED,
        became=BECAME,
        chosen=action,
        further=bool(before),
    )


def _after() -> Place:
    after = request.args.get("after", "")
    if not after:
        return FIRST
    found = PLACE.fullmatch(after)
    if found is None:
        abort(400)
    return Place(*map(int, found.groups()))


def _decided(whole: Whole) -> Response:
    typed = {name: request.form.get(name, "") for name in FIELDS}
    chosen = Chosen(
        typed["action"],
        typed["reason"],
        typed["text"],
        tell_home=typed["tell_home"] == "yes",
        reply=typed["reply"],
        days=typed["days"],
        password=typed.pop("password"),
    )
    if chosen.action in ACTIONS and ACTIONS[chosen.action].dangerous:
        limited.spend("password")
    try:
        deciding.decide(world(), signed_in(), whole.id, chosen)
    except FormError as error:
        return _page(whole, typed, sentences(error.problems))
    limited.went_well()
    return _to(f"{OVERVIEW}?net={'gelezen' if whole.why.quiet else chosen.action}")


def _page(whole: Whole, typed: dict[str, str], problems: dict[str, str]) -> Response:
    usual = {"tell_home": "yes" if whole.tell_home else ""}
    if len(whole.actions) == 1:
        usual["action"] = whole.actions[0]
    offered = {name: QUIET if whole.why.quiet else ACTIONS[name] for name in whole.actions}
    page = render_template(
        "admin/case.html",
        case=whole,
        typed=typed or usual,
        problems=problems,
        actions={name: say(one.label) for name, one in offered.items()},
        hints={name: say(one.hint) for name, one in offered.items()},
        known=ACTIONS,
        ended=ENDED,
        undoable=undoing.can_undo,
        dangerous=any(one.dangerous for one in offered.values()),
        days={name: say(label) for name, label in PAUSE_WORDS.items()},
        rules=RULES,
        samples=[say(one.sample) for one in RULES.values() if one.sample],
        choices_of_rules={"": say(N_("Kies een regel"))}
        | {name: say(one.rule) for name, one in RULES.items()},
    )
    return make_response(page, 422 if problems else 200)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
