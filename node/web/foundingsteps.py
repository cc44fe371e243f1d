"""The questions of the set-up, a page each: asked, answered, and kept at once.

Rule 1: a page reads an answer and hands it to :mod:`node.upkeep.founding`; what is wrong with it
stands beside its field, and what was typed stays. Rule 2: a recovery sheet is on one answer, and
never comes back: two of its words do.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, make_response, redirect, render_template, request

from federation.limits import HEAD_WARDS
from federation.shape import UUID7
from federation.sheet import Sheet
from node.residents import joining, names, sessions
from node.residents.errors import AccountError, BadEmailError
from node.residents.joining import Wanted
from node.settings import values
from node.settings.table import SETTINGS, SettingError
from node.translations.catalogue import N_, NAMES
from node.upkeep import charters, firstlisting, mailing, setup, sheets
from node.upkeep import founding as use
from node.upkeep.charters import CHARTERS
from node.upkeep.firstlisting import FIRST_KINDS
from node.upkeep.founding import BY_NAME, STEPS, OverError, Step, WrongWordError
from node.upkeep.inviting import letters, square
from node.web import agent, labels, limited, said, session, undelivered
from node.web.here import here, words, world
from node.web.language import say
from node.world import NotSentError, PerhapsSentError, new_uuid7

HOME: Final = "/opzetten"
WRONG = 422
ONCE = re.compile(UUID7)  # what makes a second sending of the first listing the same
OWN = "own"  # house rules that the ward writes itself
CODES = N_("Dit is geen code van een buurt met een jaar erbij, zoals BU03631400@2025.")
MANY = N_("Een wijk is van hoogstens %(most)s buurten. Haal er een paar weg.")
NAME = N_("Kies een naam van 1 tot 80 tekens.")
ONE = N_("Kies één van de antwoorden.")
EMPTY = N_("Vul in hoe diegene heet.")
WORD = N_("Dit staat niet op blad %(number)s. Tel de blokjes nog eens.")
SENT = N_("Gelukt: de mailserver nam de mail aan. Kijk of hij in je mailbox ligt.")
PERHAPS = N_("De verbinding brak af. Misschien kwam de mail aan. Kijk in je mailbox.")
NO_SERVER = N_("Er is nog geen mailserver ingesteld.")
REMEMBER: Final[Mapping[str, str]] = {
    use.SECOND: N_("Vraag een tweede beheerder: onder Van mij, bij Beheerders."),
    use.MAIL: N_("Stel een mailserver in. Tot dan geef je codes met de hand."),
    use.RULES: N_("Schrijf huisregels, onder Wat de wijk beslist."),
    use.PRIVACY: N_("Schrijf iets over privacy, onder Wat de wijk beslist."),
    use.CENTRE: N_("Zeg waar het midden van de wijk is, onder Wat de wijk beslist."),
    use.LISTING: N_("Hang een eerste oproep op. Een leeg bord nodigt niemand uit."),
}
# What of the machine's own settings mail needs, and what to write there to begin with.
OF_MAIL: Final = ("mail_host", "mail_port", "mail_security", "mail_from", "mail_user")
EXAMPLE: Final = (
    'mail_host = "mail.example.nl"\nmail_from = "wijk@example.nl"\n'
    'mail_user = "wijk@example.nl"\nmail_password = "…"'
)
Problems = dict[str, str]


@dataclass(frozen=True)
class Printed:
    """One sheet on the page: its number, its words with theirs, its square, and all as a file."""

    number: int
    words: tuple[tuple[int, str], ...]
    square: str
    file: str


def onward(name: str) -> Response:
    """To the first question after this one that is open; when none is, to the end."""
    now = use.standing(world())
    at = [step.name for step in STEPS].index(name)
    later = [step for step in (*STEPS[at + 1 :], *STEPS[:at]) if not now.is_done(step.name)]
    return _to(f"{HOME}/{later[0].name}" if later else f"{HOME}/klaar")


def ask_name() -> Response:
    """What the ward is called."""
    typed = request.form.get("name", "")
    if request.method == "POST":
        try:
            setup.check_ward(" ".join(typed.split()), ())
        except setup.SetupError:
            return _page(use.NAME, {"name": say(NAME)})
        use.call_ward(world(), name=typed)
        return onward(use.NAME)
    return _page(use.NAME)


def ask_wards() -> Response:
    """Of which wards it is, by their codes."""
    typed = request.form.get("codes", "")
    if request.method == "POST":
        codes = setup.codes_in(typed)
        try:
            setup.check_ward(use.standing(world()).name or "-", codes)
        except setup.TooManyWardsError:
            return _page(use.WARDS, {"codes": say(MANY, most=HEAD_WARDS)})
        except setup.SetupError:
            return _page(use.WARDS, {"codes": say(CODES)})
        use.call_ward(world(), codes=codes)
        return onward(use.WARDS)
    return _page(use.WARDS)


def ask_centre() -> Response:
    """The middle of the ward."""
    return _setting(use.CENTRE, "centre")


def ask_language() -> Response:
    """In which language the site writes."""
    chosen = request.form.get("language", "")
    if request.method == "POST":
        if chosen not in NAMES:
            return _page(use.LANGUAGE, {"language": say(ONE)})
        use.speak(world(), chosen)
        return onward(use.LANGUAGE)
    return _page(use.LANGUAGE, languages=NAMES)


def ask_rules() -> Response:
    """Which house rules to begin with; then their text, to change."""
    chosen = request.form.get("charter", "")
    if request.method == "POST" and "text" in request.form:
        return _setting(use.RULES, "house_rules", "text")
    if request.method == "POST" and chosen not in {*CHARTERS, OWN}:
        return _page(use.RULES, {"charter": say(ONE)}, charters=CHARTERS)
    held = values.get("house_rules")
    if request.method == "POST" or held:
        text = CHARTERS[chosen].text(_in_their_language()) if chosen in CHARTERS else held
        return _page(use.RULES, text=text, written=True)
    return _page(use.RULES, charters=CHARTERS)


def ask_privacy() -> Response:
    """What the ward says about privacy."""
    held = values.get("privacy_text") or charters.privacy(_in_their_language())
    return _setting(use.PRIVACY, "privacy_text", "text", text=held)


def ask_admin() -> Response:
    """The first admin, who is signed in here from then on."""
    if request.method != "POST":
        return _page(use.ADMIN)
    typed = {name: request.form.get(name, "").replace("\0", "") for name in ("name", "email")}
    password = request.form.get("password", "")
    language = use.standing(world()).language
    try:
        made = use.make_admin(world(), password=password, language=language, **typed)
    except AccountError as error:
        wanted = Wanted(name=typed["name"], password=password, language=language)
        more = joining.faults(world(), wanted=wanted, email=typed["email"] or None)
        told = said.all_problems([error, *more])
        return _page(use.ADMIN, {n: told[n] for n in ("name", "password", "email") if n in told})
    response = onward(use.ADMIN)
    doing = agent.in_short(request.headers.get("User-Agent", ""))
    token = sessions.begin(world(), made, shared=False, agent=doing)
    session.come_in(response, token, shared=False)
    return response


def ask_second() -> Response:
    """A second admin is asked; the code to pass on is on this one page."""
    if request.method != "POST":
        return _page(use.SECOND)
    name, email = request.form.get("asked", ""), request.form.get("email", "")
    language = use.standing(world()).language
    try:
        code = use.ask_second(world(), name=name, email=email, language=language)
    except BadEmailError as error:
        return _page(use.SECOND, said.problems(error))
    except AccountError:
        return _page(use.SECOND, {"asked": say(EMPTY)})
    return _page(
        use.SECOND,
        letter=letters(world(), [code])[0],
        called=name,
        mailed=bool(email.strip()) and world().mail is not None,
    )


def ask_mail() -> Response:
    """How mail goes out: a matter of the machine, so it is shown here and not asked."""
    if request.method == "POST":
        use.done(use.MAIL)
        return onward(use.MAIL)
    return _mail_page({})


def test_mail() -> Response:
    """Send one mail now; what the server said, in plain words."""
    if request.method != "POST":
        return _to(f"{HOME}/{use.MAIL}")
    if not use.standing(world()).name:
        raise use.NotYetError(use.NAME)  # the mail is written in the name of the ward
    typed = request.form.get("address", "")
    try:
        address = names.check_email(typed)
        mailing.send_test(world(), address=address, language=words().language)
    except BadEmailError as error:
        return _mail_page({"address": said.problems(error)["email"]})
    except LookupError:
        return _mail_page({"address": say(NO_SERVER)})
    except NotSentError as error:
        return _mail_page({"address": say(undelivered.PROBLEMS[error.code])})
    except PerhapsSentError:
        return _mail_page({}, result=say(PERHAPS))
    use.done(use.MAIL)
    return _mail_page({}, result=say(SENT), good=True)


def ask_sheets() -> Response:
    """The two sheets, on this one answer."""
    if request.method != "POST":
        return _page(use.SHEETS)
    made = use.make_sheets(world())
    now = use.standing(world())
    return _page(
        use.SHEETS,
        printed=[_printed(number, sheet, now.name) for number, sheet in enumerate(made, 1)],
    )


def words_back() -> Response:
    """Two words of them are asked back."""
    now = use.standing(world())
    if now.is_done(use.SHEETS):
        raise OverError
    if not now.asked:
        return _to(f"{HOME}/{use.SHEETS}")
    problems: Problems = {}
    if request.method == "POST":
        typed = [request.form.get(f"word_{number}", "") for number in (1, 2)]
        try:
            use.confirm_words(world(), typed)
        except WrongWordError as error:
            problems = {f"word_{number}": say(WORD, number=number) for number in error.sheets}
        else:
            limited.went_well()
            return onward(use.SHEETS)
    return _page(use.SHEETS, problems, asked=now.asked)


def ask_listing() -> Response:
    """The first note on the board."""
    if not use.standing(world()).is_done(use.SHEETS):
        raise use.NotYetError(use.SHEETS)
    typed = request.form.get("once", "")
    more: dict[str, Any] = {
        "once": typed if ONCE.fullmatch(typed) else new_uuid7(world()),
        "kinds": {kind: say(labels.KINDS[kind]) for kind in FIRST_KINDS},
        "purposes": {name: say(text) for name, text in labels.PURPOSES.items()},
    }
    if request.method != "POST":
        return _page(use.LISTING, **more)
    problems = firstlisting.place(world(), request.form, more["once"])
    if problems:
        told = {name: say(found.sentence, **found.values) for name, found in problems.items()}
        return _page(use.LISTING, told, **more)
    return onward(use.LISTING)


def last() -> Response:
    """What was done, and what is next."""
    now = use.standing(world())
    left = [say(words_) for name, words_ in REMEMBER.items() if not _answered(now, name)]
    page = render_template("founding/last.html", now=now, left=left, site=world().config.url)
    return make_response(page)


PAGES: Final[Mapping[str, Callable[[], Response]]] = {
    use.NAME: ask_name,
    use.WARDS: ask_wards,
    use.CENTRE: ask_centre,
    use.LANGUAGE: ask_language,
    use.RULES: ask_rules,
    use.PRIVACY: ask_privacy,
    use.ADMIN: ask_admin,
    use.SECOND: ask_second,
    use.MAIL: ask_mail,
    use.SHEETS: ask_sheets,
    use.LISTING: ask_listing,
}


def _answered(now: use.Standing, step: str) -> bool:
    """Whether there is really an answer, and not that it was passed over."""
    answers = {
        use.SECOND: bool(now.called),
        use.MAIL: world().mail is not None,
        use.RULES: bool(values.get("house_rules")),
        use.PRIVACY: bool(values.get("privacy_text")),
        use.CENTRE: bool(values.get("centre")),
        use.LISTING: firstlisting.hangs(),
    }
    return answers[step]


def _setting(step: str, setting: str, field: str = "", **more: Any) -> Response:
    """A question whose answer is a setting of the ward."""
    field = field or setting
    if request.method == "POST":
        try:
            use.put(step, setting, request.form.get(field, ""))
        except SettingError:
            kept = more | {"text": request.form.get(field, ""), "written": True}
            return _page(step, {field: say(SETTINGS[setting].problem)}, **kept)
        return onward(step)
    return _page(step, held=values.get(setting), **more)


def _mail_page(problems: Problems, **more: Any) -> Response:
    shown = world().config.shown()
    machine = [(name, shown[name]) for name in OF_MAIL] if world().mail is not None else []
    return _page(
        use.MAIL, problems, machine=machine, example=EXAMPLE, folder=world().config.data, **more
    )


def _printed(number: int, sheet: Sheet, ward: str) -> Printed:
    page = sheets.printable(sheets.TITLE.format(number=number), ward, sheet)
    return Printed(
        number=number,
        words=tuple(enumerate(sheet.groups, 1)),
        square=square(sheet.qr_text),
        file=sheets.as_address(page),
    )


def _in_their_language() -> Callable[[str], str]:
    """What says a sentence in the language that the site writes in."""
    chosen = use.standing(world()).language
    return lambda sentence: words_of(chosen).say(sentence)


def words_of(language: str) -> Any:
    """The words of a language that the site knows."""
    return here().catalogues.get(language, words())


def _page(name: str, problems: Problems | None = None, **more: Any) -> Response:
    step: Step = BY_NAME[name]
    at = STEPS.index(step)
    page = render_template(
        f"founding/{name}.html",
        step=step,
        number=at + 1,
        count=len(STEPS),
        before=STEPS[at - 1].name if at else "",
        now=use.standing(world()),
        problems=problems or {},
        typed=request.form,
        **more,
    )
    return make_response(page, WRONG if problems else 200)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
