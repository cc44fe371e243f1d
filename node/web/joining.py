"""Making an account: the mailbox first, then the name; or by itself where no mailbox is needed.

Rule: whether an address is known is never on a page; it is in its own mailbox.
"""

from flask import Response, make_response, redirect, render_template, request

from node.residents import applicants, joining, sessions, tickets
from node.residents.errors import AccountError, TicketError
from node.residents.joining import Question, Wanted
from node.residents.models import Resident
from node.settings import values
from node.settings.table import MOST_QUESTIONS
from node.web import agent, limited, said, session
from node.web.here import resident, words, world

HOME = "/van-mij?net=welkom"
FIELDS = ("invitation", "email", "name", "password", "old_enough")
Problems = dict[str, str]


def join() -> Response:
    """Begin: the mailbox, or the way for who has none."""
    if resident() is not None:
        return make_response(redirect("/van-mij", 303))
    if request.method != "POST":
        return _begin({})
    try:
        joining.ask(
            world(),
            email=_typed("email"),
            language=words().language,
            old_enough=_is_old_enough(),
            invitation=_typed("invitation"),
        )
    except AccountError as error:
        more = joining.faults(
            world(),
            old_enough=_is_old_enough(),
            invitation=_typed("invitation"),
            email=_typed("email"),
        )
        return _begin(_told(error, more), said.status(error))
    return _look_in_mailbox({})


def join_code() -> Response:
    """The code of the mail, typed over."""
    try:
        token = tickets.by_code(world(), "join", _typed("email"), _typed("code"))
    except AccountError as error:
        return _look_in_mailbox(said.problems(error), said.status(error))
    limited.went_well()
    return make_response(redirect(f"/account-maken/{token}", 303))


def join_finish(token: str) -> Response:
    """The mailbox was opened: now the name and the password."""
    try:
        email = tickets.look(world(), "join", token).email
    except TicketError:
        return gone("/account-maken")
    if request.method != "POST":
        return _choose(email, {})
    try:
        made = joining.finish(world(), token=token, wanted=_wanted())
    except TicketError:
        return gone("/account-maken")
    except AccountError as error:
        more = joining.faults(world(), wanted=_wanted())
        return _choose(email, _told(error, more), said.status(error))
    return _made(made)


def join_without_mailbox() -> Response:
    """All at once, for who has no mailbox."""
    if request.method != "POST" or resident() is not None:
        return _alone({})
    try:
        made = joining.join_without_mailbox(
            world(),
            wanted=_wanted(),
            old_enough=_is_old_enough(),
            invitation=_typed("invitation"),
        )
    except AccountError as error:
        more = joining.faults(
            world(),
            wanted=_wanted(),
            old_enough=_is_old_enough(),
            invitation=_typed("invitation"),
        )
        return _alone(_told(error, more), said.status(error))
    return _made(made)


def gone(again: str) -> Response:
    """The page of a link that opens nothing any more."""
    return make_response(render_template("account/gone.html", again=again), 410)


def _made(made: Resident | None) -> Response:
    if made is None:
        code, site = applicants.give_code(world(), _typed("name")), world().config.url
        page = render_template("account/applied.html", name=_typed("name"), code=code, site=site)
        return make_response(page)
    shared = request.form.get("shared") == "yes"
    token = sessions.begin(world(), made, shared=shared, agent=agent.in_short(_agent()))
    response = make_response(redirect(HOME, 303))
    session.come_in(response, token, shared=shared)
    return response


def _wanted() -> Wanted:
    return Wanted(
        name=_typed("name"),
        password=request.form.get("password", ""),
        language=words().language,
        about=_typed("about"),
        answers={one: _typed(f"answer_{number}") for number, one in enumerate(_sent(), 1)},
    )


def _sent() -> list[Question]:
    """The questions of the ward as the form that was sent asks them."""
    numbers = range(1, MOST_QUESTIONS + 1)
    found = [Question(_typed(f"question_{n}"), _typed(f"seal_{n}")) for n in numbers]
    return joining.asked_here(world(), found)


def _questions() -> list[Question]:
    """What a page asks: what it asked before, if something else in it was wrong."""
    return _sent() or joining.questions(world())


def _begin(problems: Problems, status: int = 200) -> Response:
    page = render_template(
        "account/join.html",
        problems=problems,
        typed=request.form,
        invitation=_typed("invitation") or request.args.get("code", ""),
        door=joining.mode(world()),
        without_email=values.is_on("without_email"),
    )
    return make_response(page, status)


def _look_in_mailbox(problems: Problems, status: int = 200) -> Response:
    page = render_template("account/join_mailed.html", problems=problems, email=_typed("email"))
    return make_response(page, status)


def _choose(email: str | None, problems: Problems, status: int = 200) -> Response:
    page = render_template(
        "account/join_finish.html",
        problems=problems,
        typed=request.form,
        email=email,
        door=joining.mode(world()),
        questions=_questions(),
    )
    return make_response(page, status)


def _alone(problems: Problems, status: int = 200) -> Response:
    if resident() is not None:
        return make_response(redirect("/van-mij", 303))
    page = render_template(
        "account/join_alone.html",
        problems=problems,
        typed=request.form,
        invitation=_typed("invitation") or request.args.get("code", ""),
        door=joining.mode(world()),
        allowed=values.is_on("without_email"),
        questions=_questions(),
    )
    return make_response(page, status)


def _told(error: AccountError, more: list[AccountError]) -> Problems:
    """What stopped it, and what else would have, in the order of the form."""
    told = said.all_problems([error, *more])
    return {field: told[field] for field in FIELDS if field in told} | told


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\0", "")


def _is_old_enough() -> bool:
    return request.form.get("old_enough") == "yes"


def _agent() -> str:
    return request.headers.get("User-Agent", "")
