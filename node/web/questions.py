"""The questions a listing is made from: what is asked, in which words, in which order.

Rule 1: the form by steps, the form for changing and the tests walk these tables.
Rule 2: a name here is a name that :func:`node.listings.fields.read` reads; what is wrong with an
answer is decided there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from federation import limits
from federation.kinds import KINDS
from node.listings.fields import DEFAULT_REACH, LONGEST_PLACE, LONGEST_TAG
from node.translations.catalogue import N_
from node.web import labels

Form = Literal["line", "text", "number", "day", "time", "choice", "select", "kinds"]


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
    """One page of the form: a question, and what goes with it. ``short`` is its name in a list."""

    name: str
    title: str
    short: str
    icon: str
    hint: str = ""


STEPS = (
    Step("soort", N_("Wat voor oproep wil je plaatsen?"), N_("Soort"), "strip"),
    Step("kant", N_("Bied je iets, of zoek je iets?"), N_("Bieden of zoeken"), "offer"),
    Step("tekst", N_("Waar gaat het om?"), N_("Titel en tekst"), "edit"),
    Step("wanneer", N_("Wanneer is het?"), N_("Wanneer"), "calendar"),
    Step("ruil", N_("Is het gratis, of komt er iets voor terug?"), N_("Wat kost het"), "gift"),
    Step(
        "meer",
        N_("Wat is nog goed om te weten?"),
        N_("Goed om te weten"),
        "info",
        N_("Alles op deze bladzijde mag je leeg laten."),
    ),
    Step(
        "foto",
        N_("Wil je er een foto bij?"),
        N_("Foto’s"),
        "photo",
        N_("Het hoeft niet. Er passen drie foto’s bij. Wij halen weg waar hij is gemaakt."),
    ),
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
PLACE = Question(
    "place",
    N_("Waar ongeveer?"),
    hint=N_("De naam van een buurt, een plein of een buurthuis. Geen huisnummer."),
    longest=LONGEST_PLACE,
)
TAGS = Question(
    "tags",
    N_("Trefwoorden"),
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

# The words for each kind's own fields (federation.kinds says which there are).
DETAILS: Mapping[str, tuple[str, str]] = {
    "pay": (N_("Wat verdien je ermee?"), N_("Bijvoorbeeld: € 15,20 per uur.")),
    "hours_a_week": (N_("Hoeveel uur per week?"), ""),
    "duration": (N_("Hoe lang duurt het?"), N_("Bijvoorbeeld: één middag, of vast werk.")),
    "level": (N_("Voor wie is het?"), N_("Bijvoorbeeld: beginners.")),
    "cost": (N_("Wat kost het?"), N_("Bijvoorbeeld: € 2,50 voor koffie.")),
    "when": (N_("Wanneer ongeveer?"), N_("Bijvoorbeeld: op dinsdagochtend.")),
    "needs": (N_("Wat of wie is er nodig?"), ""),
    "amount": (N_("Hoeveel is er?"), N_("Bijvoorbeeld: vier kommen.")),
    "pickup": (N_("Wanneer kun je het ophalen?"), ""),
    "days": (N_("Hoeveel dagen hoogstens?"), ""),
    "condition": (N_("In welke staat is het?"), N_("Bijvoorbeeld: gebruikt, werkt goed.")),
    "for": (N_("Wat wil je ervoor terug?"), ""),
    "places": (N_("Hoeveel plekken zijn er?"), ""),
    "dream": (N_("Waar droom je van?"), ""),
}


def terms(kind: str) -> Question:
    """What is asked in return: what fits this kind first, the rest after it."""
    natural = KINDS[kind].terms if kind in KINDS else ()
    order = [*natural, *(term for term in labels.TERMS_IN_FULL if term not in natural)]
    choices = {term: labels.TERMS_IN_FULL[term] for term in order}
    return Question(
        "terms", N_("Is het gratis, of komt er iets voor terug?"), "choice", choices=choices
    )


def details(kind: str) -> list[Question]:
    """The kind's own questions; how often a meeting comes back is asked with its day."""
    own = KINDS[kind].fields if kind in KINDS else ()
    return [
        Question(
            f"detail_{one.name}",
            DETAILS[one.name][0],
            "number" if one.type == "integer" else "line",
            hint=DETAILS[one.name][1],
            longest=0 if one.type == "integer" else one.limit,
        )
        for one in own
        if one.name in DETAILS
    ]


def steps(kind: str) -> list[Step]:
    """The pages of the form for this kind: only a meeting has a day of its own."""
    return [step for step in STEPS if step.name != "wanneer" or kind == "meeting"]


def asked(step: str, kind: str) -> list[Question]:
    """What the page ``step`` asks for a listing of this kind."""
    return {
        "soort": [KIND],
        "kant": [PURPOSE],
        "tekst": [TITLE, TEXT, LANGUAGE],
        "wanneer": [START, START_TIME, REPEAT],
        "ruil": [terms(kind)],
        "meer": [*details(kind), PLACE, TAGS],
        "foto": [],
        "einde": [END],
        "bereik": [REACH],
    }[step]


def all_asked(kind: str) -> list[Question]:
    """Everything that is asked of a listing of this kind, in order."""
    return [question for step in steps(kind) for question in asked(step.name, kind)]
