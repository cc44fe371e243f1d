"""What a moderator can decide: one line each.

Rule 1: a decision is a line here; forms, effects, mails, the log and its counts walk this table.
Rule 2: the reason of every decision against somebody is a rule of the house, in so many words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from node.listings.withdrawing import ASKED, HIDDEN, REMOVED
from node.translations.catalogue import N_

PAUSED: Final = "paused"
LEAVING: Final = "leaving"
TO_THINK: Final = timedelta(days=14)  # until an account that was removed is really erased


@dataclass(frozen=True)
class Action:
    """One decision.

    ``label`` and ``hint``: as a moderator chooses it; ``past``: as it is called afterwards;
    ``what``: as whom it is about reads it; ``answer``: as who reported it does.
    ``state``: what becomes of a listing; ``account``: and of the account of its maker.
    ``reasoned``: it needs a rule and a text; ``lets_on``: what waited hangs; ``unsays``: a message
    goes; ``dangerous``: the moderator gives their password again.
    """

    label: str
    hint: str
    past: str
    what: str
    answer: str
    drawing: str
    state: str = ""
    account: str = ""
    reasoned: bool = True
    lets_on: bool = False
    unsays: bool = False
    dangerous: bool = False
    undoable: bool = True


ACTIONS: Final[Mapping[str, Action]] = {
    "approve": Action(
        N_("Hang hem op"),
        N_("De maker hoort dat hij hangt."),
        N_("Opgehangen"),
        N_("Een moderator keek naar je oproep. Hij hangt nu op het bord."),
        N_("Wij keken ernaar. De oproep hangt op het bord."),
        "good",
        reasoned=False,
        lets_on=True,
        undoable=False,
    ),
    "hide": Action(
        N_("Verberg de oproep"),
        N_("Niemand anders ziet hem nog, tot dit wordt teruggedraaid."),
        N_("Verborgen"),
        N_("Wij hebben je oproep verborgen. Alleen jij ziet hem nog."),
        N_("Wij hebben de oproep verborgen. Dank je wel."),
        "hide",
        state=HIDDEN,
    ),
    "change": Action(
        N_("Vraag om hem te veranderen"),
        N_("Hij is van het bord tot de maker hem verandert. Dan kijken wij nog eens."),
        N_("Moet eerst anders"),
        N_("Je oproep is van het bord. Verander hem, dan hangt hij weer."),
        N_("Wij vroegen de maker om de oproep te veranderen. Tot dan is hij van het bord."),
        "edit",
        state=ASKED,
    ),
    "remove": Action(
        N_("Haal de oproep weg"),
        N_("Hij is weg, hier en in de buurwijken."),
        N_("Weggehaald"),
        N_("Wij hebben je oproep weggehaald. Alleen jij ziet hem nog."),
        N_("Wij hebben de oproep weggehaald. Dank je wel."),
        "trash",
        state=REMOVED,
    ),
    "unsay": Action(
        N_("Haal het bericht weg"),
        N_("Beiden lezen dat een moderator het weghaalde."),
        N_("Bericht weggehaald"),
        N_("Wij hebben een bericht van jou weggehaald."),
        N_("Wij hebben het bericht weggehaald. Dank je wel."),
        "trash",
        unsays=True,
    ),
    "warn": Action(
        N_("Waarschuw de maker"),
        N_("Wat er staat, blijft staan."),
        N_("Gewaarschuwd"),
        N_("Dit is een waarschuwing. Er verandert nu niets."),
        N_("Wij hebben de maker gewaarschuwd."),
        "warn",
    ),
    "pause": Action(
        N_("Zet het account stil"),
        N_("De maker kan niet inloggen, en zijn of haar oproepen gaan van het bord."),
        N_("Account staat stil"),
        N_("Je account staat stil. Je kunt niet inloggen en je oproepen hangen niet op het bord."),
        N_("Wij hebben het account van de maker een tijd stilgezet. Dank je wel."),
        "pause",
        account=PAUSED,
    ),
    "expel": Action(
        N_("Verwijder het account"),
        N_("Het gaat meteen op slot. Na twee weken is alles weg, en kan niemand dat terugdraaien."),
        N_("Account wordt verwijderd"),
        N_("Wij verwijderen je account. Je kunt niet meer inloggen en je oproepen zijn weg."),
        N_("Wij verwijderen het account van de maker. Dank je wel."),
        "trash",
        account=LEAVING,
        dangerous=True,
    ),
    "nothing": Action(
        N_("Doe niets"),
        N_("Het past bij de regels van de wijk."),
        N_("Niets gedaan"),
        "",
        N_("Wij keken ernaar. Het past bij de regels van de wijk. Wij doen niets."),
        "strip",
        reasoned=False,
    ),
}

ABOUT_A_PERSON: Final = ("warn", "pause", "expel")
AGAINST_A_LISTING: Final = ("hide", "change", "remove")
PAUSES: Final[Mapping[str, timedelta]] = {
    "7": timedelta(days=7),
    "30": timedelta(days=30),
    "90": timedelta(days=90),
}
PAUSE_WORDS: Final[Mapping[str, str]] = {
    "7": N_("Een week"),
    "30": N_("Een maand"),
    "90": N_("Drie maanden"),
}
