"""Each kind's own fields in words: how they are asked, and how their answers are read.

Rule 1: which fields there are, and what they take, :mod:`federation.kinds` says; here are words.
Rule 2: an answer that our own form would not send (a neighbour's) is shown as it came, cut where
ours would have ended.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made

from federation.kinds import KINDS
from node.residents.tongues import TONGUES
from node.translations.catalogue import N_, NN_, Catalogue
from node.web import labels

Counted = tuple[str, str]
Details = Mapping[str, str | int]

YES_NO = {"yes": N_("ja"), "no": N_("nee")}
PLACES = NN_("%(num)s plek", "%(num)s plekken")
PIECES = NN_("%(num)s stuk", "%(num)s stuks")


@dataclass(frozen=True)
class Words:
    """One field in words.

    ``step``: the page it is asked on; fields with the same one stand together. ``short``: the
    name of that page in a list, empty for who only goes along. ``choices``: what its values are
    called. ``counted``: a number with what it counts, by the value of the field ``unit``; the
    first is for a unit that we do not know.
    """

    step: str
    short: str
    question: str
    hint: str = ""
    icon: str = "info"
    choices: Mapping[str, str] = made(default_factory=dict)
    otherwise: str = ""
    unit: str = ""
    counted: Mapping[str, Counted] = made(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One answer as people read it."""

    words: Words
    value: str


WHEN = "wanneer"  # the page of the day of a meeting, which is not made here

DETAILS: Mapping[str, Mapping[str, Words]] = {
    "work": {
        "pay": Words(
            "loon",
            N_("Loon"),
            N_("Wat verdien je ermee?"),
            N_("Bijvoorbeeld: € 15,20 per uur."),
            "euro",
        ),
        "hours_a_week": Words(
            "uren",
            N_("Uren"),
            N_("Hoeveel uur per week?"),
            N_("Een getal, bijvoorbeeld 8."),
            "clock",
            counted={"": NN_("%(num)s uur per week", "%(num)s uur per week")},
        ),
        "duration": Words(
            "hoe-lang",
            N_("Hoe lang"),
            N_("Hoe lang duurt het?"),
            N_("Bijvoorbeeld: één middag, of vast werk."),
            "calendar",
        ),
        "start": Words(
            "begin",
            N_("Begin"),
            N_("Wanneer kan het beginnen?"),
            N_("Bijvoorbeeld: meteen, of na de zomer."),
            "calendar",
        ),
    },
    "learning": {
        "level": Words(
            "niveau",
            N_("Voor wie"),
            N_("Voor wie is het?"),
            N_("Bijvoorbeeld: beginners."),
            "people",
        ),
        "cost": Words(
            "prijs",
            N_("Prijs"),
            N_("Hoeveel kost het precies?"),
            N_("Bijvoorbeeld: € 2,50 voor koffie."),
            "euro",
        ),
        "taught_in": Words(
            "taal",
            N_("Taal van de les"),
            N_("In welke taal is de les?"),
            icon="language",
            choices={"": N_("weet ik nog niet"), **TONGUES},
        ),
        "places": Words(
            "plekken",
            N_("Plekken"),
            N_("Hoeveel plekken zijn er?"),
            N_("Een getal, bijvoorbeeld 8."),
            "people",
            counted={"": PLACES},
        ),
    },
    "volunteering": {
        "when": Words(
            "wanneer-ongeveer",
            N_("Wanneer"),
            N_("Wanneer ongeveer?"),
            N_("Bijvoorbeeld: op dinsdagochtend."),
            "calendar",
        ),
        "for_whom": Words(
            "voor-wie",
            N_("Voor wie"),
            N_("Voor wie is de hulp?"),
            N_("Bijvoorbeeld: voor ouderen in de buurt."),
            "people",
        ),
        "needs": Words(
            "kunnen",
            N_("Wat je moet kunnen"),
            N_("Wat moet iemand kunnen?"),
            N_("Bijvoorbeeld: niets bijzonders, of traplopen."),
            "volunteering",
        ),
        "places": Words(
            "plekken",
            N_("Hoeveel mensen"),
            N_("Hoeveel mensen zijn er nodig?"),
            N_("Een getal, bijvoorbeeld 8."),
            "people",
            counted={"": PLACES},
        ),
    },
    "sharing": {
        "what": Words(
            "wat",
            N_("Wat"),
            N_("Wat is het precies?"),
            N_("Bijvoorbeeld: linzensoep, zonder vlees."),
            "sharing",
        ),
        "number": Words(
            "hoeveel",
            N_("Hoeveel"),
            N_("Hoeveel is er?"),
            N_("Een getal, bijvoorbeeld 8."),
            "strip",
            unit="unit",
            counted={
                "": PIECES,
                "pieces": PIECES,
                "portions": NN_("%(num)s portie", "%(num)s porties"),
            },
        ),
        "unit": Words(
            "hoeveel",
            "",
            N_("Zijn het porties of stuks?"),
            choices={"portions": N_("porties"), "pieces": N_("stuks")},
        ),
        "pickup": Words(
            "ophalen",
            N_("Ophalen"),
            N_("Wanneer kun je het ophalen?"),
            N_("Bijvoorbeeld: vanavond na zes uur."),
            "clock",
        ),
    },
    "lending": {
        "days": Words(
            "dagen",
            N_("Hoe lang"),
            N_("Hoeveel dagen hoogstens?"),
            N_("Een getal, bijvoorbeeld 8."),
            "calendar",
            counted={"": NN_("hoogstens %(num)s dag", "hoogstens %(num)s dagen")},
        ),
        "condition": Words(
            "staat",
            N_("Staat"),
            N_("In welke staat is het?"),
            N_("Bijvoorbeeld: gebruikt, werkt goed."),
            "check",
        ),
        "deposit": Words(
            "borg",
            N_("Borg"),
            N_("Is er borg nodig?"),
            N_("Borg is geld dat je terugkrijgt als je het terugbrengt."),
            "euro",
            choices=YES_NO,
            otherwise="no",
        ),
    },
    "exchange": {
        "for": Words(
            "ervoor-terug",
            N_("Ervoor terug"),
            N_("Wat wil je ervoor terug?"),
            N_("Bijvoorbeeld: een plant, of een uur hulp."),
            "exchange",
        ),
    },
    "meeting": {
        "repeat": Words(WHEN, "", N_("Komt het vaker terug?"), choices=labels.REPEATS),
        "places": Words(
            "plekken",
            N_("Plekken"),
            N_("Hoeveel mensen kunnen er meedoen?"),
            N_("Een getal, bijvoorbeeld 8."),
            "people",
            counted={"": PLACES},
        ),
        "accessible": Words(
            "toegankelijk",
            N_("Rolstoel"),
            N_("Kan iemand met een rolstoel erbij?"),
            icon="door",
            choices={**YES_NO, "": N_("weet ik niet")},
        ),
    },
    "initiative": {
        "dream": Words(
            "droom",
            N_("Droom"),
            N_("Waar droom je van?"),
            N_("Bijvoorbeeld: een straat waar kinderen buiten spelen."),
            "initiative",
        ),
        "needs": Words(
            "nodig",
            N_("Nodig"),
            N_("Wat is er nodig?"),
            N_("Bijvoorbeeld: mensen, spullen, geld of een plek."),
            "people",
        ),
    },
}


def of(kind: str) -> Mapping[str, Words]:
    """The fields of this kind, by name; of one that we do not know, none."""
    return DETAILS.get(kind, {})


def told(kind: str, answers: Details, speech: Catalogue) -> Iterator[Told]:
    """What was answered, in the order of the questions; a unit goes with its number."""
    units = {words.unit for words in of(kind).values() if words.unit}
    for name, words in of(kind).items():
        if words.step != WHEN and name not in units and answers.get(name, "") != "":
            yield Told(words, shown(kind, name, answers, speech))


def how_many(kind: str, answers: Details, speech: Catalogue) -> Told | None:
    """The number that decides: places, portions, days."""
    for name, words in of(kind).items():
        number = answers.get(name)
        if words.counted and isinstance(number, int) and number > 0:
            return Told(words, shown(kind, name, answers, speech))
    return None


def says_how_much(kind: str, terms: str, answers: Details) -> bool:
    """Whether an answer already says what these terms only name, as a price does of money."""
    fields = KINDS[kind].fields if kind in KINDS and terms == "paid" else ()
    return any(field.terms and answers.get(field.name) for field in fields)


def shown(kind: str, name: str, answers: Details, speech: Catalogue) -> str:
    """One answer, in this language."""
    words, value = of(kind)[name], answers[name]
    if isinstance(value, int):
        return _counted(words, value, str(answers.get(words.unit, "")), speech)
    if value in words.choices:
        return speech.say(words.choices[value])
    field = KINDS[kind].field(name)
    longest = field.limit if field else 0
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _counted(words: Words, number: int, unit: str, speech: Catalogue) -> str:
    if not words.counted:
        return speech.number(number)
    one, many = words.counted.get(unit, next(iter(words.counted.values())))
    return speech.count(one, many, number)
