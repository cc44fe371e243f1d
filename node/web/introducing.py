"""Becoming neighbours: look at the other ward, compare four words by telephone, say yes or no.

Rule 1: nobody is followed before somebody typed the words that the other admin read aloud (§11.4).
Rule 2: nothing that the other ward says is stored or shown elsewhere before that.
"""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Response, make_response, redirect, render_template, request

from federation.errors import FederationError, WrongHostError
from federation.hosts import NOT_A_HOST
from node.peering import add, applications, glance, invitations
from node.peering.add import Introduction
from node.peering.errors import (
    NotACodeError,
    OurselvesError,
    OvertakenError,
    PeerError,
    RetiredError,
    UnknownOriginError,
    WrongWordsError,
)
from node.translations.catalogue import N_
from node.translations.refusals import SENTENCES
from node.upkeep.inviting import square
from node.web.here import world
from node.web.language import say

OVERVIEW = "/beheer/buurwijken"
INVITED = "/buurwijken/uitnodiging"
CODE = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")
NOT_AN_ADDRESS = N_("Dit lijkt geen adres van een wijksite. Het ziet eruit als https://wijk.nl.")
WHY: dict[type[PeerError], str] = {
    OurselvesError: N_("Dit is het adres van jullie eigen wijksite. Vul dat van de buren in."),
    RetiredError: N_("Deze wijksite is gestopt. Vraag de buren naar hun nieuwe adres."),
    NotACodeError: N_("Deze uitnodiging klopt niet. Neem haar helemaal over, of vraag een nieuwe."),
    OvertakenError: N_("Iemand anders was net bezig met deze wijk. Probeer het nog eens."),
    UnknownOriginError: N_("Deze vraag is er niet meer. Iemand anders heeft haar beantwoord."),
}


def add_ward() -> Response:
    """Ask for the address, show who lives there, and follow it once the words are right."""
    form = request.form
    if request.method != "POST":
        return _ask({}, request.args.get("adres", ""))
    address, code = _read(form.get("address", ""), form.get("invite", ""))
    try:
        add.check_invite(code or None)
        met = add.introduce(world(), address)
        if form.get("what") != "follow":
            return _introduce(met, address=address, invite=code)
        add.check_words(met, form.get("words", ""))
        add.follow(world(), met, invite=code or None)
    except WrongWordsError as error:
        return _introduce(met, address=address, invite=code, problem=_differ(error))
    except (FederationError, PeerError) as error:
        return _ask({"address": why(error)}, form.get("address", ""), 422)
    return _to(f"{OVERVIEW}/{met.scid}?net=gevolgd")


def ward_asks() -> Response:
    """A ward that asks to be a neighbour: who it is, and yes or no."""
    host = request.values.get("host", "")
    if host not in {one.host for one in applications.waiting()}:
        return _to(OVERVIEW)
    if request.method != "POST":
        return _asking(host)
    try:
        return _answer(host, request.form.get("what", ""))
    except (FederationError, PeerError) as error:
        return _asking(host, why(error))


def _answer(host: str, answer: str) -> Response:
    if answer == "nee":
        applications.refuse(world(), host)
        return _to(f"{OVERVIEW}?net=nee")
    opened = applications.open_one(world(), host)
    met = opened.met
    if answer != "ja":
        return _introduce(met, host=host)
    try:
        add.check_words(met, request.form.get("words", ""))
    except WrongWordsError as error:
        return _introduce(met, host=host, problem=_differ(error))
    applications.accept(world(), opened)
    return _to(f"{OVERVIEW}/{met.scid}?net=ja")


def invite_ward() -> Response:
    """A new invitation for one other ward, shown once; those that work; taking one back."""
    address = news = ""
    if request.form.get("what") == "weg":
        invitations.take_back(world(), request.form.get("number", ""))
        news = say(N_("Deze uitnodiging werkt niet meer."))
    elif request.method == "POST":
        code = invitations.make(world())
        address = f"{world().config.url}{INVITED}?{urlencode({'code': code})}"
    made = [] if address else invitations.every_one()
    return make_response(
        render_template(
            "admin/ward_invite.html",
            address=address,
            drawn=square(address) if address else "",
            days=invitations.LIFE.days,
            working=[one for one in made if one.works(world().now())],
            used=[one for one in made if one.used_by],
            news=news,
        )
    )


def invited() -> Response:
    """What to do with an invitation of this ward; the page itself does nothing."""
    code = request.args.get("code", "")
    whole = f"{world().config.url}{INVITED}?{urlencode({'code': code})}" if CODE.match(code) else ""
    return make_response(render_template("ward/invited.html", whole=whole))


def why(error: FederationError | PeerError) -> str:
    """What was wrong with another ward, in a sentence of this page."""
    if isinstance(error, WrongHostError) and error.expected == NOT_A_HOST:
        return say(NOT_AN_ADDRESS)
    if isinstance(error, FederationError):
        return say(SENTENCES[error.code], **vars(error))
    return say(WHY[type(error)])


def _read(typed: str, invite: str) -> tuple[str, str]:
    """An address, and the code with it, also from an invitation as it was sent or scanned."""
    tidy = typed.strip()
    parts = urlsplit(tidy if "://" in tidy else f"https://{tidy}")
    if parts.path != INVITED:
        return tidy, invite
    found = parse_qs(parts.query).get("code", [invite])[0]
    return f"{parts.scheme}://{parts.netloc}", found


def _ask(problems: dict[str, str], typed: str, status: int = 200) -> Response:
    page = render_template("admin/ward_add.html", problems=problems, typed=typed)
    return make_response(page, status)


def _asking(host: str, problem: str = "") -> Response:
    page = render_template("admin/ward_asks.html", host=host, problem=problem)
    return make_response(page, 422 if problem else 200)


def _introduce(
    met: Introduction, *, address: str = "", invite: str = "", host: str = "", problem: str = ""
) -> Response:
    """Who the other ward says it is. Its words stay unseen: they come by telephone."""
    page = render_template(
        "admin/ward_met.html",
        met=met,
        newest=glance.newest(world(), met),
        address=address,
        invite=invite,
        host=host,
        problems={"words": problem} if problem else {},
        typed=request.form.get("words", ""),
    )
    return make_response(page, 422 if problem else 200)


def _differ(error: WrongWordsError) -> str:
    if not error.wrong:
        return say(N_("Vul vier woorden in, met een spatie ertussen."))
    places = ", ".join(str(place) for place in error.wrong)
    return say(
        N_("Dit is anders: woord %(places)s. Vraag het nog eens. Is het weer anders? Stop dan."),
        places=places,
    )


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
