"""Something of each kind, with every question of its own answered, as a resident types it."""

from collections.abc import Mapping

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "work": {
        "terms": "paid",
        "title": "Hulp in de bakkerij",
        "detail_pay": "€ 15,20 per uur",
        "detail_hours_a_week": "9",
        "detail_duration": "Een half jaar",
        "detail_start": "Na de zomer",
    },
    "learning": {
        "terms": "paid",
        "title": "Fietsles",
        "detail_level": "Beginners",
        "detail_cost": "€ 2,50 per keer",
        "detail_taught_in": "tr",
        "detail_places": "1",
    },
    "volunteering": {
        "terms": "gift",
        "title": "Wandelen met meneer De Wit",
        "detail_when": "Op dinsdagochtend",
        "detail_for_whom": "Ouderen in ons gebouw",
        "detail_needs": "Een rolstoel duwen",
        "detail_places": "3",
    },
    "sharing": {
        "terms": "gift",
        "title": "Soep over",
        "detail_what": "Linzensoep, zonder vlees",
        "detail_number": "6",
        "detail_unit": "portions",
        "detail_pickup": "Vanavond na zes uur",
    },
    "lending": {
        "terms": "loan",
        "title": "Ladder",
        "detail_days": "7",
        "detail_condition": "Oud, maar sterk",
        "detail_deposit": "no",
    },
    "exchange": {
        "terms": "swap",
        "title": "Puzzels",
        "detail_for": "Andere puzzels",
    },
    "meeting": {
        "terms": "gift",
        "title": "Koffie op het plein",
        "start": "1-4-2031",
        "start_time": "10.00",
        "detail_repeat": "weekly",
        "detail_places": "12",
        "detail_accessible": "yes",
    },
    "initiative": {
        "terms": "none",
        "title": "Een tuin voor de straat",
        "detail_dream": "Groente voor iedereen",
        "detail_needs": "Scheppen en zaad",
    },
}

# What people read of that, where it is not what was typed.
SAID: Mapping[str, tuple[str, ...]] = {
    "work": ("9 uur per week",),
    "learning": ("Türkçe", "1 plek"),
    "volunteering": ("3 plekken",),
    "sharing": ("6 porties",),
    "lending": ("hoogstens 7 dagen", "nee"),
    "exchange": (),
    "meeting": ("12 plekken", "ja", "elke week"),
    "initiative": (),
}
