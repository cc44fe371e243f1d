"""The sorts of notices, and how each may come: at once, gathered in a letter, or not.

Rule 1: how often somebody gets a sort is theirs to say. What cannot be said no to says why.
Rule 2: the page where they say it, the outbox and the tests walk this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.translations.catalogue import N_

NOW: Final = "now"
DAILY: Final = "daily"
WEEKLY: Final = "weekly"
NONE: Final = "none"

WAYS: Final[Mapping[str, str]] = {
    NOW: N_("Meteen"),
    DAILY: N_("Eén mail per dag"),
    WEEKLY: N_("Eén mail per week"),
    NONE: N_("Geen mail"),
}


@dataclass(frozen=True)
class Sort:
    """One sort. ``ways``: how it may come, ``usual``: how it does unless chosen otherwise.

    ``always``: why it cannot be turned off; it then comes at once. ``outside``: who has no account
    here gets it too.
    """

    label: str
    hint: str = ""
    ways: tuple[str, ...] = (NOW, DAILY, WEEKLY, NONE)
    usual: str = NOW
    always: str = ""
    outside: bool = False


SORTS: Final[Mapping[str, Sort]] = {
    "answers": Sort(
        N_("Reacties en afspraken"),
        N_("Iemand reageert, zegt ja, zegt af, of stelt een andere dag voor."),
        outside=True,
    ),
    "messages": Sort(
        N_("Berichten"), N_("Iemand schreef je over een oproep of een afspraak."), outside=True
    ),
    "reminders": Sort(
        N_("Herinneringen"),
        N_("De dag voor een afspraak, en als je iets moet terugbrengen."),
        ways=(NOW, NONE),
        outside=True,
    ),
    "listings": Sort(
        N_("Je oproep stopt bijna"),
        N_("Wij vragen of hij nog klopt."),
        ways=(NOW, DAILY, NONE),
    ),
    "fitting": Sort(
        N_("Past bij jou"),
        N_("Een nieuwe oproep past bij wat je zoekt of kunt."),
        usual=DAILY,
    ),
    "alerts": Sort(
        N_("Bewaarde zoekopdrachten"),
        N_("Er is iets nieuws voor een zoekopdracht die je bewaarde."),
        outside=True,
    ),
    "digest": Sort(
        N_("Wijkoverzicht"),
        N_("Wat er nieuw is bij jou in de buurt."),
        ways=(WEEKLY, NONE),
        usual=WEEKLY,
    ),
    "account": Sort(
        N_("Je account"),
        always=N_(
            "Codes, en veranderingen in je account. Zo merk je het als een ander iets verandert."
        ),
    ),
    "decisions": Sort(
        N_("Besluiten"),
        always=N_("Wat wij met jouw oproep, melding of gegevens doen. Dat moet je kunnen weten."),
    ),
    "duties": Sort(
        N_("Taken"),
        always=N_("Als je helper, moderator of beheerder bent. Dan rekent iemand op jou."),
    ),
}

CHOOSABLE: Final = tuple(name for name, sort in SORTS.items() if not sort.always)
