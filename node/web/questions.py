"""The questions a listing is made from: what is asked, in which words, in which order.

Rule 1: the form by steps, the form for changing and the tests walk these tables.
Rule 2: a name here is a name that :func:`node.listings.fields.read` reads; what is wrong with an
answer is decided there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from federation import limits
from federation.kinds import KINDS, Field
from node.listings.fields import DEFAULT_REACH, LONGEST_PLACE, LONGEST_TAG
from node.translations.catalogue import N_
from node.web import details, labels

Form = Literal["line", "text", "number", "day", "time", "choice", "select", "kinds", "point"]
# How a field of federation.kinds is asked, by its form.
FORMS: Final[Mapping[str, Form]] = {
    "line": "line",
    "text": "text",
    "number": "number",
    "choice": "choice",
    "language": "select",
}
TYPED: Final = ("line", "text")


@dataclass(frozen=True)
class Question:
    """One thing that is asked."""

    name: str
    label: str
    form: Form = "line"
    hint: str = ""
    longest: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    translated: bool = True  # whether the choices are sentences of ours
    otherwise: str = ""  # what is chosen beforehand

    def shown(self, say: Callable[[str], str]) -> dict[str, str]:
        """The choices in the words of the page."""
        return {
            name: say(words) if self.translated else words for name, words in self.choices.items()
        }


@dataclass(frozen=True)
class Step:
    """One page of the form: a question, and what goes with it. ``short`` is its name in a list.

    What is not ``needed`` may be passed over, and comes after all that is.
    """

    name: str
    title: str
    short: str
    icon: str
    hint: str = ""
    needed: bool = True


FIRST = (
    Step("soort", N_("Wat voor oproep wil je plaatsen?"), N_("Soort"), "strip"),
    Step("kant", N_("Bied je iets, of zoek je iets?"), N_("Bieden of zoeken"), "offer"),
    Step("tekst", N_("Waar gaat het om?"), N_("Titel en tekst"), "edit"),
    Step(details.WHEN, N_("Wanneer is het?"), N_("Wanneer"), "calendar"),
    Step("ruil", N_("Is het gratis, of komt er iets voor terug?"), N_("Wat kost het"), "gift"),
    Step(
        "einde",
        N_("Tot wanneer mag je oproep blijven?"),
        N_("Tot wanneer"),
        "clock",
        N_("Daarna halen wij hem vanzelf weg."),
    ),
    Step(
        "bereik",
        N_("Wie mag je oproep zien?"),
        N_("Wie het ziet"),
        "people",
    ),
)
FREE = N_("Dit mag je leeg laten.")
LAST = (
    Step("waar", N_("Waar is het?"), N_("Waar"), "pin", FREE, needed=False),
    Step(
        "foto",
        N_("Wil je er een foto bij?"),
        N_("Foto’s"),
        "photo",
        N_("Het hoeft niet. Er passen drie foto’s bij. Wij halen weg waar hij is gemaakt."),
        needed=False,
    ),
    Step(
        "trefwoorden",
        N_("Met welke woorden wil je gevonden worden?"),
        N_("Trefwoorden"),
        "search",
        FREE,
        needed=False,
    ),
)
MORE = Step("meer", N_("Wat is nog goed om te weten?"), N_("Goed om te weten"), "info", FREE)

KIND = Question("kind", N_("Wat voor oproep wil je plaatsen?"), "kinds", choices=labels.KINDS)
PURPOSE = Question(
    "purpose", N_("Bied je iets, of zoek je iets?"), "choice", choices=labels.PURPOSES
)
TITLE = Question(
    "title",
    N_("Hoe heet je oproep?"),
    hint=N_("In een paar woorden, bijvoorbeeld: Ladder te leen."),
    longest=limits.NAME_POINTS,
)
TEXT = Question(
    "text",
    N_("Wat wil je erover vertellen?"),
    "text",
    hint=N_("Zet er geen adres of telefoonnummer bij."),
    longest=limits.CONTENT_POINTS,
)
LANGUAGE = Question(
    "language",
    N_("In welke taal is je tekst?"),
    "select",
    choices=labels.TEXT_LANGUAGES,
    translated=False,
    otherwise="nl",
)
PUBLIC_PLACE = Question(
    "public_place",
    N_("Is het op een plek van de wijk?"),
    "select",
    hint=N_("Van zo’n plek zien mensen ook het adres."),
)
NO_PUBLIC_PLACE = N_("nee, ergens anders")
PLACE = Question(
    "place",
    N_("Waar ongeveer?"),
    hint=N_("De naam van een buurt, een plein of een buurthuis. Geen huisnummer."),
    longest=LONGEST_PLACE,
)
POINT = Question(
    "geo",
    N_("Waar is dat op de kaart?"),
    "point",
    hint=N_("Plak het adres van een kaart. Wij bewaren alleen een vak van 300 meter."),
)
TAGS = Question(
    "tags",
    N_("Met welke woorden wil je gevonden worden?"),
    hint=N_("Met een komma ertussen, bijvoorbeeld: fiets, gereedschap."),
    longest=limits.TAGS * (LONGEST_TAG + 2),
)
START = Question("start", N_("Welke dag?"), "day", hint=N_("Bijvoorbeeld: 12-12-2026"))
START_TIME = Question("start_time", N_("Hoe laat?"), "time", hint=N_("Bijvoorbeeld: 19.30"))
REPEAT = Question(
    "detail_repeat",
    N_("Komt het vaker terug?"),
    "choice",
    choices={"": N_("nee, één keer"), **labels.REPEATS},
)
END = Question(
    "end",
    N_("Tot en met welke dag?"),
    "day",
    hint=N_("Bijvoorbeeld: 12-12-2026"),
)
REACH = Question(
    "reach",
    N_("Wie mag je oproep zien?"),
    "choice",
    hint=N_("Je kunt dit later veranderen."),
    choices=labels.REACHES,
    otherwise=DEFAULT_REACH,
)


def terms(kind: str) -> Question:
    """What is asked in return: what fits this kind first, the rest after it."""
    natural = KINDS[kind].terms if kind in KINDS else ()
    order = [*natural, *(term for term in labels.TERMS_IN_FULL if term not in natural)]
    choices = {term: labels.TERMS_IN_FULL[term] for term in order}
    return Question(
        "terms", N_("Is het gratis, of komt er iets voor terug?"), "choice", choices=choices
    )


def own(kind: str, step: str | None = None) -> list[Question]:
    """The kind's own questions, all of them or those of one page."""
    found = []
    for one in KINDS[kind].fields if kind in KINDS else ():
        words = details.of(kind)[one.name]
        if words.step == step or (step is None and words.step != details.WHEN):
            found.append(_question(one, words))
    return found


def _question(one: Field, words: details.Words) -> Question:
    """A field as it is asked."""
    return Question(
        f"detail_{one.name}",
        words.question,
        FORMS[one.form],
        hint=words.hint,
        longest=one.limit if one.form in TYPED else 0,
        choices=words.choices,
        otherwise=words.otherwise,
    )


def steps(kind: str, terms: str = "") -> list[Step]:
    """The pages of the form: first what is needed, then what may be left out.

    Only a meeting has a day of its own. What does not go with these ``terms`` is not asked.
    """
    first = [step for step in FIRST if step.name != details.WHEN or kind == "meeting"]
    return [*first, *_own_steps(kind, terms), *LAST]


def _own_steps(kind: str, terms: str) -> list[Step]:
    found: dict[str, Step] = {}
    for one in KINDS[kind].fields if kind in KINDS else ():
        words = details.of(kind)[one.name]
        asked = words.step != details.WHEN and (not terms or one.goes_with(terms))
        if asked and words.step not in found:
            found[words.step] = Step(
                words.step, words.question, words.short, words.icon, FREE, needed=False
            )
    return list(found.values())


def steps_of(typed: Mapping[str, str]) -> list[Step]:
    """The pages of the form for a draft."""
    return steps(typed.get("kind", ""), typed.get("terms", ""))


def parts(kind: str) -> list[tuple[Step, list[Question]]]:
    """The same on one page, for changing: the kind's own questions stand together."""
    first = [(step, asked(step.name, kind)) for step in steps(kind) if step.needed]
    last = [(step, asked(step.name, kind)) for step in LAST]
    return [*first, (MORE, own(kind)), *last]


def asked(step: str, kind: str) -> list[Question]:
    """What the page ``step`` asks for a listing of this kind."""
    fixed = {
        "soort": [KIND],
        "kant": [PURPOSE],
        "tekst": [TITLE, TEXT, LANGUAGE],
        details.WHEN: [START, START_TIME, REPEAT],
        "ruil": [terms(kind)],
        "einde": [END],
        "bereik": [REACH],
        "waar": [PUBLIC_PLACE, PLACE, POINT],
        "foto": [],
        "trefwoorden": [TAGS],
    }
    return fixed[step] if step in fixed else own(kind, step)


def not_asked(kind: str, terms: str) -> set[str]:
    """Which of the kind's own questions do not go with these terms."""
    fields = KINDS[kind].fields if kind in KINDS else ()
    return {f"detail_{one.name}" for one in fields if not one.goes_with(terms)}


def all_asked(kind: str) -> list[Question]:
    """Everything that is asked of a listing of this kind, in order."""
    return [question for _step, questions in parts(kind) for question in questions]
