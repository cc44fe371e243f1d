"""Placing a listing: one question a page, kept at every step, looked over before it hangs.

Rule 1: it works without JavaScript, and stopping halfway loses nothing.
Rule 2: somebody else's draft does not exist.
"""

from collections.abc import Mapping

from flask import Response, abort, make_response, redirect, render_template, request

from node.listings import drafts, pictures, read
from node.listings.cards import Card, next_date
from node.listings.errors import NotFoundError
from node.listings.fields import CHOOSE, Fields, Problem
from node.shown.reach import is_for
from node.translations.catalogue import N_
from node.trust import newcomers
from node.web import answers, questions
from node.web.answers import OTHER, Answers
from node.web.here import signed_in, viewer, world
from node.web.language import say
from node.web.questions import KIND, Step
from node.web.route import BOARD, BOTH, NOTHING, OWNER, PHOTO_BYTES, RESIDENT, Route
from node.web.told import told

FIRST = questions.FIRST[0]
LAST = "nakijken"
LOOKERS = {
    "buur": ("ward", N_("Een buur")),
    "buurwijk": ("adjacent", N_("Iemand uit een buurwijk")),
    "iedereen": ("everyone", N_("Iedereen")),
}


def begin() -> Response:
    """The first question; the first answer makes the draft."""
    person = signed_in()
    found = Answers({})
    if request.method == "POST":
        typed = answers.taken([KIND])
        if typed.get("kind") in KIND.choices:
            draft = drafts.save(world(), owner=person.id, typed=typed)
            return _to(draft, _after(FIRST, typed))
        found = Answers(typed, {"kind": CHOOSE})
    return _question_page(None, FIRST, found, unfinished=drafts.of(owner=person.id))


def step(draft: str, step: str) -> Response:
    """One question of a draft, or its answer."""
    held = _held(draft)
    if isinstance(held, Response):
        return held
    asked = next((one for one in questions.steps_of(held) if one.name == step), None)
    if asked is None:
        abort(404)
    if "kind" not in held and asked is not FIRST:
        return _to(draft, FIRST.name)
    if request.method == "POST":
        return _answered(draft, asked, held)
    found = Answers(held)
    if "controle" in request.args:
        found.problems = _problems(asked, held)
    return _question_page(draft, asked, found)


def look_over(draft: str) -> Response:
    """The listing as others will see it; yes places it."""
    held = _held(draft)
    if isinstance(held, Response):
        return held
    reading = answers.read(held)
    if reading.fields is None:
        return _unfinished(draft, held, dict(reading.problems))
    if request.method == "POST":
        lid = newcomers.place(world(), signed_in(), fields=reading.fields, draft_id=draft)
        return make_response(redirect(f"/l/{lid}?net=geplaatst", 303))
    looker = request.args.get("als", next(iter(LOOKERS)))
    if looker not in LOOKERS:
        abort(404)
    return make_response(
        render_template(
            "placing/look_over.html",
            draft=draft,
            card=preview(draft, reading.fields, held),
            steps=(steps := questions.steps_of(held)),
            told=told(steps, held),
            ways=_lookers(looker),
            seen=is_for(reading.fields.reach, LOOKERS[looker][0]),
        )
    )


def _lookers(here: str) -> list[tuple[str, str, None, bool]]:
    """Who looks at what is about to hang, as tabs."""
    return [
        (f"?als={name}#bord", say(words), None, name == here)
        for name, (_reach, words) in LOOKERS.items()
    ]


def throw_away(draft: str) -> Response:
    """Throw a draft away, after asking."""
    held = _held(draft)
    if isinstance(held, Response):
        return held
    if request.method == "POST":
        drafts.discard(owner=signed_in().id, draft_id=draft)
        return make_response(redirect("/van-mij?net=weggegooid", 303))
    return make_response(
        render_template("placing/throw_away.html", draft=draft, title=held.get("title", ""))
    )


def preview(lid: str, values: Fields, typed: Mapping[str, str]) -> Card:
    """The card that these values will give."""
    person, now = signed_in(), world().now()
    return Card(
        id=0,
        lid=lid,
        origin_scid=None,
        origin_name=None,
        origin_url=world().config.url,
        kind=values.kind,
        purpose=values.purpose,
        terms=values.terms,
        title=values.title,
        text=values.text,
        language=values.language,
        by=person.shown_name if values.reach == "ward" else person.outside_name,
        place=values.place,
        at=values.geo,
        address=values.address,
        public_place=values.public_place,
        reach=values.reach,
        state="open",
        published=now,
        updated=now,
        ends=values.end,
        starts=values.start,
        next_date=next_date(values.start, values.details.get("repeat"), now, values.end),
        details=values.details,
        tags=values.tags,
        pictures=pictures.shown(answers.pictures_in(typed)),
        owner_id=person.id,
    )


def _answered(draft: str, asked: Step, held: dict[str, str]) -> Response:
    """Keep the answer whatever it is; go on when it will do."""
    typed = _with_what_fits(held | answers.taken(questions.asked(asked.name, held.get("kind", ""))))
    problems: dict[str, Problem] = {}
    if asked.name == "foto":
        typed, problems = answers.take_pictures(typed)
    drafts.save(world(), owner=signed_in().id, typed=typed, draft_id=draft)
    if "later" in request.form:
        return make_response(redirect("/van-mij?net=bewaard", 303))
    problems |= _problems(asked, typed)
    if problems:
        return _question_page(draft, asked, Answers(typed, problems))
    if "more" in request.form:
        return _to(draft, asked.name)
    back = request.args.get("na") == LAST or "rest" in request.form
    return _to(draft, LAST if back else _after(asked, typed))


def _with_what_fits(typed: dict[str, str]) -> dict[str, str]:
    """Without what was told before other terms were chosen, with which it is no question."""
    terms = typed.get("terms", "")
    gone = questions.not_asked(typed.get("kind", ""), terms) if terms else ()
    return {name: value for name, value in typed.items() if name not in gone}


def _problems(asked: Step, typed: Mapping[str, str]) -> dict[str, Problem]:
    """What is wrong with the answers of this page."""
    names = {question.name for question in questions.asked(asked.name, typed.get("kind", ""))}
    found = answers.read(typed).problems
    photos = asked.name == "foto"
    return {
        name: problem
        for name, problem in found.items()
        if name in names or (photos and name.startswith("picture_"))
    }


def _held(draft: str) -> dict[str, str] | Response:
    """What the draft holds; on to the listing when it has become one (a second click)."""
    try:
        return dict(drafts.load(owner=signed_in().id, draft_id=draft).typed)
    except NotFoundError:
        placed = read.one(world(), viewer(), lid=draft)
        if placed.owner_id != signed_in().id:
            raise
        return make_response(redirect(f"/l/{draft}", 303))


def _after(asked: Step, typed: Mapping[str, str]) -> str:
    names = [one.name for one in questions.steps_of(typed)]
    following = names[names.index(asked.name) + 1 :]
    return following[0] if following else LAST


def _to(draft: str, step: str) -> Response:
    return make_response(redirect(f"/plaatsen/{draft}/{step}", 303))


def _question_page(
    draft: str | None, asked: Step, found: Answers, unfinished: list[drafts.Draft] | None = None
) -> Response:
    kind = found["kind"]
    steps = questions.steps_of(found.typed)
    number = steps.index(asked) + 1
    ends = answers.end_choices(found.typed) if asked.name == "einde" else {}
    end_choice = answers.end_choice(found.typed, ends)
    page = render_template(
        "placing/step.html",
        draft=draft,
        step=asked,
        steps=steps,
        number=number,
        back=steps[number - 2].name if number > 1 else None,
        answers=found if end_choice in {"", OTHER} else found.but(end=""),
        problems=found.sentences(),
        asked=answers.askable(questions.asked(asked.name, kind)),
        end_choices=ends,
        end_choice=end_choice,
        told=told(steps[: number - 1], found.typed),
        unfinished=unfinished or [],
    )
    return make_response(page, 422 if found.problems and request.method == "POST" else 200)


def _unfinished(draft: str, held: dict[str, str], problems: dict[str, Problem]) -> Response:
    """What still has to be answered, with the way there."""
    kind, steps = held.get("kind", ""), questions.steps_of(held)
    at = {q.name: one for one in steps for q in questions.asked(one.name, kind)}
    photo = next(one for one in steps if one.name == "foto")
    said = Answers(held, problems).sentences()
    missing = [
        (one, [sentence for name, sentence in said.items() if at.get(name, photo) is one])
        for one in steps
    ]
    page = render_template(
        "placing/unfinished.html",
        draft=draft,
        missing=[(one, sentences) for one, sentences in missing if sentences],
    )
    return make_response(page, 422 if request.method == "POST" else 200)


ROUTES: tuple[Route, ...] = (
    Route("/plaatsen", begin, BOTH, RESIDENT, limit="place", shows=NOTHING),
    Route("/plaatsen/<lid:draft>/nakijken", look_over, BOTH, OWNER, limit="place", shows=BOARD),
    Route("/plaatsen/<lid:draft>/weggooien", throw_away, BOTH, OWNER, shows=BOARD),
    Route(
        "/plaatsen/<lid:draft>/<step>",
        step,
        BOTH,
        OWNER,
        PHOTO_BYTES,
        limit="place",
        shows=BOARD,
    ),
)
