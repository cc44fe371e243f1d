"""An answer in words: its state, its facts, what may be done with it, and sentences to choose from.

Rule: which moves there are comes from :mod:`node.agreements.states`; here is what they are called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from node.agreements.asking import Wish
from node.agreements.read import Slip
from node.translations.catalogue import N_, NN_, Catalogue
from node.web.details import PIECES
from node.web.notes import Fact

OWN_WORDS: Final = "eigen"


@dataclass(frozen=True)
class Deed:
    """One thing to do with an answer, on a page of its own.

    ``question``: its h1; ``button``: what does it; ``ready``: sentences that can be sent with it.
    ``stop``: it cannot be undone. ``keeps``: what is written here is kept with the loan, for both.
    ``again``: what who answered can do afterwards.
    """

    move: str
    question: str
    button: str
    explained: str = ""
    ready: tuple[str, ...] = ()
    stop: bool = False
    keeps: str = ""
    again: str = ""


DEEDS: Mapping[str, Deed] = {
    "afspreken": Deed(
        "accept",
        N_("Wil je dit afspreken?"),
        N_("Ja, afspreken"),
        N_("De ander krijgt meteen een seintje."),
    ),
    "afwijzen": Deed(
        "decline",
        N_("Dit keer niet?"),
        N_("Nee, dit keer niet"),
        N_("Kies wat wij erbij zeggen, of schrijf het zelf."),
        (
            N_("Bedankt voor je reactie. Dit keer lukt het niet."),
            N_("Er is al iemand anders. Bedankt voor je reactie."),
            N_("Het past niet op die dag. Misschien een andere keer."),
        ),
        stop=True,
    ),
    "afzeggen": Deed(
        "cancel",
        N_("Wil je afzeggen?"),
        N_("Ja, ik zeg af"),
        N_("De ander krijgt meteen een seintje."),
        (
            N_("Het spijt me, ik kan toch niet."),
            N_("Ik heb het niet meer nodig. Bedankt."),
            N_("Ik ben ziek. Sorry dat ik afzeg."),
        ),
        stop=True,
        again=N_("Wil je het later toch? Reageer dan opnieuw."),
    ),
    "gelukt": Deed("done", N_("Is het gelukt?"), N_("Ja, het is gelukt")),
    "meegegeven": Deed(
        "hand-over",
        N_("Is het meegegeven?"),
        N_("Ja, het is meegegeven"),
        N_("Kijk er samen naar. Wat je hier schrijft, lezen jullie allebei terug."),
        keeps="handed_as",
    ),
    "terug": Deed(
        "done",
        N_("Is het weer terug?"),
        N_("Ja, het is terug"),
        N_("Kijk er samen naar. Wat je hier schrijft, lezen jullie allebei terug."),
        keeps="back_as",
    ),
    "niet-gekomen": Deed(
        "no-show",
        N_("Is de ander niet gekomen?"),
        N_("Nee, er kwam niemand"),
        N_("De ander krijgt hiervan een seintje en kan je een bericht sturen."),
        stop=True,
    ),
}

STATES: Mapping[str, tuple[str, str, str]] = {
    "proposed": (N_("Wacht op de ander"), "off", "wait"),
    "waiting": (N_("Op de wachtlijst"), "off", "wait"),
    "accepted": (N_("Afgesproken"), "good", "good"),
    "declined": (N_("Dit keer niet"), "off", "close"),
    "cancelled": (N_("Afgezegd"), "off", "close"),
    "done": (N_("Gedaan"), "good", "check"),
    "no_show": (N_("Niet gekomen"), "off", "close"),
}
YOURS = (N_("Wacht op jou"), "warn", "wait")
HOW = (N_("Hoe ging het?"), "warn", "help")
LATE = (N_("Had al terug moeten zijn"), "warn", "warn")
OUT = (N_("Uitgeleend"), "good", "return")
BORROWED = (N_("Jij hebt het nu"), "good", "return")

PEOPLE = NN_("%(num)s mens", "%(num)s mensen")
COUNTED: Mapping[str, tuple[str, str]] = {"sharing": PIECES}


def state(slip: Slip, now: datetime) -> tuple[str, str, str]:
    """Its state for this person: words, look, drawing."""
    if slip.is_late(now):
        return LATE
    if slip.is_out:
        return BORROWED if slip.borrows else OUT
    if slip.waits_for_me(now):
        to_hand_over = slip.kind == "lending" and slip.state == "accepted"
        return YOURS if slip.state == "proposed" or to_hand_over else HOW
    return STATES[slip.state]


def facts(slip: Slip, speech: Catalogue) -> list[Fact]:
    """What was asked or agreed, in this language."""
    found = _dates(slip.kind, slip, speech)
    if slip.handed is not None:
        given = speech.day(slip.handed)
        found.append(Fact("door", speech.say(N_("Meegegeven op")), given))
    for said, label in (
        (slip.handed_as, N_("Zo ging het mee")),
        (slip.back_as, N_("Zo kwam het terug")),
    ):
        if said:
            found.append(Fact("check", speech.say(label), said))
    return [*found, *_number(slip.kind, slip, speech)]


def wished(kind: str, wish: Wish, speech: Catalogue) -> list[Fact]:
    """What somebody would ask of a listing of this kind."""
    return [*_dates(kind, wish, speech), *_number(kind, wish, speech)]


def _dates(kind: str, asked: Slip | Wish, speech: Catalogue) -> list[Fact]:
    found = []
    if asked.starts is not None:
        label = N_("Ophalen") if kind == "lending" else N_("Wanneer")
        found.append(Fact("calendar", speech.say(label), when(asked.starts, asked.timed, speech)))
    if asked.until is not None:
        back = speech.say(N_("uiterlijk %(day)s"), {"day": speech.day(asked.until)})
        found.append(Fact("return", speech.say(N_("Terugbrengen")), back))
    return found


def _number(kind: str, asked: Slip | Wish, speech: Catalogue) -> list[Fact]:
    if asked.quantity < 2:
        return []
    number = speech.count(*COUNTED.get(kind, PEOPLE), asked.quantity)
    return [Fact("people", speech.say(N_("Hoeveel")), number)]


def when(starts: datetime, timed: bool, speech: Catalogue) -> str:  # noqa: FBT001
    """The day, with the time if there is one."""
    return speech.moment(starts) if timed else speech.day(starts)
