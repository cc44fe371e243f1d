"""The notices about answers to listings: one line each, as in :mod:`node.notices.kinds`.

Rule: none of them holds a word that somebody wrote in a message.
"""

from collections.abc import Mapping

from node.notices.kind import SOON, Kind, Line, Value
from node.translations.catalogue import N_

WHO_PLACED = N_("Je hebt een oproep op de wijksite.")
WHO_ANSWERED = N_("Je reageerde op een oproep.")
WHO_TALKS = N_("Je hebt contact over een oproep.")
PATH = "/reactie/01900000-0000-7000-8000-000000000001"
OUTSIDE = "/per-mail/" + "x" * 43
ALONE: Mapping[str, Value] = {"name": "Alice", "title": "Ladder", "path": PATH}
LINE: Line = {"other": "Bob", "name": "Alice", "title": "Ladder", "path": PATH}
WITH: Mapping[str, Value] = LINE


BEGINS: Mapping[str, Value] = {**WITH, "starts": SOON, "timed": 1}
BACK: Mapping[str, Value] = {**WITH, "until": SOON}


def _kind(
    subject: str,
    label: str,
    why: str = WHO_TALKS,
    values: Mapping[str, Value] = WITH,
    *,
    calendar: bool = False,
    sort: str = "answers",
) -> Kind:
    """One that waits its turn rather than being dropped, and that no admin hands over."""
    return Kind(
        subject, label, why, values, sort=sort, limited=False, by_hand=False, calendar=calendar
    )


ANSWERS: Mapping[str, Kind] = {
    "answer-new": _kind(
        N_("Reactie op je oproep: %(title)s"), N_("Reactie op een oproep"), WHO_PLACED
    ),
    "answer-confirm": Kind(
        N_("Bevestig je reactie: %(title)s"),
        N_("Reactie zonder account: bevestigen"),
        N_("Iemand vulde dit adres in om op een oproep te reageren."),
        {"title": "Ladder", "path": OUTSIDE},
        sort="account",
        by_hand=False,
    ),
    "outside-link": Kind(
        N_("Je link naar de wijksite van %(ward)s"),
        N_("Nieuwe link zonder account"),
        N_("Iemand vroeg voor dit adres een nieuwe link."),
        {"path": OUTSIDE},
        sort="account",
        by_hand=False,
    ),
    "answer-message": _kind(
        N_("Nieuw bericht over: %(title)s"), N_("Nieuw bericht"), sort="messages"
    ),
    "answer-accepted": _kind(N_("Afgesproken: %(title)s"), N_("Reactie is aangenomen")),
    "answer-waiting": _kind(
        N_("Je staat op de wachtlijst: %(title)s"), N_("Op de wachtlijst"), WHO_ANSWERED
    ),
    "answer-moved-up": _kind(N_("Er kwam een plek vrij: %(title)s"), N_("Van de wachtlijst")),
    "answer-proposed": _kind(N_("Een andere dag: %(title)s"), N_("Andere dag voorgesteld")),
    "answer-declined": _kind(
        N_("Dit keer niet: %(title)s"), N_("Reactie is afgewezen"), WHO_ANSWERED
    ),
    "answer-cancelled": _kind(N_("Afgezegd: %(title)s"), N_("Afgezegd")),
    "answer-closed": _kind(
        N_("De oproep is weg: %(title)s"),
        N_("Oproep is weg, reactie gesloten"),
        WHO_ANSWERED,
        values=ALONE,
    ),
    "answer-left": _kind(N_("Dit gaat niet door: %(title)s"), N_("De ander is weg"), values=ALONE),
    "answer-how": _kind(N_("Hoe ging het? %(title)s"), N_("Hoe ging het"), sort="reminders"),
    "answer-no-show": _kind(N_("Niet gekomen: %(title)s"), N_("Niet gekomen")),
    "answer-changed": _kind(
        N_("De oproep is veranderd: %(title)s"), N_("Oproep is veranderd"), WHO_ANSWERED
    ),
    "answer-new-day": _kind(
        N_("Een nieuwe dag: %(title)s"), N_("Nieuwe dag"), WHO_ANSWERED, values=BEGINS
    ),
    "answer-paused": _kind(
        N_("De oproep staat even stil: %(title)s"), N_("Oproep staat stil"), WHO_ANSWERED
    ),
    "answer-gone": _kind(N_("De oproep is weg: %(title)s"), N_("Oproep is weg, afspraak blijft")),
    "contact-asked": _kind(N_("Nummers uitwisselen? %(title)s"), N_("Contactgegevens: gevraagd")),
    "contact-shared": _kind(
        N_("Jullie kunnen elkaar bereiken: %(title)s"), N_("Contactgegevens: gedeeld")
    ),
    "answer-lapsed": _kind(
        N_("De dag is voorbij: %(title)s"),
        N_("Geen antwoord op tijd"),
        WHO_ANSWERED,
        values=ALONE,
    ),
    "answer-remind": _kind(
        N_("Morgen: %(title)s"),
        N_("Herinnering, dag ervoor"),
        values=BEGINS,
        calendar=True,
        sort="reminders",
    ),
    "answer-ask": _kind(
        N_("Is het doorgegaan? %(title)s"), N_("Is het doorgegaan"), values=BEGINS, sort="reminders"
    ),
    "loan-handed": _kind(N_("Meegegeven: %(title)s"), N_("Iets is uitgeleend"), values=BACK),
    "loan-remind": _kind(
        N_("Morgen terug: %(title)s"), N_("Morgen terugbrengen"), values=BACK, sort="reminders"
    ),
    "loan-late": _kind(
        N_("Nog niet terug: %(title)s"), N_("Nog niet terug"), values=BACK, sort="reminders"
    ),
}
