"""The rules of the house, and what somebody says who finds one broken: one line each.

Rule: a reason is a line here; forms, rulings, mails and reports to other wards walk this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from node.translations.catalogue import N_


@dataclass(frozen=True)
class HouseRule:
    """``reason``: as whoever reports chooses it. ``rule``: as whoever broke it reads it.

    ``sample``: how a moderator may begin the text that goes with it. ``explained``: choosing it
    alone says too little.
    """

    reason: str
    rule: str
    sample: str
    explained: bool = False


RULES: Mapping[str, HouseRule] = {
    "untrue": HouseRule(
        N_("Het klopt niet, of het is oplichting"),
        N_("Wees eerlijk. Beloof niets wat niet klopt."),
        N_("In je oproep staat iets wat niet klopt, namelijk: …"),
    ),
    "hurtful": HouseRule(
        N_("Het kwetst of bedreigt mensen"),
        N_("Kwets niemand, bedreig niemand en sluit niemand buiten."),
        N_("Deze zin in je oproep kwetst mensen: …"),
    ),
    "private": HouseRule(
        N_("Het gaat over mij of een ander, en dat mag niet"),
        N_("Schrijf niets over een ander die dat niet goed vindt. Zet er ook geen foto van."),
        N_("Je oproep noemt iemand die dat niet wil. Haal dit stuk eruit: …"),
    ),
    "unlawful": HouseRule(
        N_("Het mag niet van de wet"),
        N_("Plaats niets wat de wet verbiedt."),
        N_("Dit mag je niet aanbieden of vragen, omdat: …"),
    ),
    "selling": HouseRule(
        N_("Het is reclame, of het staat er steeds weer"),
        N_("Maak geen reclame, en plaats iets één keer."),
        N_("Deze oproep hangt er al. Je vindt hem hier: …"),
    ),
    "other": HouseRule(
        N_("Iets anders"),
        N_("Houd het bord prettig voor iedereen."),
        N_("Dit past niet op een bord voor de buurt, omdat: …"),
        explained=True,
    ),
}
