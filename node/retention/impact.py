"""What this site means for the privacy of those who use it: a DPIA (AVG, article 35), filled in
with what the program itself does; what a ward decides is left to be written.
"""

from typing import Final

from node.retention.paper import Section
from node.translations.catalogue import N_

TITLE: Final = N_("Wat betekent deze site voor ieders privacy? (DPIA)")
LEAD: Final = N_(
    "Dit blad is ingevuld met wat het programma doet en wat jullie wijk instelde. Lees het samen, "
    "vul "
    "de lege regels in, en doe dat elk jaar opnieuw. Verandert er iets groots, doe het dan eerder."
)
SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        N_("Wat doen wij?"),
        facts=(
            (N_("Wie is verantwoordelijk"), N_("De bewoners die de site van %(ward)s beheren")),
            (N_("Adres van de site"), "%(site)s"),
            (N_("Bij wie kun je terecht"), "%(contact)s"),
            (N_("Accounts"), "%(residents)s"),
            (N_("Beheerders"), "%(admins)s"),
            (N_("Buurwijken"), "%(neighbours)s"),
            (N_("Wie een account kan maken"), "%(joining)s"),
            (N_("Mail gaat via"), "%(mail)s"),
            (N_("De achtergrond van de kaart"), "%(map)s"),
        ),
        lines=(
            N_(
                "Op de site hangen bewoners oproepen op: iets bieden of zoeken. Buren antwoorden "
                "en "
                "spreken af. Wijken lezen elkaars oproepen. Er is geen bedrijf bij, geen reclame, "
                "en "
                "niemand wordt gevolgd."
            ),
        ),
    ),
    Section(
        N_("Waarom doen wij een DPIA?"),
        lines=(
            N_(
                "Er doen ook mensen mee die kwetsbaar zijn, en een oproep kan iets vertellen over "
                "gezondheid, geloof of geld. Daarom kijken wij vooraf wat er mis kan gaan."
            ),
        ),
    ),
    Section(
        N_("Is het nodig, en niet meer dan nodig?"),
        items=(
            N_("Rondkijken kan zonder account, en zonder dat wij iets van je bewaren."),
            N_(
                "Voor een account vragen wij een naam en een wachtwoord. Een mailadres hoeft niet "
                "altijd."
            ),
            N_("Een oproep staat eerst op: alleen bewoners van deze wijk. Meer kies je zelf."),
            N_("Buiten de wijk sta je er met je voornaam en één letter."),
            N_("Een plek is een vak van ongeveer 300 meter, geen adres."),
            N_("Telefoon en adres ziet een ander pas als jullie dat allebei willen."),
            N_("Uit foto's halen wij waar en waarmee ze zijn gemaakt."),
            N_("Een account maken kan vanaf 16 jaar."),
            N_("Wat hoelang blijft, staat in één tabel. Het programma gooit het zelf weg."),
            N_(
                "Iedereen kan zijn gegevens inzien, meenemen, veranderen en verwijderen, zonder "
                "het te vragen."
            ),
        ),
    ),
    Section(
        N_("Wat kan er misgaan, en wat doen wij eraan?"),
        heads=(N_("Wat kan er misgaan"), N_("Wat het programma doet"), N_("Wat wij doen")),
        rows=(
            (
                N_("Iemand leest wat niet voor hem is"),
                N_(
                    "Elke bladzijde kijkt wie er kijkt. Wat je niet mag zien, bestaat voor jou "
                    "niet."
                ),
                N_("Wij geven niemand onze inlog, en zijn met weinig beheerders."),
            ),
            (
                N_("Iemand raadt een wachtwoord"),
                N_("Te vaak raden kan niet. Een beheerder heeft een tweede stap nodig."),
                N_("Wij leren bewoners hoe je een goed wachtwoord kiest."),
            ),
            (
                N_("Een bewoner wordt lastiggevallen"),
                N_("Verbergen, blokkeren en melden kan overal, ook zonder account."),
                N_("Een moderator kijkt snel. Bij gevaar bellen wij 112."),
            ),
            (
                N_("Een oproep vertelt te veel"),
                N_("Wij waarschuwen bij een adres, een telefoonnummer of een mailadres."),
                N_("Wij vragen de schrijver het te veranderen."),
            ),
            (
                N_("Iemand doet zich voor als een ander"),
                N_("Namen die op elkaar lijken, kunnen niet. De naam van wie wegging ook niet."),
                N_("Wij kijken wie er binnenkomt."),
            ),
            (
                N_("Een buurwijk bewaart wat weg moest"),
                N_("Elke wijk krijgt te horen dat iets weg is. Je ziet welke wijk dat deed."),
                N_("Met elke buurwijk maken wij een afspraak op papier."),
            ),
            (
                N_("De server wordt gestolen of gekraakt"),
                N_(
                    "Wachtwoorden en codes staan er onleesbaar in. Kopieën die weggaan, zijn "
                    "versleuteld."
                ),
                N_("Wij houden de server bij. Wij weten wat te doen bij een datalek."),
            ),
            (
                N_("Alles is kwijt"),
                N_("Elke nacht een kopie, die ook wordt nagekeken."),
                N_("Wij bewaren een kopie op een andere plek."),
            ),
            (
                N_("Wie weg wil, blijft toch staan"),
                N_("Verwijderen doet alles tegelijk, ook in buurwijken en na een reservekopie."),
                N_("Wij helpen wie dat vraagt binnen een maand."),
            ),
        ),
    ),
    Section(
        N_("Wat vinden bewoners ervan?"),
        lines=(N_("Vraag het er een paar, ook wie weinig met de computer doet."),),
        blanks=(N_("Aan wie vroegen wij het, en wat zeiden zij"),),
    ),
    Section(
        N_("Besluit"),
        lines=(
            N_(
                "Blijft er een groot gevaar over dat jullie niet kleiner krijgen? Vraag dan eerst "
                "de "
                "Autoriteit Persoonsgegevens, voordat je verdergaat (AVG artikel 36)."
            ),
        ),
        blanks=(
            N_("Wat er nog moet gebeuren, wie dat doet en wanneer"),
            N_("Dag"),
            N_("Namen en handtekeningen"),
        ),
    ),
)
