"""Reporting a listing: two taps and a sentence, with or without an account; and what came of it.

Rule 1: only what somebody can see can they report; everything else answers as if it were not there.
Rule 2: sent twice it is one report.
"""

import re

from flask import Response, make_response, redirect, render_template, request

from node.listings import read
from node.listings.cards import Card
from node.moderation import reporting, told
from node.moderation.actions import ACTIONS
from node.moderation.errors import FormError, Wrong
from node.moderation.reporting import Told
from node.moderation.rules import RULES
from node.moderation.subjects import SUBJECTS
from node.web.here import resident, signed_in, viewer, words, world
from node.web.language import say
from node.web.notes import address
from node.web.setting_aside import may_mind
from node.world import new_uuid7

THANKS = "/gemeld"
ABOUT = re.compile(r"(?:/n/[A-Za-z0-9]{20,80})?/l/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ONCE = re.compile(r"[0-9a-f-]{36}")
FIELDS = ("reason", "sentence", "name", "email", "good_faith", "tell_home", "once")


def report(lid: str) -> Response:
    """A listing of ours."""
    return _report(lid, None)


def report_from(scid: str, lid: str) -> Response:
    """A listing of a neighbouring ward."""
    return _report(lid, scid)


def about_me() -> Response:
    """Something here is about somebody, perhaps not a resident: also what they cannot see."""
    typed, problems = {"once": new_uuid7(world())}, dict[str, str]()
    if request.method == "POST":
        typed = {name: request.form.get(name, "") for name in ("where", *FIELDS)}
        person = resident()
        try:
            by = person.id if person else None
            reporting.about(world(), _told(typed), where=typed["where"], by=by)
            return make_response(redirect(THANKS, 303))
        except FormError as error:
            problems = sentences(error.problems)
    page = render_template("listings/about_me.html", typed=typed, problems=problems)
    return make_response(page, 422 if problems else 200)


def reported() -> str:
    """It has arrived; and what somebody may do now."""
    about = request.args.get("over", "")
    return render_template("listings/reported.html", about=about if ABOUT.fullmatch(about) else "")


def my_reports() -> str:
    """What I reported, and what became of it."""
    return render_template(
        "account/reports.html",
        reports=told.reports_of(world(), signed_in().id),
        rules=RULES,
        known=ACTIONS,
        subjects=SUBJECTS,
    )


def sentences(problems: dict[str, Wrong]) -> dict[str, str]:
    """Each beside its field, in the language of the page."""
    return {name: say(wrong.sentence, **wrong.values) for name, wrong in problems.items()}


def _report(lid: str, scid: str | None) -> Response:
    card = read.one(world(), viewer(), lid=lid, origin_scid=scid)
    if not may_mind(card):
        return make_response(redirect(address(card), 303))  # one's own: change it or take it away
    if request.method != "POST":
        return _form(card, {"once": new_uuid7(world())}, {})
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        reporting.report(world(), viewer(), _told(typed), lid=lid, origin_scid=scid)
    except FormError as error:
        return _form(card, typed, sentences(error.problems))
    return make_response(redirect(f"{THANKS}?over={address(card)}", 303))


def _told(typed: dict[str, str]) -> Told:
    person = resident()
    return Told(
        once=typed["once"] if ONCE.fullmatch(typed["once"]) else new_uuid7(world()),
        reason=typed["reason"],
        sentence=typed["sentence"],
        name=typed["name"],
        email=typed["email"],
        good_faith=typed["good_faith"] == "yes",
        tell_home=typed["tell_home"] == "yes",
        language=person.language if person else words().language,
    )


def _form(card: Card, typed: dict[str, str], problems: dict[str, str]) -> Response:
    page = render_template(
        "listings/report.html",
        card=card,
        typed=typed,
        problems=problems,
        reasons={name: say(rule.reason) for name, rule in RULES.items()},
    )
    return make_response(page, 422 if problems else 200)
