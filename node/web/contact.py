"""Writing to those who look after the site, with or without an account; and reading and answering
what came in.
"""

from collections.abc import Callable

from flask import Response, abort, make_response, redirect, render_template, request

from node.moderation import feedback
from node.moderation.errors import FormError, NoCaseError
from node.moderation.feedback import ABOUT, Sent
from node.settings import values
from node.translations.catalogue import N_
from node.web.converters import row
from node.web.here import resident, sends_mail, words, world
from node.web.language import say
from node.web.reporting import ONCE, sentences
from node.web.route import ANYBODY, BOTH, MODERATOR, NOTHING, Route
from node.world import new_uuid7

PAGE, QUEUE = "/contact", "/beheer/vragen"
FIELDS = ("about", "text", "name", "email", "once")
THANKS = {"dank": N_("Dank je. Wat je schreef is bij de beheerders.")}
NEWS = {
    "antwoord": N_("Verstuurd. Dit is nu afgehandeld."),
    "klaar": N_("Dit is nu afgehandeld."),
    "terug": N_("Het staat weer bij wat wacht."),
    "al-gedaan": N_("Een ander was je net voor. Er is niets veranderd."),
}


def contact() -> Response:
    """Whom to turn to, and a form for whoever wants to say something."""
    if request.method != "POST":
        about = request.args.get("over", "")
        chosen = about if about in ABOUT else ""
        return _form({"once": new_uuid7(world()), "about": chosen}, {})
    typed = {name: request.form.get(name, "") for name in FIELDS}
    person = resident()
    sent = Sent(
        once=typed["once"] if ONCE.fullmatch(typed["once"]) else new_uuid7(world()),
        about=typed["about"],
        text=typed["text"],
        name=typed["name"],
        email=typed["email"] if sends_mail() else "",
        language=person.language if person else words().language,
    )
    try:
        feedback.send(world(), sent, by=person.id if person else None)
    except FormError as error:
        return _form(typed, sentences(error.problems))
    return make_response(redirect(f"{PAGE}?net=dank", 303))


def feedback_queue() -> Response:
    """What came in, the newest first; answering it, and being done with it."""
    if request.method != "POST":
        return _queue()
    number = request.form.get("number", type=row)
    if number is None:
        abort(404)
    return _dealt(number, request.form.get("what", ""))


def _dealt(number: int, what: str) -> Response:
    text = request.form.get("answer", "")
    deeds: dict[str, tuple[str, Callable[[], None]]] = {
        "answer": ("antwoord", lambda: feedback.answer(world(), number, text)),
        "close": ("klaar", lambda: feedback.close(world(), number)),
        "reopen": ("terug", lambda: feedback.reopen(number)),
    }
    if what not in deeds:
        abort(400)
    news, deed = deeds[what]
    try:
        deed()
    except FormError as error:
        problems = {f"answer-{number}": sentences(error.problems)["answer"]}
        return _queue(problems, {number: text})
    except NoCaseError:
        return _back("al-gedaan")
    return _back(news)


def _form(typed: dict[str, str], problems: dict[str, str]) -> Response:
    page = render_template(
        "ward/contact.html",
        typed=typed,
        problems=problems,
        about={name: say(sentence) for name, sentence in ABOUT.items()},
        contact=values.get("contact"),
        news=say(THANKS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, 422 if problems else 200)


def _queue(problems: dict[str, str] | None = None, typed: dict[int, str] | None = None) -> Response:
    done = request.args.get("deel", "") == "klaar"
    before = request.args.get("voor", type=row)
    page = render_template(
        "admin/feedback.html",
        items=feedback.page(before=before, closed=done),
        done=done,
        about=ABOUT,
        problems=problems or {},
        typed=typed or {},
        kept=feedback.KEPT.days,
        news=say(NEWS.get(request.args.get("net", ""), "")),
    )
    return make_response(page, 422 if problems else 200)


def _back(news: str) -> Response:
    return make_response(redirect(f"{QUEUE}?net={news}", 303))


ROUTES: tuple[Route, ...] = (
    Route(PAGE, contact, BOTH, ANYBODY, limit="feedback", shows=NOTHING),
    Route(QUEUE, feedback_queue, BOTH, MODERATOR, shows=NOTHING),
)
