"""What is of whoever came by the link of a mail: confirm it, read on, make a move, forget it all.

Rule 1: opening a page changes nothing but what was read; a button does (ME-07).
Rule 2: only the link opens it; to everybody else it does not exist, and no page says whose it is.
Rule 3: these addresses are told to no other page, kept by no browser and found by no search.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, redirect, render_template, request

from node.agreements import outside
from node.agreements import read as answers
from node.agreements.errors import NotToAnswerError, OverdueError
from node.agreements.parties import Outsider
from node.listings import read
from node.listings.errors import NotFoundError
from node.matching import outside as alerts
from node.notices import links, outbox
from node.notices.choices import Person
from node.residents import addresses
from node.residents.errors import BadEmailError, TicketError
from node.residents.models import Address
from node.shown.viewer import ANYONE
from node.translations.catalogue import N_
from node.upkeep import outsiders
from node.web import answerwords, bymailalerts, said, seats, talking, unwanted
from node.web.agreements import in_words
from node.web.filters import Filters
from node.web.here import words, world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, GET, NOTHING, POST, Route
from node.web.saved import ALERT_WORDS
from node.web.seats import Seat

PAGE = addresses.PAGE
EVERYONE = ("everyone",)
GONE = 410
NEWS = {
    "aan": N_("Gelukt. Is er iets nieuws? Dan krijg je mail."),
    "weg": N_("Weg. Hierover krijg je geen mail meer."),
    "vergeten": N_("Alles is weg. Wij weten niets meer van dit mailadres."),
}
NOT_NOW = N_("Op deze oproep kun je nu niet reageren. Misschien hangt hij er niet meer.")
FIRST_BACK = N_("Breng eerst terug wat je hebt geleend. Daarna kun je weer iets lenen.")
View = Callable[..., Response | str]


def ask_link() -> Response:
    """A new link, for who lost theirs: the same answer for every address."""
    if request.method != "POST":
        return _ask("", {})
    email = request.form.get("email", "")
    try:
        addresses.ask_link(world(), email=email, language=words().language)
    except BadEmailError as error:
        return _ask(email, said.problems(error))
    return make_response(render_template("outside/link_mailed.html", email=email.strip()))


def by_mail(token: str) -> Response:
    """What waits to be confirmed; after that, all of theirs."""
    try:
        purpose = addresses.purpose_of(world(), token)
        if purpose == addresses.OPENS and request.method == "POST":
            return make_response(redirect(f"{PAGE}/{token}", 303))  # it was confirmed just now
        if purpose == addresses.OPENS:
            return _all(addresses.opened(world(), token), token)
        return CONFIRMED[purpose](token)
    except (TicketError, KeyError):
        return _over()


def opened(view: View) -> Callable[..., Response]:
    """A page behind a link: for whom it opens something."""

    @wraps(view)
    def behind(token: str, **parts: Any) -> Response:
        try:
            address = addresses.opened(world(), token)
        except TicketError:
            return _over()
        seats.take(seat_of(address, token))
        return make_response(view(token, **parts))

    return behind


@opened
def forget_by_mail(token: str) -> Response:
    """All of it, after it was asked once more."""
    if request.method != "POST":
        return make_response(render_template("outside/forget.html", page=f"{PAGE}/{token}"))
    outsiders.forget(world(), addresses.opened(world(), token))
    return make_response(redirect(f"{PAGE}?net=vergeten", 303))


@opened
def drop_alert_by_mail(token: str, search: int) -> Response:
    """No more of this search."""
    bymailalerts.drop_alert(addresses.opened(world(), token).id, search)
    return make_response(redirect(f"{PAGE}/{token}?net=weg", 303))


@opened
def conversation_by_mail(_token: str, thread: str) -> Response:
    """What was said and agreed."""
    return talking.conversation(thread)


@opened
def write_by_mail(_token: str, thread: str) -> Response:
    """A message."""
    return talking.write(thread)


@opened
def deed_by_mail(_token: str, thread: str, deed: str) -> Response:
    """Something to do with it."""
    return talking.deed(thread, deed)


@opened
def report_by_mail(_token: str, thread: str, message: int) -> Response:
    """A message that they do not want."""
    return unwanted.report_message(thread, message)


def seat_of(address: Address, token: str) -> Seat:
    """Where they sit."""
    page = f"{PAGE}/{token}"
    return Seat(Outsider(address.id), page, page, address.email, by_mail=True)


def _all(address: Address, token: str) -> Response:
    seats.take(seat_of(address, token))
    slips = answers.mine(Outsider(address.id))
    mailbox = outbox.mailbox_of(world(), address.email)
    page = render_template(
        "outside/mine.html",
        page=f"{PAGE}/{token}",
        email=address.email,
        live=[slip for slip in slips if slip.is_live],
        past=[slip for slip in slips if not slip.is_live],
        alerts=[(one, Filters.kept(one.choices)) for one in alerts.listed(address.id)],
        when={one: say(sentence) for one, sentence in ALERT_WORDS.items()},
        news=say(NEWS.get(request.args.get("net", ""), "")),
        choose=links.path_of(world(), Person(mailbox=mailbox), mailbox),
        **in_words(slips),
    )
    return make_response(page)


def _confirm_answer(token: str) -> Response:
    wanted = outside.waiting(world(), token)
    if request.method == "POST":
        try:
            key = outside.confirm(world(), token)
        except (NotFoundError, NotToAnswerError):
            return _not_now(say(NOT_NOW))
        except OverdueError:
            return _not_now(say(FIRST_BACK))
        return make_response(redirect(f"{PAGE}/{token}/{key}?net=gestuurd", 303))
    try:
        card = read.one(world(), ANYONE, lid=wanted.lid)
    except NotFoundError:
        return _not_now(say(NOT_NOW))
    page = render_template(
        "outside/confirm.html",
        card=card,
        wanted=wanted,
        facts=answerwords.wished(card.kind, wanted.wish, words()),
    )
    return make_response(page)


CONFIRMED: dict[str, Callable[[str], Response]] = {
    outside.PURPOSE: _confirm_answer,
    alerts.PURPOSE: bymailalerts.confirm_alert,
}


def _not_now(sentence: str) -> Response:
    return make_response(render_template("outside/not_now.html", sentence=sentence), GONE)


def _over() -> Response:
    return make_response(render_template("outside/over.html"), GONE)


def _ask(email: str, problems: dict[str, str]) -> Response:
    page = render_template(
        "outside/link.html",
        email=email,
        problems=problems,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, 422 if problems else 200)


BEHIND = f"{PAGE}/<token:token>"
ROUTES: tuple[Route, ...] = (
    Route(
        f"{PAGE}/seintje",
        bymailalerts.alert_by_mail,
        BOTH,
        ANYBODY,
        limit="alert-by-mail",
        shows=NOTHING,
        mails=True,
    ),
    Route(
        f"{BEHIND}/seintje/<row:search>/weg",
        drop_alert_by_mail,
        POST,
        ANYBODY,
        limit="link",
        shows=NOTHING,
        secret=True,
    ),
    Route(PAGE, ask_link, BOTH, ANYBODY, limit="mail-link", shows=NOTHING, mails=True),
    Route(BEHIND, by_mail, BOTH, ANYBODY, limit="link", shows=EVERYONE, secret=True),
    Route(
        f"{BEHIND}/vergeten",
        forget_by_mail,
        BOTH,
        ANYBODY,
        limit="link",
        shows=NOTHING,
        secret=True,
    ),
    Route(
        f"{BEHIND}/<lid:thread>", conversation_by_mail, GET, ANYBODY, shows=EVERYONE, secret=True
    ),
    Route(
        f"{BEHIND}/<lid:thread>",
        write_by_mail,
        POST,
        ANYBODY,
        limit="message",
        shows=EVERYONE,
        secret=True,
    ),
    Route(
        f"{BEHIND}/<lid:thread>/<deed>",
        deed_by_mail,
        BOTH,
        ANYBODY,
        limit="message",
        shows=EVERYONE,
        secret=True,
    ),
    Route(
        f"{BEHIND}/<lid:thread>/bericht/<row:message>",
        report_by_mail,
        BOTH,
        ANYBODY,
        limit="report",
        shows=NOTHING,
        secret=True,
    ),
)
