"""Profiles: one's own, question by question, and somebody else's as far as it is told to us.

Rule: what is on a page for others comes from :func:`node.residents.profile.seen_by`; a profile that
tells the one who looks nothing is not there: 404, like one that never was.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from node.listings import read, renaming
from node.matching import seeking
from node.residents import naming, profile
from node.residents.errors import AccountError
from node.residents.profile import AnswerError
from node.shown import aside
from node.store import single
from node.translations.catalogue import N_
from node.web import said
from node.web.here import resident, signed_in, viewer, world
from node.web.language import say

NEWS = {
    "bewaard": N_("Bewaard."),
    "naam": N_("Bewaard. Zo heet je nu."),
    "oproepen": N_("Je nieuwe naam staat nu op je oproepen."),
}
LOOKERS = {"ik": "me", "buur": "ward", "buurwijk": "adjacent", "iedereen": "everyone"}
LOOKER_WORDS = {
    "ik": N_("Ik zelf"),
    "buur": N_("Een buur"),
    "buurwijk": N_("Iemand uit een buurwijk"),
    "iedereen": N_("Iedereen"),
}


def my_profile() -> str:
    """Everything I told, who sees it, and what more could be told."""
    person = signed_in()
    return render_template(
        "account/profile.html",
        profile=profile.of(resident_id=person.id),
        fields=profile.FIELDS,
        reaches=profile.REACHES,
        stale=renaming.with_another_name(world(), owner=person.id),
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )


def my_names() -> Response:
    """What I am called, here and beyond."""
    person = signed_in()
    shown, style = person.shown_name, naming.style_of(person.shown_name, person.outside_name)
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        shown, style = request.form.get("shown", ""), request.form.get("style", "")
        try:
            naming.choose(world(), resident_id=person.id, shown=shown, style=style)
        except AccountError as error:
            problems, status = said.problems(error, "shown"), said.status(error)
        else:
            return make_response(redirect("/profiel?net=naam", 303))
    page = render_template(
        "account/names.html",
        shown=shown,
        style=style,
        styles=naming.STYLES,
        examples={one: naming.outside(person.shown_name, one) for one in naming.STYLES},
        problems=problems,
    )
    return make_response(page, status)


def my_name_on_listings() -> Response:
    """Put the name of now on listings that hang already."""
    renaming.rename(world(), owner=signed_in().id)
    return make_response(redirect("/profiel?net=oproepen", 303))


def my_answer(asked: str) -> Response:
    """One question, and who may see the answer."""
    field = profile.BY_NAME.get(asked)
    if field is None:
        abort(404)
    person = signed_in()
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = request.form.getlist(field.name)
        reach = request.form.get("reach", "")
        try:
            seeking.answer(
                world(), resident_id=person.id, name=field.name, given=given, reach=reach
            )
        except AnswerError as error:
            problems = {error.place: say(error.wrong.sentence, **error.wrong.values)}
        else:
            return make_response(redirect("/profiel?net=bewaard", 303))
    else:
        held = profile.of(resident_id=person.id).answers.get(field.name)
        value = held.value if held else ""
        given = [value] if isinstance(value, str) else value
        reach = held.reach if held else field.usual
    page = render_template(
        "account/answer.html",
        field=field,
        given=given,
        reach=reach,
        reaches={one: say(profile.REACHES[one]) for one in field.reaches},
        problems=problems,
    )
    return make_response(page, 422 if problems else 200)


def my_profile_seen() -> str:
    """How others see my profile."""
    looker = request.args.get("als", "buur")
    if looker not in LOOKERS:
        abort(404)
    mine = profile.of(resident_id=signed_in().id)
    reach = LOOKERS[looker]
    return render_template(
        "account/profile_seen.html",
        name=profile.name_for(mine, reach),
        answers=profile.seen_by(mine, reach),
        fields=profile.BY_NAME,
        looker=looker,
        ways=[
            (f"/profiel/bekijken?als={one}", say(words), None, one == looker)
            for one, words in LOOKER_WORDS.items()
        ],
    )


def handle_of(resident_id: int | None) -> single.Value[str]:
    """Where to read more about this resident; empty where whoever looks may see nothing."""
    return profile.handle_for(resident_id=resident_id, reach=_reach())


def somebody(handle: str) -> str:
    """The profile of a resident, as far as it is told to who looks."""
    found = profile.by_handle(handle=handle)
    looking, reach = resident(), _reach()
    if found and looking and aside.are_parted(looking.id, found.resident_id):
        abort(404)
    answers = profile.seen_by(found, reach) if found else {}
    if found is None or not answers:
        abort(404)
    return render_template(
        "ward/resident.html",
        name=profile.name_for(found, reach),
        answers=answers,
        fields=profile.BY_NAME,
        mine=looking is not None and looking.id == found.resident_id,
        cards=read.by_resident(world(), viewer(), resident_id=found.resident_id),
    )


def _reach() -> str:
    """How near whoever looks is to the residents of this ward."""
    return "everyone" if resident() is None else "ward"
