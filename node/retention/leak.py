"""When somebody may have seen what is not for them: what to do in the first 72 hours."""

from typing import Final

from node.retention.paper import Section
from node.translations.catalogue import N_

TITLE: Final = N_("Een datalek: wat doe je in 72 uur?")
LEAD: Final = N_(
    "Een datalek is: iemand kon bij gegevens die niet voor hem zijn. Of gegevens zijn kwijt. Ook "
    "als "
    "het per ongeluk ging. Leg dit blad klaar, en bel elkaar meteen."
)
SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        N_("Wie bel je?"),
        facts=(
            (N_("Wijk"), "%(ward)s, %(site)s"),
            (N_("Wie bewoners kunnen bellen"), "%(contact)s"),
            (N_("Beheerders"), "%(admins)s"),
            (N_("Moderators"), "%(moderators)s"),
        ),
        blanks=(
            N_("Telefoon van de andere beheerders"),
            N_("Wie de server verhuurt, en de telefoon"),
        ),
    ),
    Section(
        N_("Het eerste uur"),
        steps=(
            N_("Schrijf op hoe laat je het merkte. Vanaf nu heb je 72 uur, ook in het weekend."),
            N_("Bel een andere beheerder. Doe dit niet alleen."),
            N_(
                "Stop het lek. Is een wachtwoord gestolen? Dan verandert die bewoner het, en kiest "
                "bij Inloggen en veiligheid: Log uit, overal. Is de server gekraakt? Zet hem uit."
            ),
            N_(
                "Gooi niets weg. Maak een reservekopie (%(site)s/beheer/reservekopieen) en bewaar "
                "het "
                "logboek van de server. Dat heb je nodig om te zien wat er gebeurde."
            ),
        ),
    ),
    Section(
        N_("De eerste dag: zoek uit wat er is gebeurd"),
        steps=(
            N_("Wat kon iemand zien, veranderen of weghalen? De lijst onderaan helpt je."),
            N_("Van wie? Hoeveel mensen zijn dat ongeveer?"),
            N_("Vanaf wanneer, en tot wanneer?"),
            N_(
                "Wat kan er nu met die mensen gebeuren? Denk aan een adres dat geheim moet "
                "blijven, "
                "aan oplichting, en aan iemand die wordt lastiggevallen."
            ),
            N_(
                "Ging het om oproepen die ook in buurwijken hangen? Bel dan de beheerders daar: "
                "%(neighbours)s."
            ),
        ),
    ),
    Section(
        N_("Binnen 72 uur: meld het"),
        lines=(
            N_(
                "Kan het lek kwaad voor iemand? Meld het dan bij de Autoriteit Persoonsgegevens, "
                "op "
                "autoriteitpersoonsgegevens.nl, bij: Datalek melden. Weet je nog niet alles, meld "
                "dan "
                "toch. Aanvullen mag later. Kan het echt geen kwaad, dan hoef je niet te melden. "
                "Schrijf dan wel op waarom."
            ),
        ),
        items=(
            N_("Wat er is gebeurd, en wanneer je het merkte."),
            N_("Om welke gegevens het gaat, van hoeveel mensen ongeveer."),
            N_("Wat dat voor hen kan betekenen."),
            N_("Wat je deed om het te stoppen, en wat je nog doet."),
            N_("Wie zij kunnen bellen: %(contact)s."),
            N_("Ben je later dan 72 uur: waarom."),
        ),
    ),
    Section(
        N_("Vertel het de mensen zelf"),
        lines=(
            N_(
                "Is het gevaar voor iemand groot, vertel het dan meteen. Mail, bel of ga langs. "
                "Doe "
                "het in gewone taal:"
            ),
        ),
        items=(
            N_("Er is iets misgegaan met je gegevens. Dit is er gebeurd."),
            N_("Om deze gegevens gaat het."),
            N_("Dit hebben wij gedaan."),
            N_("Dit kun je zelf doen: kies een nieuw wachtwoord, en pas op voor rare mail."),
            N_("Heb je een vraag? Hier kun je terecht: %(contact)s."),
        ),
    ),
    Section(
        N_("Schrijf het op, ook als je niet hoeft te melden"),
        lines=(N_("Bewaar dit blad. De Autoriteit Persoonsgegevens kan ernaar vragen."),),
        blanks=(
            N_("Gemerkt op (dag en tijd)"),
            N_("Wat er gebeurde"),
            N_("Welke gegevens, van hoeveel mensen"),
            N_("Wat het voor hen kan betekenen"),
            N_("Wat wij deden"),
            N_("Gemeld bij de Autoriteit: ja of nee, en waarom"),
            N_("Verteld aan de mensen zelf: ja of nee, en waarom"),
            N_("Wat wij veranderen zodat het niet weer gebeurt"),
            N_("Namen van wie dit invulde"),
        ),
    ),
)
