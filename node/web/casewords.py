"""What a case is called and what may be done with it, in words: one line a sort of case.

Rule: what may be ruled :mod:`node.moderation.subjects` says; here is what it is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from node.moderation.subjects import LISTING, MESSAGE, NOTHING, REMOVE, WENT
from node.translations.catalogue import N_


@dataclass(frozen=True)
class CaseWords:
    """``actions``: what each ruling is called. ``news``: what it did. ``why``: asks for its rule.
    ``write``: asks for a sentence to whoever made it.
    """

    actions: Mapping[str, str]
    news: Mapping[str, str]
    why: str = ""
    write: str = ""
    hint: str = ""


WORDS: Mapping[str, CaseWords] = {
    LISTING: CaseWords(
        {REMOVE: N_("Haal de oproep weg"), NOTHING: N_("Laat hem hangen")},
        {
            REMOVE: N_("De oproep is weg. Wie het moet weten, hoort het."),
            NOTHING: N_("De oproep blijft hangen. Wie hem meldde, hoort het."),
        },
        N_("Haal je hem weg? Welke regel raakt het?"),
        N_("Haal je hem weg? Schrijf de maker waarom."),
        N_("Een of twee zinnen. De maker leest ze in een mail en bij de oproep."),
    ),
    MESSAGE: CaseWords(
        {REMOVE: N_("Haal het bericht weg"), NOTHING: N_("Laat het staan")},
        {
            REMOVE: N_("Het bericht is weg. Wie het moet weten, hoort het."),
            NOTHING: N_("Het bericht blijft staan. Wie het meldde, hoort het."),
        },
        N_("Haal je het weg? Welke regel raakt het?"),
        N_("Haal je het weg? Schrijf de maker waarom."),
        N_("Een of twee zinnen. De maker leest ze in een mail."),
    ),
    WENT: CaseWords(
        {NOTHING: N_("Gelezen")},
        {NOTHING: N_("Gelezen. De ander hoort er niets van.")},
    ),
}
