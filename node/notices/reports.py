"""Notices about reports: that one came, and what was decided; one line each."""

from collections.abc import Mapping

from node.notices.kind import SOON, Kind, Value
from node.translations.catalogue import N_

REPORTED = N_("Je meldde iets op de wijksite.")
PLACED = N_("Je plaatste een oproep, en een moderator besloot erover.")
DECIDED = N_("Een moderator besloot iets over jou. Dat moet je kunnen weten.")
RULING = "/besluit/1/0/abc"
STATEMENT: dict[str, Value] = {
    "what": N_("Wij hebben je oproep weggehaald. Alleen jij ziet hem nog."),
    "cause": N_("Iemand meldde je oproep. Een moderator keek ernaar."),
    "rule": N_("Wees eerlijk. Beloof niets wat niet klopt."),
    "text": "Deze ladder is van iemand anders.",
    "title": "Ladder",
    "path": RULING,
}

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
        subject=N_("Er wacht iets op een besluit"),
        label=N_("Nieuwe melding"),
        why=N_("Je bent moderator of beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/beheer/meldingen/1"},
        by_hand=False,
    ),
    "feedback-new": Kind(
        sort="duties",
        subject=N_("Iemand schreef jullie iets"),
        label=N_("Nieuwe vraag aan de beheerders"),
        why=N_("Je bent beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/beheer/vragen"},
        by_hand=False,
    ),
    "feedback-answer": Kind(
        sort="account",
        subject=N_("Antwoord op wat je ons schreef"),
        label=N_("Antwoord van de beheerders"),
        why=N_("Je schreef de beheerders van de wijksite, en gaf dit adres."),
        values={
            "asked": "Hoe laat is het buurthuis open?",
            "text": "Van tien tot vijf.\n\nTot dan!",
            "path": "/contact",
        },
        limited=False,
    ),
    "report-decided": Kind(
        sort="decisions",
        subject=N_("Wat wij deden met je melding"),
        label=N_("Melding: besluit"),
        why=REPORTED,
        values={
            "what": N_("Wij hebben de oproep weggehaald. Dank je wel."),
            "reply": "De ladder is weer bij zijn eigenaar.",
            "title": "Ladder",
            "path": RULING,
        },
        limited=False,
        by_hand=False,
    ),
    "report-ended": Kind(
        sort="decisions",
        subject=N_("Het besluit over je melding is veranderd"),
        label=N_("Melding: besluit is van tafel"),
        why=REPORTED,
        values={
            "what": N_("Een andere moderator keek opnieuw. Het besluit is van tafel."),
            "title": "Ladder",
            "path": RULING,
        },
        limited=False,
        by_hand=False,
    ),
    "decision": Kind(
        sort="decisions",
        subject=N_("Een besluit over je oproep: %(title)s"),
        label=N_("Besluit over een oproep"),
        why=PLACED,
        values={**STATEMENT, "name": "Alice"},
        limited=False,
        by_hand=False,
    ),
    "decision-message": Kind(
        sort="decisions",
        subject=N_("Een besluit over een bericht van jou"),
        label=N_("Besluit over een bericht"),
        why=DECIDED,
        values={
            **STATEMENT,
            "name": "Alice",
            "what": N_("Wij hebben een bericht van jou weggehaald."),
            "cause": N_("Iemand meldde een bericht van jou. Een moderator keek ernaar."),
            "title": N_("Een bericht"),
        },
        limited=False,
        by_hand=False,
    ),
    "account-paused": Kind(
        sort="decisions",
        subject=N_("Je account staat stil"),
        label=N_("Account staat stil"),
        why=DECIDED,
        values={
            **STATEMENT,
            "name": "Alice",
            "until": SOON,
            "what": N_(
                "Je account staat stil. Je kunt niet inloggen en je oproepen hangen niet op het "
                "bord."
            ),
        },
        limited=False,
    ),
    "account-leaving": Kind(
        sort="decisions",
        subject=N_("Wij verwijderen je account"),
        label=N_("Account wordt verwijderd"),
        why=DECIDED,
        values={
            **STATEMENT,
            "name": "Alice",
            "until": SOON,
            "what": N_(
                "Wij verwijderen je account. Je kunt niet meer inloggen en je oproepen zijn weg."
            ),
        },
        limited=False,
    ),
    "decision-ended": Kind(
        sort="decisions",
        subject=N_("Een besluit is van tafel"),
        label=N_("Besluit is van tafel"),
        why=DECIDED,
        values={
            "name": "Alice",
            "what": N_("Een andere moderator keek opnieuw. Het besluit is van tafel."),
            "title": "Ladder",
            "path": RULING,
        },
        limited=False,
        by_hand=False,
    ),
    "appeal-new": Kind(
        sort="duties",
        subject=N_("Iemand is het niet eens met een besluit"),
        label=N_("Nieuw bezwaar"),
        why=N_("Je bent moderator of beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/beheer/bezwaar/1"},
        by_hand=False,
    ),
    "appeal-decided": Kind(
        sort="decisions",
        subject=N_("Wat wij deden met je bezwaar"),
        label=N_("Bezwaar is bekeken"),
        why=N_("Je was het niet eens met een besluit."),
        values={
            "name": "Alice",
            "what": N_("Een andere moderator las je bezwaar en geeft je gelijk."),
            "text": "De ladder is echt van jou.",
            "title": "Ladder",
            "path": RULING,
        },
        limited=False,
        by_hand=False,
    ),
}
