"""Notices about reports: that one came, and what was decided; one line each."""

from collections.abc import Mapping

from node.notices.kind import Kind
from node.translations.catalogue import N_

REPORTED = N_("Je meldde een oproep.")
REPORTED_MESSAGE = N_("Je meldde een bericht.")

REPORTS: Mapping[str, Kind] = {
    "report-received": Kind(
        sort="decisions",
        subject=N_("Je melding is binnen"),
        label=N_("Melding is binnen"),
        why=N_("Iemand meldde een oproep en vulde dit adres in."),
        values={"path": "/l/01900000-0000-7000-8000-000000000001"},
        by_hand=False,
    ),
    "report-new": Kind(
        sort="duties",
        subject=N_("Er is een melding op de wijksite"),
        label=N_("Nieuwe melding"),
        why=N_("Je bent moderator of beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/beheer/meldingen/1"},
        by_hand=False,
    ),
    "report-remove": Kind(
        sort="decisions",
        subject=N_("De oproep die je meldde is weggehaald"),
        label=N_("Melding: weggehaald"),
        why=REPORTED,
        values={"title": "Ladder", "path": "/van-mij/meldingen"},
        limited=False,
        by_hand=False,
    ),
    "report-nothing": Kind(
        sort="decisions",
        subject=N_("De oproep die je meldde blijft hangen"),
        label=N_("Melding: blijft hangen"),
        why=REPORTED,
        values={"title": "Ladder", "path": "/van-mij/meldingen"},
        limited=False,
        by_hand=False,
    ),
    "listing-removed": Kind(
        sort="decisions",
        subject=N_("Je oproep is weggehaald: %(title)s"),
        label=N_("Oproep is weggehaald"),
        why=N_("Je plaatste een oproep, en een moderator haalde hem weg."),
        values={
            "name": "Alice",
            "title": "Ladder",
            "rule": N_("Wees eerlijk. Beloof niets wat niet klopt."),
            "text": "Deze ladder is van iemand anders.",
            "path": "/l/01900000-0000-7000-8000-000000000001",
        },
        limited=False,
        by_hand=False,
    ),
    "message-report-remove": Kind(
        sort="decisions",
        subject=N_("Het bericht dat je meldde is weggehaald"),
        label=N_("Bericht gemeld: weggehaald"),
        why=REPORTED_MESSAGE,
        values={"path": "/van-mij/meldingen"},
        limited=False,
        by_hand=False,
    ),
    "message-report-nothing": Kind(
        sort="decisions",
        subject=N_("Het bericht dat je meldde blijft staan"),
        label=N_("Bericht gemeld: blijft staan"),
        why=REPORTED_MESSAGE,
        values={"path": "/van-mij/meldingen"},
        limited=False,
        by_hand=False,
    ),
    "message-removed": Kind(
        sort="decisions",
        subject=N_("Een bericht van jou is weggehaald"),
        label=N_("Bericht is weggehaald"),
        why=N_("Je schreef een bericht, en een moderator haalde het weg."),
        values={
            "name": "Alice",
            "rule": N_("Kwets niemand, bedreig niemand en sluit niemand buiten."),
            "text": "Dit bericht bedreigt iemand.",
            "path": "/reactie/01900000-0000-7000-8000-000000000001",
        },
        limited=False,
        by_hand=False,
    ),
}
