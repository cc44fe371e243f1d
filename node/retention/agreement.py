"""What two neighbouring wards agree on paper: each answers for its own site."""

from typing import Final

from node.retention.paper import Section
from node.translations.catalogue import N_

TITLE: Final = N_("Afspraak tussen twee buurwijken")
LEAD: Final = N_(
    "Twee wijken lezen elkaars oproepen. Op dit blad staat wat zij daarbij van elkaar mogen "
    "verwachten. Vul samen de lege regels in. Elke wijk houdt een blad."
)
SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        N_("Wie"),
        facts=(
            (N_("De ene wijk"), "%(ward)s, %(site)s"),
            (N_("Bij wie kun je terecht"), "%(contact)s"),
        ),
        blanks=(
            N_("De andere wijk"),
            N_("Adres van die site"),
            N_("Bij wie kun je daar terecht (naam, telefoon, mail)"),
        ),
    ),
    Section(
        N_("Wat wij uitwisselen"),
        items=(
            N_("Alleen oproepen die de schrijver aan buurwijken of aan iedereen wil laten zien."),
            N_("Daarbij staat een voornaam met één letter, en een vak van ongeveer 300 meter."),
            N_("Nooit een adres van iemand thuis, een telefoonnummer of een mailadres."),
            N_("Nooit wie er antwoordt, wie iets meldt, of wat mensen elkaar schrijven."),
        ),
    ),
    Section(
        N_("Wat wij beloven"),
        items=(
            N_("Elke wijk is zelf verantwoordelijk voor haar eigen site (AVG artikel 4 onder 7)."),
            N_(
                "Wij laten elkaars oproepen zien aan wie de schrijver koos, en gebruiken ze "
                "nergens anders voor."
            ),
            N_("Wij geven ze niet aan een bedrijf, en maken er geen lijst van mensen van."),
            N_(
                "Is een oproep weg, dan halen wij hem ook weg zodra wij het horen. Dat gaat "
                "vanzelf."
            ),
            N_("Wij veranderen niets aan een oproep van een ander."),
            N_(
                "Vraagt iemand wat wij van hem hebben? Dan helpen wij hem, of wijzen wij hem de "
                "weg naar zijn eigen wijk."
            ),
            N_(
                "Een melding over een oproep van de ander sturen wij door, zonder te zeggen wie "
                "meldde."
            ),
            N_("Een datalek dat de ander raakt, vertellen wij binnen 24 uur."),
            N_("Wij houden de site bij, en hebben minstens twee beheerders."),
        ),
    ),
    Section(
        N_("Als het niet goed gaat"),
        items=(
            N_("Eerst bellen wij elkaar."),
            N_(
                "Elke wijk mag op elk moment stoppen, of tijdelijk niet meer luisteren. Wij "
                "vertellen dat vooraf als het kan."
            ),
            N_(
                "Stopt een van ons, dan halen wij elkaars oproepen binnen %(purge)s weg, ook uit "
                "de kopieën van foto's."
            ),
        ),
    ),
    Section(
        N_("Getekend"),
        blanks=(
            N_("Dag en plaats"),
            N_("Namens %(ward)s"),
            N_("Namens de andere wijk"),
        ),
    ),
)
