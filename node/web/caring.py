"""Who this site is to other wards, and how an admin changes that (PROTOCOL §4.3–4.5, §4.10).

Rule 1: no recovery sheet is ever asked for here: a file goes out, and a finished line comes in.
Rule 2: what a line will do is shown before it is done, and done only when somebody says so.
"""

from flask import Response, abort, make_response, redirect, render_template, request

from federation.limits import LOG_BYTES
from node.translations.catalogue import N_
from node.upkeep import care, plan, restore, take
from node.upkeep.plan import KINDS, PlanError
from node.upkeep.take import TakeError
from node.web.here import world
from node.web.language import say

HOME = "/beheer/identiteit"
NEWS = {
    "gedaan": N_("Gedaan. Buurwijken zien het als zij weer kijken."),
    "verhuisd": N_("Gedaan. Start de site nu opnieuw: zijn adres is veranderd."),
    "vergeten": N_("Wij wachten niet meer op deze verandering."),
}


def identity_here() -> str:
    """How it stands: words, keys, what is asked for, how far signing anew is."""
    return render_template(
        "admin/identity.html",
        ours=care.standing(world()),
        kinds=KINDS,
        answers=restore.ANSWERS,
        problems_of_restore=restore.PROBLEMS,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )


def identity_change(kind: str) -> Response:
    """What one kind of change means, and the file that asks for it."""
    if kind not in KINDS:
        abort(404)
    problems: dict[str, str] = {}
    if request.method == "POST":
        host = request.form.get("host", "").strip() if KINDS[kind].moves else None
        try:
            plan.ask(world(), kind, host=host)
            return _to(f"{HOME}/regel")
        except PlanError as error:
            problems["host"] = say(care.why(error), **vars(error))
    page = render_template(
        "admin/identity_change.html",
        kind=kind,
        change=KINDS[kind],
        problems=problems,
        typed=request.form.get("host", ""),
    )
    return make_response(page, 422 if problems else 200)


def identity_file() -> Response:
    """The file to carry to the computer where the sheet is typed."""
    asked = plan.asked(world())
    if asked is None:
        abort(404)
    answer = make_response(asked.to_json())
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = 'attachment; filename="wijk-aanvraag.json"'
    return answer


def identity_line() -> Response:
    """The finished line: handed in, looked at, and taken when somebody says so."""
    if request.method != "POST":
        return _line()
    if request.form.get("what") == "vergeet":
        plan.forget(world())
        return _to(f"{HOME}?net=vergeten")
    data = _handed_in()
    try:
        if request.form.get("what") != "doe":
            return _line(data=data, foreseen=take.look(world(), data))
        foreseen = take.take(world(), data)
    except TakeError as error:
        return _line(data=data, problem=say(care.why(error), **vars(error)))
    return _to(f"{HOME}?net={'verhuisd' if foreseen.kind == 'move' else 'gedaan'}")


def _handed_in() -> bytes:
    """What was chosen as a file, else what was pasted."""
    file = request.files.get("file")
    data = file.read(LOG_BYTES) if file else b""
    return data or request.form.get("line", "")[:LOG_BYTES].encode()


def _line(
    *, data: bytes = b"", foreseen: take.Preview | None = None, problem: str = ""
) -> Response:
    shown = say(take.WILL_HAPPEN[foreseen.kind], **vars(foreseen)) if foreseen else ""
    page = render_template(
        "admin/identity_line.html",
        asked=plan.asked(world()),
        kinds=KINDS,
        text=data.decode("utf-8", "replace").strip(),
        shown=shown,
        grave=foreseen is not None and foreseen.kind in {"retire", "emergency", "move"},
        problems={"line": problem} if problem else {},
    )
    return make_response(page, 422 if problem else 200)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
