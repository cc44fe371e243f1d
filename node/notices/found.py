"""The notices about what was found for somebody; part of the table in :mod:`node.notices.kinds`.

Rule: each says why it was found, and of what somebody may see alone.
"""

from collections.abc import Mapping

from node.notices.kind import Kind, Line, Plain
from node.translations.catalogue import N_

FITS: Line = {
    "title": "Fietsles in het park",
    "reason": "wish",
    "what": N_("leren fietsen"),
    "listed": 1,
    "metres": 400,
    "from": "",
    "path": "/l/01900000-0000-7000-8000-000000000001",
}
ANSWERS: Line = {
    **FITS,
    "title": "Wie kan mijn band plakken?",
    "reason": "talent",
    "what": "banden plakken",
    "listed": 0,
    "metres": 0,
    "from": "Oosterpark",
}
OPPOSITE: dict[str, Plain] = {**FITS, "title": "Ladder te leen", "listed": 0}
OPPOSITE |= {"reason": "asked", "what": "Ladder gezocht"}
SEARCHED: Line = {**FITS, "title": "Bakfiets", "reason": "search", "what": "", "listed": 0}

FOUND: Mapping[str, Kind] = {
    "fitting": Kind(
        N_("Past bij jou: %(first)s"),
        N_("Past bij jou"),
        N_("Je vertelde wat je kunt of zou willen, of je plaatste een oproep."),
        {
            "name": "Alice",
            "first": "Fietsles in het park",
            "lines": [FITS, ANSWERS, OPPOSITE],
            "more": 2,
            "path": "/past-bij-mij",
        },
        sort="fitting",
        limited=False,
        by_hand=False,
        whole=True,
    ),
    "alert-confirm": Kind(
        N_("Wil je seintjes van %(ward)s?"),
        N_("Seintjes zonder account: bevestigen"),
        N_("Iemand vulde dit adres in om seintjes te krijgen."),
        {"path": "/per-mail/" + "x" * 43},
        sort="account",
        by_hand=False,
    ),
    "alert": Kind(
        N_("Nieuw voor je: %(first)s"),
        N_("Nieuw voor een bewaarde zoekopdracht"),
        N_("Je bewaarde een zoekopdracht, en koos voor een seintje."),
        {
            "name": "Alice",
            "search": "Fietsen lenen",
            "first": "Bakfiets",
            "lines": [SEARCHED],
            "more": 0,
            "path": "/van-mij/bewaard/1",
            "stop": "/seintje/1/" + "x" * 43,
        },
        sort="alerts",
        limited=False,
        by_hand=False,
        whole=True,
        stop_words=N_("Geen seintjes meer voor deze zoekopdracht? Eén tik en het stopt:"),
    ),
}
