"""The register of processing (AVG, article 30), made from the table of what is kept."""

from collections.abc import Iterable
from typing import Final

from node.retention.kept import GROUNDS, SEEN, WHOSE
from node.retention.paper import Say, Section, Values
from node.retention.table import PARTS, Part
from node.translations.catalogue import N_

TITLE: Final = N_("Register: wat wij bewaren, en waarom")
LEAD: Final = N_(
    "Elke wijk houdt zo'n register bij (AVG artikel 30). Dit blad maakt het programma zelf, uit "
    "dezelfde tabel als waarmee het opruimt. Druk het af als iemand ernaar vraagt."
)
WHO: Final = Section(
    N_("Wie is verantwoordelijk?"),
    facts=(
        (N_("Wijk"), "%(ward)s, %(site)s"),
        (N_("Bij wie kun je terecht"), "%(contact)s"),
        (N_("Beheerders"), "%(admins)s"),
        (N_("Functionaris voor gegevensbescherming"), N_("Geen: dat hoeft niet voor een wijk")),
    ),
)
OTHERS: Final = Section(
    N_("Wie krijgt het nog meer?"),
    items=(
        N_("De mailserver: %(mail)s. Die ziet mail die wij sturen, en aan wie."),
        N_(
            "De sites van buurwijken: %(neighbours)s. Die krijgen alleen oproepen voor buurwijken "
            "en iedereen."
        ),
        N_("De achtergrond van de kaart: %(map)s."),
        N_(
            "Wie de server verhuurt. Maak met dat bedrijf een verwerkersovereenkomst, en kies een "
            "server in de EU. Dan gaat er niets naar landen daarbuiten."
        ),
    ),
    blanks=(N_("Wie de server verhuurt"), N_("Dag van de verwerkersovereenkomst")),
)
SAFE: Final = Section(
    N_("Hoe is het beveiligd?"),
    items=(
        N_("Alles gaat over een beveiligde verbinding (https)."),
        N_("Wachtwoorden, codes en links staan er onleesbaar in."),
        N_(
            "Beheerders loggen in met een tweede stap. Wat zij besluiten, staat in een logboek "
            "dat niemand kan veranderen."
        ),
        N_("Elke bladzijde kijkt wie er kijkt. Raden en overspoelen worden tegengehouden."),
        N_("Elke nacht een kopie, die wordt nagekeken. Wat de server verlaat, is versleuteld."),
        N_("Wat voorbij is, gooit het programma zelf weg: zie hierboven."),
    ),
)
HEADS: Final = (N_("Wat"), N_("Van wie"), N_("Hoe lang"), N_("Wie ziet het"))


def sections(say: Say, values: Values) -> list[Section]:
    """The whole register, in one language, of one ward."""
    parts = [_of(part, say) for part in PARTS if part.of_people]
    return [WHO.said(say, values), *parts, *(one.said(say, values) for one in (OTHERS, SAFE))]


def _of(part: Part, say: Say) -> Section:
    def all_of(sentences: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(say(one, {}) for one in sentences))

    lines = part.of_people
    return Section(
        title=say(part.title, {}),
        facts=[
            (say(N_("Waarvoor"), {}), say(part.purpose, {})),
            (say(N_("Waarom het mag"), {}), all_of(GROUNDS[one.ground] for one in lines)),
        ],
        heads=[say(one, {}) for one in HEADS],
        rows=[
            (
                say(one.what, {}),
                say(WHOSE[one.whose], {}),
                say(one.until, one.values),
                say(SEEN[one.seen], {}),
            )
            for one in lines
        ],
    )
