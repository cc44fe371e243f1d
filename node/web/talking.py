"""One answer: what was said, what was agreed, and what each of the two may do with it.

Rule 1: to everybody but the two it does not exist, whatever the address and the verb (ME-01).
Rule 2: opening a page changes nothing but what was read; a button does.
"""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request

from node.agreements import asking, conversing, moving, read
from node.agreements.asking import TEXT
from node.agreements.errors import OverdueError, PartedError, RefusedError, TooEarlyError
from node.agreements.read import Talk
from node.listings import days
from node.listings.fields import Problem
from node.notices import ics
from node.residents import addresses
from node.translations.catalogue import N_
from node.web import answerwords, howitwent
from node.web.answers import Answers
from node.web.answerwords import DEEDS, OWN_WORDS, Deed
from node.web.here import words, world
from node.web.language import say
from node.web.questions import Question
from node.web.responding import questions
from node.web.seats import seat

NEWS = {
    "gestuurd": N_("Je reactie is verstuurd. Je hoort het als er antwoord is."),
    "bericht": N_("Je bericht is verstuurd."),
    "voorstel": N_("Je voorstel is verstuurd."),
    "accepted": N_("Afgesproken. De ander krijgt een seintje."),
    "waiting": N_("Er is nu geen plek. De reactie staat op de wachtlijst."),
    "declined": N_("De ander krijgt je antwoord."),
    "cancelled": N_("Afgezegd. De ander krijgt een seintje."),
    "stil": N_(
        "Het is klaar. De ander krijgt geen seintje: jullie kunnen elkaar hier niet meer schrijven."
    ),
    "done": N_("Mooi dat het gelukt is."),
    "no_show": N_("Wij hebben het opgeschreven."),
    "meegegeven": N_("Wij hebben het opgeschreven. De ander krijgt een seintje."),
    "gemeld": N_("Je melding is binnen. Een moderator leest alleen dat ene bericht."),
    "gedeeld": N_("Jullie zien nu allebei hoe je de ander bereikt."),
    "klaar-om-te-delen": N_("Bewaard. De ander ziet het pas als die ook iets geeft."),
    "niet-meer-gedeeld": N_("De ander ziet het niet meer."),
    "aan-moderators": N_("Dank je. Een moderator leest het. De ander niet."),
}
LATE = {
    "anders": N_("Dit kon niet meer: er is intussen iets veranderd. Zo staat het er nu voor."),
    "eerst-terug": N_("Breng dit eerst terug. Daarna kun je weer iets lenen."),
    "te-laat": N_("Dit kan nog niet: wie het leent, moet eerst iets anders terugbrengen."),
    "apart": N_("Dit kan niet: jullie kunnen elkaar hier niet meer schrijven."),
    "te-vroeg": N_("Dit kan pas als het begonnen is."),
}
ENDINGS = ("declined", "cancelled")
AFTER = {"propose": "voorstel", "hand-over": "meegegeven"}
PROPOSE, SHARE, WENT, AGENDA = "andere-dag", "bereikbaar", howitwent.PAGE, "agenda"
CONTACT = "contact"


def conversation(thread: str) -> Response:
    """What was said and agreed; it counts as read now."""
    found = read.one(thread, seat().who)
    conversing.read(world(), thread, seat().who, found.newest)
    return _page(found, Answers({}))


def write(thread: str) -> Response:
    """A message."""
    typed = {TEXT: request.form.get(TEXT, "")}
    found = read.one(thread, seat().who)
    text = asking.read_words(typed, world().now())
    if isinstance(text, Problem):
        return _page(found, Answers(typed, {TEXT: text}))
    try:
        conversing.write(world(), key=thread, who=seat().who, text=text)
    except PartedError:
        return _back(thread, "apart")
    return _back(thread, "bericht")


def deed(thread: str, deed: str) -> Response:
    """Something to do with it, on a page of its own: it asks, and the button does."""
    found = read.one(thread, seat().who)
    others = {PROPOSE: _propose, SHARE: _share, WENT: howitwent.went, AGENDA: _calendar}
    if deed in others:
        return others[deed](found)
    wanted = DEEDS.get(deed)
    if wanted is None:
        abort(404)
    if request.method == "POST":
        return _do(found, wanted)
    if wanted.move not in found.slip.moves:
        return _back(thread, _why_not(found, wanted.move))
    return _deed_page(found, wanted, Answers({}))


def _do(found: Talk, wanted: Deed) -> Response:
    if wanted.keeps:
        return _keep(found, wanted)
    typed = {TEXT: request.form.get(TEXT, ""), "ready": request.form.get("ready", "")}
    text: str | Problem = ""
    sentences = {str(number): sentence for number, sentence in enumerate(wanted.ready)}
    chosen = sentences.get(typed["ready"])
    if chosen is not None:
        text = say(chosen)
    elif typed["ready"] == OWN_WORDS or typed[TEXT]:
        text = asking.read_words(typed, world().now())
    if isinstance(text, Problem):
        return _deed_page(found, wanted, Answers(typed, {TEXT: text}))
    seen = request.form.get("day") if wanted.move == "accept" else None
    return _moved(found, wanted.move, text="" if found.parted else text, seen=seen)


def _keep(found: Talk, wanted: Deed) -> Response:
    """What changes hands, and in which condition; the condition may be left out."""
    typed = {TEXT: request.form.get(TEXT, "")}
    text: str | Problem = ""
    if typed[TEXT].strip():
        text = asking.read_words(typed, world().now(), TEXT, asking.LONGEST_CONDITION)
    if isinstance(text, Problem):
        return _deed_page(found, wanted, Answers(typed, {TEXT: text}))
    return _moved(found, wanted.move, **{wanted.keeps: "" if found.parted else text})


def _moved(found: Talk, name: str, **more: Any) -> Response:
    key = found.slip.key
    try:
        state = moving.move(world(), key=key, who=seat().who, name=name, **more)
    except RefusedError:
        return _back(key, "anders")
    except PartedError:
        return _back(key, "apart")
    except OverdueError:
        return _back(key, "te-laat")
    except TooEarlyError:
        return _back(key, "te-vroeg")
    if found.parted and state in ENDINGS:
        return _back(key, "stil")
    return _back(key, AFTER.get(name, state))


def _why_not(found: Talk, name: str) -> str:
    return "apart" if found.parted and name in moving.TOGETHER else "anders"


def _propose(found: Talk) -> Response:
    if "propose" not in found.slip.moves or found.slip.occasion:
        return _back(found.slip.key, _why_not(found, "propose"))
    asked = questions(found.slip.kind, asking.of_time(found.slip.kind))
    if request.method != "POST":
        return _time_page(found, asked, Answers({}))
    typed = {one.name: request.form.get(one.name, "") for one in asked}
    reading = asking.read_time(found.slip.kind, typed, world().now())
    if reading.problems:
        return _time_page(found, asked, Answers(typed, dict(reading.problems)))
    return _moved(found, "propose", wish=reading.wish, text=reading.wish.text)


def _share(found: Talk) -> Response:
    key, who = found.slip.key, seat().who
    if request.method != "POST":
        return _share_page(found, Answers({CONTACT: found.i_share or seat().contact}))
    if "stop" in request.form:
        conversing.keep_back(key, who)
        return _back(key, "niet-meer-gedeeld")
    typed = {CONTACT: request.form.get(CONTACT, "")}
    contact = asking.read_words(
        typed, world().now(), CONTACT, conversing.LONGEST_CONTACT, asking.NO_CONTACT
    )
    if isinstance(contact, Problem):
        return _share_page(found, Answers(typed, {CONTACT: contact}))
    try:
        both = conversing.share(world(), key=key, who=who, contact=contact)
    except PartedError:
        return _back(key, "apart")
    return _back(key, "gedeeld" if both else "klaar-om-te-delen")


def _calendar(found: Talk) -> Response:
    """What was agreed, as a file for any calendar."""
    slip = found.slip
    if slip.state != "accepted" or slip.starts is None:
        abort(404)
    url, host = world().config.url, world().config.host_name.partition(":")[0]
    event = ics.Event(
        uid=f"{slip.key}@{host}",
        title=slip.title,
        url=url + (addresses.PAGE if seat().by_mail else seat().address(slip.key)),
        starts=slip.starts if slip.timed else days.day_of(slip.starts),
    )
    response = make_response(ics.calendar(event, made=slip.changed))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = "attachment; filename=afspraak.ics"
    return response


def _back(key: str, news: str = "") -> Response:
    where = seat().address(key)
    return make_response(redirect(f"{where}?net={news}" if news else where, 303))


def _page(found: Talk, typed: Answers) -> Response:
    net = request.args.get("net", "")
    return _rendered(
        "agreements/talk.html",
        found,
        typed,
        news=say(NEWS.get(net, "")),
        late=say(LATE.get(net, "")),
        state=answerwords.state(found.slip, world().now()),
        waits=found.slip.waits_for_me(world().now()),
        now=world().now(),
        facts=answerwords.facts(found.slip, words()),
    )


def _deed_page(found: Talk, wanted: Deed, typed: Answers) -> Response:
    return _rendered("agreements/deed.html", found, typed, deed=wanted, own_words=OWN_WORDS)


def _time_page(found: Talk, asked: list[Question], typed: Answers) -> Response:
    return _rendered("agreements/time.html", found, typed, questions=asked)


def _share_page(found: Talk, typed: Answers) -> Response:
    return _rendered("agreements/share.html", found, typed)


def _rendered(template: str, found: Talk, typed: Answers, **more: Any) -> Response:
    page = render_template(
        template, talk=found, slip=found.slip, answers=typed, problems=typed.sentences(), **more
    )
    return make_response(page, 422 if typed.problems else 200)
