"""Pages that every site has: the rules of the house, help, who can use it, and whom to tell of a
hole in it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from flask import Response, render_template

from federation.times import to_text
from node.moderation.rules import RULES
from node.settings import values
from node.translations.catalogue import N_, NAMES
from node.web import contact, privacy, statistics
from node.web.health import running_version
from node.web.here import world
from node.web.route import ANYBODY, GET, NOTHING, Route

SECURITY: Final = "/.well-known/security.txt"
HOLDS: Final = timedelta(days=90)  # under a year (RFC 9116, section 2.5.5); said anew each day


@dataclass(frozen=True)
class Question:
    """Something people ask, what to do, and the page where that is done."""

    asked: str
    answer: str
    address: str = ""
    link: str = ""


QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        N_("Hoe vind ik iets?"),
        N_("Kies Kijken, en typ wat je zoekt. Zie je te veel? Kies dan: Kies wat je wilt zien."),
        "/",
        N_("Naar het bord"),
    ),
    Question(
        N_("Hoe plaats ik een oproep?"),
        N_("Kies Plaatsen. Je krijgt steeds één vraag. Voor hij hangt, zie je hem eerst zelf."),
        "/plaatsen",
        N_("Plaats een oproep"),
    ),
    Question(
        N_("Hoe antwoord ik op een oproep?"),
        N_(
            "Open de oproep en kies de knop eronder. Bij sommige oproepen kan dat ook zonder "
            "account."
        ),
    ),
    Question(
        N_("Hoe maak ik een account?"),
        N_(
            "Je kiest een naam en een wachtwoord. Soms heb je een code nodig: vraag die aan een "
            "buur."
        ),
        "/account-maken",
        N_("Maak een account"),
    ),
    Question(
        N_("Ik kan niet meer inloggen"),
        N_(
            "Vul je naam of je mailadres in. Je krijgt een code. Met een code op papier kan het "
            "ook."
        ),
        "/herstel",
        N_("Kom weer binnen"),
    ),
    Question(
        N_("Ik krijg geen mail"),
        N_("Kijk eerst bij de ongewenste mail. Bij Van mij kies je hoe vaak wij mailen."),
        "/van-mij/seintjes",
        N_("Hoe vaak je mail krijgt"),
    ),
    Question(
        N_("Wie ziet mijn oproep en mijn naam?"),
        N_("Dat kies je bij elke oproep zelf. Eerst zien alleen bewoners van deze wijk hem."),
        "/over",
        N_("Wie ziet wat?"),
    ),
    Question(
        N_("Iemand doet vervelend, of een oproep klopt niet"),
        N_("Kies bij de oproep of het bericht: Verberg of meld. Is er gevaar? Bel 112."),
        "/huisregels",
        N_("Huisregels"),
    ),
    Question(
        N_("De letters zijn te klein, of ik wil een andere taal"),
        N_("Kies bovenaan Taal. Daar kies je ook grotere letters en andere kleuren."),
        "/taal",
        N_("Taal, letters en kleuren"),
    ),
    Question(
        N_("Ik wil weg"),
        N_("Neem eerst je gegevens mee als je wilt. Daarna verwijder je je account zelf."),
        "/account/verwijderen",
        N_("Account verwijderen"),
    ),
    Question(
        N_("Ik heb geen computer of telefoon"),
        N_("In het buurthuis hangt vaak een blad met wat er deze week is. Een buur kan helpen."),
        "/wijkoverzicht/blad",
        N_("Een blad om op te hangen"),
    ),
)


def house_rules() -> str:
    """What the ward agreed itself, the rules of the board, and what comes of breaking one."""
    return render_template(
        "ward/rules.html", own=values.get("house_rules"), rules=[one.rule for one in RULES.values()]
    )


def help_() -> str:
    """What people ask most, and where to go."""
    return render_template("ward/help.html", questions=QUESTIONS)


def accessibility() -> str:
    """How well the site can be used by everybody, and what cannot be yet."""
    return render_template("ward/accessibility.html", version=running_version())


def security_txt() -> Response:
    """Whom to tell of a hole in the site (RFC 9116)."""
    site = world().config.url
    today = datetime.combine(world().now().astimezone(UTC).date(), time(), UTC)
    lines = (
        f"Contact: {site}/contact",
        f"Expires: {to_text(today + HOLDS)}",
        f"Preferred-Languages: {', '.join(NAMES)}",
        f"Canonical: {site}{SECURITY}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


ROUTES: tuple[Route, ...] = (
    Route("/huisregels", house_rules, GET, ANYBODY, shows=NOTHING),
    Route("/hulp", help_, GET, ANYBODY, shows=NOTHING),
    Route("/toegankelijkheid", accessibility, GET, ANYBODY, shows=NOTHING),
    Route(SECURITY, security_txt, GET, ANYBODY, shows=NOTHING),
    *contact.ROUTES,
    *privacy.ROUTES,
    *statistics.ROUTES,
)
