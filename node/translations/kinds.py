"""What kinds and purposes are called, on pages and in mail.

Rule: tables only, of sentences of the catalogues.
"""

from collections.abc import Mapping
from typing import Final

from node.translations.catalogue import N_

KINDS: Final[Mapping[str, str]] = {
    "work": N_("Werk"),
    "learning": N_("Leren"),
    "volunteering": N_("Doen"),
    "sharing": N_("Delen"),
    "lending": N_("Lenen"),
    "exchange": N_("Ruilen"),
    "meeting": N_("Ontmoeten"),
    "initiative": N_("Initiatief"),
}

PURPOSES: Final[Mapping[str, str]] = {"offer": N_("Ik bied"), "request": N_("Ik zoek")}

# Where it is not the maker's own note, but a line about it.
PURPOSES_OF_OTHERS: Final[Mapping[str, str]] = {
    "offer": N_("Iemand biedt iets"),
    "request": N_("Iemand zoekt iets"),
}
