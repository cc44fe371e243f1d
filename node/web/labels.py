"""What the protocol's words are called on the page, and which drawing goes with them.

Rule: tables only. A new kind is one line here, its fields in ``details.py``, and its words in the
catalogues. A word we do not know yet is shown as it came (PROTOCOL §1.6).
"""

from node.translations import kinds
from node.translations.catalogue import N_

KINDS = kinds.KINDS

KIND_HINTS = {
    "work": N_("Een baan, een klus of een opdracht"),
    "learning": N_("Les, oefenen of huiswerk"),
    "volunteering": N_("Samen iets doen of iemand helpen"),
    "sharing": N_("Eten, planten of spullen die over zijn"),
    "lending": N_("Iets een tijdje gebruiken"),
    "exchange": N_("Iets voor iets anders"),
    "meeting": N_("Samenkomen op een dag en een plek"),
    "initiative": N_("Een plan voor de buurt"),
}

PURPOSES = kinds.PURPOSES

PURPOSES_OF_OTHERS = kinds.PURPOSES_OF_OTHERS

TERMS = {
    "gift": N_("gratis"),
    "paid": N_("betaald"),
    "hours": N_("voor uren"),
    "swap": N_("ruil"),
    "loan": N_("te leen"),
    "none": N_("niet van toepassing"),
}

TERMS_IN_FULL = {
    "gift": N_("Niets, het is gratis"),
    "paid": N_("Geld"),
    "hours": N_("Uren: een uur voor een uur"),
    "swap": N_("Iets anders, in ruil"),
    "loan": N_("Niets, maar het komt weer terug"),
    "none": N_("Deze vraag past hier niet"),
}

# What somebody can look for; "none" is no wish.
TERMS_TO_CHOOSE = {term: words for term, words in TERMS.items() if term != "none"}

TERM_ICONS = {
    "gift": "gift",
    "paid": "euro",
    "hours": "clock",
    "swap": "exchange",
    "loan": "return",
}

REACHES = {
    "ward": N_("Alleen bewoners van deze wijk"),
    "adjacent": N_("Ook bewoners van onze buurwijken"),
    "everyone": N_("Iedereen, ook zonder account"),
}

REPEATS = {
    "weekly": N_("elke week"),
    "two-weekly": N_("om de week"),
    "monthly": N_("elke maand"),
}

STATES = {
    "draft": N_("nog niet af"),
    "open": N_("open"),
    "paused": N_("gepauzeerd"),
    "full": N_("vol"),
    "fulfilled": N_("gelukt"),
    "withdrawn": N_("ingetrokken"),
    "expired": N_("afgelopen"),
    "removed": N_("weggehaald"),
    "hidden": N_("verborgen door een moderator"),
    "asked": N_("moet eerst anders"),
    "held": N_("wacht op een moderator"),
    "resting": N_("staat stil met je account"),
}

STATE_LOOKS = {
    "open": "good",
    "full": "good",
    "fulfilled": "good",
    "removed": "bad",
    "hidden": "bad",
    "asked": "warn",
    "held": "warn",
}

TEXT_LANGUAGES = {
    "nl": "Nederlands",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "pl": "Polski",
    "uk": "Українська",
    "ti": "ትግርኛ",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
}

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb"})


def kind_icon(kind: str) -> str:
    """The drawing of a kind; of one we do not know, a strip of paper."""
    return kind if kind in KINDS else "strip"


def direction(language: str) -> str:
    """Which way a text in ``language`` runs."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
