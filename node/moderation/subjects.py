"""Why something waits for a moderator, and which decisions fit it: one line each.

Rule: of a neighbour's listing we decide only if it is shown here; its home decides the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.moderation.actions import ABOUT_A_PERSON, AGAINST_A_LISTING
from node.moderation.models import Case
from node.translations.catalogue import N_

LISTING, MESSAGE, WENT, ABOUT = "listing", "message", "went", "about"
REMOVE, NOTHING, UNSAY = "remove", "nothing", "unsay"


@dataclass(frozen=True)
class Subject:
    """One reason to look. ``line``: in the queue; ``cause``: for whom it is about, in a mail.

    ``name``: what it is called where it has no title. ``mail``: which one whom it is about gets.
    ``quiet``: nobody hears what came of it; reading it is all.
    """

    line: str
    cause: str
    actions: tuple[str, ...]
    drawing: str = "flag"
    name: str = N_("Een oproep zonder titel")
    mail: str = "decision"
    quiet: bool = False


ALL: Final = (*AGAINST_A_LISTING, *ABOUT_A_PERSON, "nothing")

SUBJECTS: Final[Mapping[str, Subject]] = {
    "listing": Subject(
        N_("Gemeld"),
        N_("Iemand meldde je oproep. Een moderator keek ernaar."),
        ALL,
    ),
    "held": Subject(
        N_("Nieuw hier, wacht op een blik"),
        N_("Een moderator keek naar je oproep voordat hij op het bord kwam."),
        ("approve", "change", "remove"),
        "person",
    ),
    "changed": Subject(
        N_("Veranderd, zoals wij vroegen"),
        N_("Je veranderde je oproep. Een moderator keek er nog eens naar."),
        ALL,
        "edit",
    ),
    "words": Subject(
        N_("Er staat een woord in van onze lijst"),
        N_("Er stond een woord in je oproep waar wij op letten. Een moderator keek ernaar."),
        ALL,
        "search",
    ),
    "about": Subject(
        N_("Iemand zegt: dit gaat over mij"),
        N_("Iemand schreef dat je oproep over hem of haar gaat. Een moderator keek ernaar."),
        ("nothing",),
        "person",
    ),
    "message": Subject(
        N_("Een gemeld bericht"),
        N_("Iemand meldde een bericht van jou. Een moderator keek ernaar."),
        (UNSAY, *ABOUT_A_PERSON, NOTHING),
        "messages",
        N_("Een bericht"),
        "decision-message",
    ),
    "went": Subject(
        N_("Hoe een afspraak ging"),
        "",
        (NOTHING,),
        "messages",
        N_("Hoe een afspraak ging"),
        quiet=True,
    ),
}


def of(case: Case) -> Subject:
    """The line of this case."""
    return SUBJECTS.get(case.subject, SUBJECTS["listing"])


def title(case: Case) -> str:
    """What it is called; a sentence of the catalogues where it has no title of its own."""
    return str(case.title) or of(case).name


def offered(case: Case) -> tuple[str, ...]:
    """What can be decided about it."""
    if not case.origin.own:
        return ("hide", NOTHING)
    person = case.owner is not None and not case.owner.organisation
    needs_person = {*ABOUT_A_PERSON, "change"}
    return tuple(name for name in of(case).actions if person or name not in needs_person)
