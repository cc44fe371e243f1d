"""Every kind of notice: one line each, and a text and a HTML template of the same name.

Rule 1: what varies between notices stands here; nothing else asks which kind one is.
Rule 2: ``values`` are examples as well: their names are what the template needs, and tests render
each kind with them in each language.
Rule 3: ``path`` among the values is where the notice's one link goes, on this site; ``link`` says
where that is.
"""

from collections.abc import Mapping

from node.notices.answers import ANSWERS
from node.notices.kind import HOUR, SOON, Kind, Value
from node.notices.reports import REPORTS
from node.translations.catalogue import N_

__all__ = ["HOUR", "KINDS", "SOON", "Kind", "Value"]

SAFETY = N_("Dit sturen wij altijd, zodat niemand ongemerkt in jouw account komt.")
NO_MORE_HELPING = N_("Wil je niet meer helpen? Dat zeg je hier:")

KINDS: Mapping[str, Kind] = {
    "mail-test": Kind(
        subject=N_("Proefmail van %(ward)s"),
        label=N_("Proefmail"),
        why=N_("Een beheerder probeert of de mail van de wijksite aankomt."),
        values={"path": "/"},
        limited=False,
        by_hand=False,
    ),
    "export-ready": Kind(
        subject=N_("Je gegevens staan klaar"),
        label=N_("Gegevens staan klaar"),
        why=N_("Je vroeg om een kopie van je gegevens."),
        values={"name": "Alice", "until": SOON, "path": "/gegevens"},
        by_hand=False,
    ),
    "account-gone": Kind(
        subject=N_("Je account is weg"),
        label=N_("Account is weg"),
        why=N_("Dit is de laatste mail: wij hebben je adres nu ook weggehaald."),
        values={"name": "Alice", "path": "/over"},
        limited=False,
        by_hand=False,
    ),
    "join": Kind(
        subject=N_("Ga verder met je account"),
        label=N_("Account maken: code"),
        why=N_("Iemand vulde dit adres in om een account te maken."),
        values={"code": "1234 5678", "path": "/account-maken/abc"},
        secret=("code",),
        lasts=HOUR,
    ),
    "join-known": Kind(
        subject=N_("Je hebt al een account"),
        label=N_("Account maken: had er al een"),
        why=N_("Iemand vulde dit adres in om een account te maken."),
        values={"path": "/herstel"},
        by_hand=False,
    ),
    "welcome": Kind(
        subject=N_("Welkom op de wijksite van %(ward)s"),
        label=N_("Welkom"),
        why=N_("Je hebt een account gemaakt."),
        values={"name": "Alice", "path": "/van-mij"},
        by_hand=False,
    ),
    "application-received": Kind(
        subject=N_("Je vraag om mee te doen is binnen"),
        label=N_("Aanvraag is binnen"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/over"},
        by_hand=False,
    ),
    "application-accepted": Kind(
        subject=N_("Je kunt meedoen"),
        label=N_("Aanvraag is goedgekeurd"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/inloggen"},
        limited=False,
    ),
    "application-refused": Kind(
        subject=N_("Meedoen kan nu niet"),
        label=N_("Aanvraag is afgewezen"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/over"},
        limited=False,
        by_hand=False,
    ),
    "recover": Kind(
        subject=N_("Kies een nieuw wachtwoord"),
        label=N_("Nieuw wachtwoord: code"),
        why=N_("Iemand vulde jouw naam of mailadres in bij “wachtwoord vergeten”."),
        values={"name": "Alice", "code": "1234 5678", "path": "/herstel/abc"},
        secret=("code",),
        lasts=HOUR,
    ),
    "user-name": Kind(
        subject=N_("Je naam om in te loggen"),
        label=N_("Naam om in te loggen"),
        why=N_("Iemand vulde jouw mailadres in bij “naam vergeten”."),
        values={"name": "Alice", "path": "/inloggen"},
        by_hand=False,
    ),
    "password-changed": Kind(
        subject=N_("Je wachtwoord is veranderd"),
        label=N_("Wachtwoord is veranderd"),
        why=SAFETY,
        values={"name": "Alice", "path": "/herstel"},
        limited=False,
        by_hand=False,
    ),
    "email-changing": Kind(
        subject=N_("Iemand wil je mailadres veranderen"),
        label=N_("Mailadres: verandering gevraagd"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "email-confirm": Kind(
        subject=N_("Bevestig je nieuwe mailadres"),
        label=N_("Mailadres: code"),
        why=N_("Je vulde dit adres in als je nieuwe mailadres."),
        values={"name": "Alice", "code": "1234 5678", "path": "/van-mij/e-mail/abc"},
        secret=("code",),
        lasts=HOUR,
    ),
    "email-changed": Kind(
        subject=N_("Je mailadres is veranderd"),
        label=N_("Mailadres is veranderd"),
        why=SAFETY,
        values={"name": "Alice", "path": "/herstel"},
        limited=False,
        by_hand=False,
    ),
    "paper-made": Kind(
        subject=N_("Er is een code op papier gemaakt"),
        label=N_("Code op papier is gemaakt"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "second-step-on": Kind(
        subject=N_("Inloggen gaat nu in twee stappen"),
        label=N_("Tweede stap staat aan"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "second-step-off": Kind(
        subject=N_("Inloggen gaat weer in één stap"),
        label=N_("Tweede stap staat uit"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "helper-named": Kind(
        subject=N_("%(owner)s koos jou om te helpen"),
        label=N_("Gekozen als helper"),
        why=N_("Een bewoner koos jou als helper."),
        values={"name": "Alice", "owner": "Bob", "path": "/van-mij/helpen"},
        by_hand=False,
        stop="/van-mij/helpen",
        stop_words=NO_MORE_HELPING,
    ),
    "helper-left": Kind(
        subject=N_("Een van je helpers is gestopt"),
        label=N_("Helper is gestopt"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/helpers"},
        limited=False,
        by_hand=False,
    ),
    "helpers-changed": Kind(
        subject=N_("Wie jou mag helpen is veranderd"),
        label=N_("Helpers zijn veranderd"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "helper-asked": Kind(
        subject=N_("Kun jij %(owner)s helpen?"),
        label=N_("Helper is gevraagd"),
        why=N_("Een bewoner koos jou als helper."),
        values={"name": "Alice", "owner": "Bob", "path": "/van-mij/helpen"},
        stop="/van-mij/helpen",
        stop_words=NO_MORE_HELPING,
    ),
    "rescue-started": Kind(
        subject=N_("Twee bewoners willen jou weer binnenlaten"),
        label=N_("Samen herstellen: begonnen"),
        why=SAFETY,
        values={"name": "Alice", "opens": SOON, "path": "/herstel/stop/abc"},
        limited=False,
    ),
    "rescue-watched": Kind(
        subject=N_("Twee bewoners laten %(owner)s weer binnen"),
        label=N_("Samen herstellen: moderators weten het"),
        why=N_("Je bent moderator of beheerder van deze wijksite."),
        values={"name": "Alice", "owner": "Bob", "opens": SOON, "path": "/beheer/herstel"},
        limited=False,
        by_hand=False,
    ),
    "rescue-stopped": Kind(
        subject=N_("Het is gestopt: niemand komt in je account"),
        label=N_("Samen herstellen: gestopt"),
        why=SAFETY,
        values={"name": "Alice", "path": "/van-mij/veilig"},
        limited=False,
        by_hand=False,
    ),
    "still-true": Kind(
        subject=N_("Klopt je oproep nog? %(title)s"),
        label=N_("Oproep stopt bijna"),
        why=N_("Je plaatste een oproep die bijna stopt."),
        values={
            "name": "Alice",
            "title": "Ladder",
            "until": SOON,
            "path": "/klopt/01900000-0000-7000-8000-000000000001/1936000000/abc",
        },
        limited=False,
        by_hand=False,
    ),
    "node-retired": Kind(
        subject=N_("De wijksite stopt"),
        label=N_("De wijksite stopt"),
        why=N_("Je hebt een account op deze wijksite."),
        values={"name": "Alice", "place": "de Dapperbuurt", "path": "/gegevens"},
        limited=False,
        by_hand=False,
    ),
    "node-trouble": Kind(
        subject=N_("De wijksite plaatst even niets"),
        label=N_("De wijksite plaatst even niets"),
        why=N_("Je bent beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/over"},
        limited=False,
        by_hand=False,
    ),
    **ANSWERS,
    **REPORTS,
}
