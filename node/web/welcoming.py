"""Meeting who is new: who asks to join, who joined lately, and when somebody is trusted.

Rule: names of who is new, and what applicants wrote, are for whoever is trusted alone.
"""

from typing import Final

from flask import Response, make_response, redirect, render_template, request

from node.residents.applicants import Conversation, NothingSaidError
from node.residents.errors import EmailTakenError, NameTakenError, UnknownNameError
from node.translations.catalogue import N_
from node.trust import admitting, knowing, welcoming
from node.trust.welcoming import NobodyNewError, NotTrustedError
from node.web import applying, succeeding
from node.web.converters import row
from node.web.here import resident, signed_in, world
from node.web.language import say
from node.web.route import ANYBODY, BOTH, GET, NOTHING, RESIDENT, Route

HOME: Final = "/nieuwe-buren"
NEWS: Final = {
    "welkom": N_("Welkom geheten. Wij hebben het verteld."),
    "terug": N_("Teruggenomen."),
    "binnen": N_("Binnengelaten. Wij hebben het verteld."),
    "afgewezen": N_("Afgewezen. Wij hebben het verteld."),
    "verstuurd": N_("Verstuurd."),
    "weg": N_("Deze aanvraag is er niet meer. Iemand besliste al, of de vraag is ingetrokken."),
    "niet-nieuw": N_("Hier is niemand die nog welkom geheten kan worden."),
}
EMPTY: Final = N_("Schrijf eerst iets.")
TAKEN: Final = N_(
    "Iemand heet intussen al zo, of heeft dit mailadres. Schrijf dat, en vraag om het nog eens te"
    " proberen met een andere naam of een ander adres."
)


def trust() -> str:
    """When somebody is trusted, and how far whoever looks is."""
    person = resident()
    return render_template(
        "ward/trust.html",
        rule=knowing.rule_here(),
        person=person,
        trusted=person is not None and knowing.is_trusted(person),
        missing=None if person is None else knowing.missing_of(world(), person),
    )


def newcomers() -> Response:
    """Who asks to join and who is new; a welcome, and one taken back."""
    person = signed_in()
    if request.method == "POST":
        return _welcome()
    before = request.args.get("before", type=row)
    try:
        page = welcoming.page(world(), person, before=before)
    except NotTrustedError:
        page = None
    return make_response(
        render_template(
            "ward/newcomers.html",
            page=page,
            further=before is not None,
            may_admit=admitting.may_admit(person),
            applications=admitting.listed(person) if before is None else (),
            fit=admitting.PAGE,
            carer=person.role in knowing.CARERS,
            news=_news(),
        )
    )


def applicant(number: int) -> Response:
    """One application: what was said, a message, yes or no."""
    person = signed_in()
    try:
        found = admitting.one(person, number)
        if request.method == "POST":
            return _decide(number, found)
    except NotTrustedError:
        return _to(HOME)
    except UnknownNameError:
        return _to(f"{HOME}?net=weg")
    return _conversation(found, {})


def _decide(number: int, found: Conversation) -> Response:
    what = request.form.get("what", "")
    if what in {"yes", "no"}:
        try:
            admitting.answer(world(), signed_in(), number, yes=what == "yes")
        except (NameTakenError, EmailTakenError):
            return _conversation(found, {"text": say(TAKEN)})
        return _to(f"{HOME}?net={'binnen' if what == 'yes' else 'afgewezen'}")
    try:
        admitting.ask(world(), signed_in(), number, request.form.get("text", ""))
    except NothingSaidError:
        return _conversation(found, {"text": say(EMPTY)})
    return _to(f"{HOME}/aanvraag/{number}?net=verstuurd")


def _conversation(found: Conversation, problems: dict[str, str]) -> Response:
    person = signed_in()
    page = render_template(
        "ward/applicant.html",
        found=found,
        person=person,
        carer=person.role in knowing.CARERS,
        problems=problems,
        typed=request.form.get("text", "") if problems else "",
        news=_news(),
    )
    return make_response(page, 422 if problems else 200)


def _welcome() -> Response:
    number = request.form.get("number", 0, type=row)
    if request.form.get("what") == "terug":
        done = welcoming.take_back(signed_in(), number)
        return _to(f"{HOME}?net={'terug' if done else 'niet-nieuw'}")
    try:
        welcoming.welcome(world(), signed_in(), number)
    except NotTrustedError:
        return _to(HOME)
    except NobodyNewError:
        return _to(f"{HOME}?net=niet-nieuw")
    return _to(f"{HOME}?net=welkom")


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


def _news() -> str:
    return say(NEWS.get(request.args.get("net", ""), ""))


ROUTES: tuple[Route, ...] = (
    Route("/vertrouwen", trust, GET, ANYBODY, shows=NOTHING),
    Route(HOME, newcomers, BOTH, RESIDENT, shows=NOTHING),
    Route(
        f"{HOME}/aanvraag/<row:number>",
        applicant,
        BOTH,
        RESIDENT,
        limit="message",
        shows=NOTHING,
    ),
)
ROUTES += applying.ROUTES + succeeding.ROUTES
