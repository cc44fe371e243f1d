"""Notices about joining, and about being new; one line each."""

from collections.abc import Mapping

from node.notices.kind import HOUR, Kind
from node.translations.catalogue import N_

JOINING: Mapping[str, Kind] = {
    "join": Kind(
        sort="account",
        subject=N_("Ga verder met je account"),
        label=N_("Account maken: code"),
        why=N_("Iemand vulde dit adres in om een account te maken."),
        values={"code": "1234 5678", "path": "/account-maken/abc"},
        secret=("code",),
        lasts=HOUR,
    ),
    "join-known": Kind(
        sort="account",
        subject=N_("Je hebt al een account"),
        label=N_("Account maken: had er al een"),
        why=N_("Iemand vulde dit adres in om een account te maken."),
        values={"path": "/herstel"},
        by_hand=False,
    ),
    "welcome": Kind(
        sort="account",
        subject=N_("Welkom op de wijksite van %(ward)s"),
        label=N_("Welkom"),
        why=N_("Je hebt een account gemaakt."),
        values={"name": "Alice", "path": "/van-mij"},
        by_hand=False,
    ),
    "application-received": Kind(
        sort="account",
        subject=N_("Je vraag om mee te doen is binnen"),
        label=N_("Aanvraag is binnen"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/over"},
        by_hand=False,
    ),
    "application-accepted": Kind(
        sort="account",
        subject=N_("Je kunt meedoen"),
        label=N_("Aanvraag is goedgekeurd"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/inloggen"},
        limited=False,
    ),
    "application-refused": Kind(
        sort="account",
        subject=N_("Meedoen kan nu niet"),
        label=N_("Aanvraag is afgewezen"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "path": "/over"},
        limited=False,
        by_hand=False,
    ),
    "application-asked": Kind(
        sort="account",
        subject=N_("Een vraag over je aanvraag"),
        label=N_("Aanvraag: een vraag"),
        why=N_("Je vroeg om een account."),
        values={"name": "Alice", "host": "Bob", "path": "/aanvraag/1/abc"},
        limited=False,
        by_hand=False,
    ),
    "application-answered": Kind(
        sort="duties",
        subject=N_("%(applicant)s schreef terug"),
        label=N_("Aanvraag: een antwoord"),
        why=N_("Je beslist mee wie er meedoet."),
        values={"name": "Alice", "applicant": "Bob", "path": "/nieuwe-buren/aanvraag/1"},
        by_hand=False,
    ),
    "application-new": Kind(
        sort="duties",
        subject=N_("Iemand wil meedoen"),
        label=N_("Nieuwe aanvraag"),
        why=N_("Je bent moderator of beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/nieuwe-buren"},
        by_hand=False,
    ),
    "welcomed": Kind(
        sort="account",
        subject=N_("%(host)s heet je welkom"),
        label=N_("Welkom geheten"),
        why=N_("Je bent nieuw op deze wijksite."),
        values={"name": "Alice", "host": "Bob", "path": "/vertrouwen"},
        by_hand=False,
    ),
    "trusted": Kind(
        sort="account",
        subject=N_("Wij vertrouwen jou"),
        label=N_("Vertrouwd"),
        why=N_("Je doet al een tijd mee op deze wijksite."),
        values={"name": "Alice", "path": "/nieuwe-buren"},
        limited=False,
        by_hand=False,
    ),
}
