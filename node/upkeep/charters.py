"""What a new ward can begin with: house rules to choose from, and a text about privacy.

Rule: they are beginnings. What the ward makes of them is its own, and a setting like others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from node.translations.catalogue import N_


@dataclass(frozen=True)
class Charter:
    """Some house rules: for which ward they are, and their parts; a part is a heading's worth."""

    title: str
    hint: str
    parts: tuple[str, ...]

    def text(self, say: Callable[[str], str]) -> str:
        """All of it, in the words of one language."""
        return "\n".join(say(part) for part in self.parts)


CHARTERS: Final[Mapping[str, Charter]] = {
    "short": Charter(
        N_("Kort en vriendelijk"),
        N_("Vijf regels. Goed om mee te beginnen."),
        (
            N_("- Wees aardig. Achter elke oproep zit een buur."),
            N_("- Schrijf wat klopt, en haal je oproep weg als hij voorbij is."),
            N_("- Kom je afspraak na, of zeg het op tijd af."),
            N_("- Ga netjes om met wat je leent, en breng het terug."),
            N_("- Zie je iets wat niet kan? Meld het. Een moderator kijkt ernaar."),
        ),
    ),
    "careful": Charter(
        N_("Met extra zorg voor veiligheid"),
        N_("Voor een wijk waar mensen elkaar nog niet kennen."),
        (
            N_("- Wees aardig. Achter elke oproep zit een buur."),
            N_("- Spreek de eerste keer af waar meer mensen zijn, zoals het buurthuis."),
            N_("- Geef nooit je pincode, je bankpas of je wachtwoord. Ook niet aan een buur."),
            N_("- Betaal niet vooruit aan iemand die je niet kent."),
            N_("- Hulp aan kinderen? Dan is er een ouder of verzorger bij."),
            N_("- Kom je bij iemand thuis, laat dan iemand weten waar je bent."),
            N_("- Voelt iets niet goed? Stop, en meld het. Bel in nood 112."),
        ),
    ),
    "sharing": Charter(
        N_("Met afspraken over spullen, tijd en geld"),
        N_("Voor een wijk die veel wil lenen, ruilen en klussen."),
        (
            N_("- Wees aardig. Achter elke oproep zit een buur."),
            N_("- Spreek vooraf af hoelang je iets leent, en kijk samen of het heel is."),
            N_("- Gaat er iets stuk? Zeg het meteen, en zoek samen een oplossing."),
            N_("- Een uur is een uur, wie het ook geeft en wat het ook is."),
            N_("- Vraag je geld? Schrijf vooraf hoeveel. Betaald werk mag, handel is iets anders."),
            N_("- Kom je afspraak na, of zeg het een dag eerder af."),
            N_("- Komen jullie er samen niet uit? Vraag een moderator om mee te kijken."),
        ),
    ),
}

PRIVACY: Final = (
    N_("Deze site is van bewoners van onze wijk. Wij verdienen er niets mee."),
    N_("Wij bewaren alleen wat nodig is: je account, je oproepen en je berichten."),
    N_("Je kunt alles zelf bekijken, meenemen en weghalen. Dat staat onder Van mij."),
    N_("Wij geven niets aan bedrijven, en volgen je niet."),
    N_("Heb je een vraag over je gegevens? Vraag het een beheerder."),
)


def privacy(say: Callable[[str], str]) -> str:
    """The text to begin with."""
    return "\n\n".join((" ".join(map(say, PRIVACY[:4])), say(PRIVACY[4])))
