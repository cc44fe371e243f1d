"""Getting back in: asking for a mail, the code of it, a code on paper, or two residents.

Rule 1: asking is one page with one answer, whoever is asked about.
Rule 2: opening a link shows a page with a button; the button does it.
"""

from flask import Response, make_response, redirect, render_template, request

from node.residents import passwords, recovery, secondstep, sessions, together
from node.residents.errors import AccountError, CodeError, TicketError
from node.residents.models import Resident
from node.web import agent, limited, said, session
from node.web.here import words, world
from node.web.joining import gone

Problems = dict[str, str]
BACK_IN = "/van-mij?net=nieuw-wachtwoord"


def recover() -> Response:
    """One field: the name or the address; two buttons: a new password, or only the name."""
    if request.method != "POST":
        return make_response(render_template("account/recover.html", problems={}))
    only_name = request.form.get("what") == "name"
    recovery.ask(world(), who=_typed("name"), language=words().language, only_name=only_name)
    return _mailed({}, only_name=only_name)


def recover_code() -> Response:
    """The code of the mail, or the one an admin handed over."""
    if request.method != "POST":
        return _mailed({}, fresh=False)
    try:
        token = recovery.by_code(world(), who=_typed("name"), typed=_typed("code"))
    except AccountError as error:
        return _mailed(said.problems(error), said.status(error), fresh=False)
    limited.went_well()
    return make_response(redirect(f"/herstel/{token}", 303))


def recover_paper() -> Response:
    """The code on paper."""
    if request.method != "POST":
        return _paper({})
    try:
        token = recovery.by_paper(world(), who=_typed("name"), typed=_typed("code"))
    except AccountError as error:
        return _paper(said.problems(error), said.status(error))
    limited.went_well()
    return make_response(redirect(f"/herstel/{token}", 303))


def recover_finish(token: str) -> Response:
    """The new password."""
    try:
        person = recovery.look(world(), token)
    except TicketError:
        return gone("/herstel")
    if request.method != "POST":
        return _choose(person, {})
    try:
        found = recovery.finish(world(), token=token, password=request.form.get("password", ""))
    except TicketError:
        return gone("/herstel")
    except AccountError as error:
        return _choose(person, said.problems(error), said.status(error))
    return _back_in(found)


def ask_together() -> Response:
    """Ask the two residents whom somebody named; the codes are shown to everybody who asks."""
    codes = None
    if request.method == "POST":
        codes = together.ask(world(), who=_typed("name"), language=words().language)
    page = render_template(
        "account/together.html",
        problems={},
        codes=codes,
        name=_typed("name"),
        site=world().config.url,
    )
    return make_response(page)


def finish_together() -> Response:
    """The kept code, after the wait: a new password."""
    if request.method != "POST":
        return _together_code({})
    try:
        found = together.finish(
            world(),
            who=_typed("name"),
            kept=_typed("code"),
            password=request.form.get("password", ""),
        )
    except TicketError:
        limited.went_well()
        return _too_early()
    except AccountError as error:
        if not isinstance(error, CodeError):
            limited.went_well()
        return _together_code(said.problems(error), said.status(error))
    limited.went_well()
    return _back_in(found)


def stop_together(token: str) -> Response:
    """The link of the owner's mail, with a button that stops it."""
    try:
        if request.method == "POST":
            together.stop_by_link(world(), token)
            return make_response(render_template("account/stopped.html"))
        rescue = together.look_stop(world(), token)
    except TicketError:
        return gone("/herstel")
    return make_response(render_template("account/stop.html", opens=rescue.opens))


def _back_in(person: Resident) -> Response:
    token = sessions.begin(
        world(), person, agent=agent.in_short(request.headers.get("User-Agent", ""))
    )
    second = secondstep.is_on(person.id)
    response = make_response(redirect("/inloggen/tweede-stap" if second else BACK_IN, 303))
    session.come_in(response, token, shared=False)
    return response


def _mailed(
    problems: Problems, status: int = 200, *, only_name: bool = False, fresh: bool = True
) -> Response:
    page = render_template(
        "account/recover_mailed.html",
        problems=problems,
        name=_typed("name"),
        only_name=only_name,
        fresh=fresh,
    )
    return make_response(page, status)


def _paper(problems: Problems, status: int = 200) -> Response:
    page = render_template("account/recover_paper.html", problems=problems, name=_typed("name"))
    return make_response(page, status)


def _choose(person: Resident, problems: Problems, status: int = 200) -> Response:
    page = render_template(
        "account/recover_finish.html",
        problems=problems,
        person=person,
        least=_least(person),
    )
    return make_response(page, status)


def _together_code(problems: Problems, status: int = 200) -> Response:
    page = render_template(
        "account/together_finish.html", problems=problems, typed=request.form, opens=None
    )
    return make_response(page, status)


def _too_early() -> Response:
    """The code is right, and it is not time yet: tells the owner of the code from when."""
    opens = together.state_of(world(), who=_typed("name"), kept=_typed("code"))
    page = render_template(
        "account/together_finish.html", problems={}, typed=request.form, opens=opens, early=True
    )
    return make_response(page, said.WRONG)


def _least(person: Resident) -> int:
    return (
        passwords.LEAST_WITH_SECOND_STEP
        if secondstep.is_on(person.id)
        else passwords.LEAST_CHARACTERS
    )


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\0", "")
