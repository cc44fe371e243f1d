"""What the address of the board asks for, and the addresses that ask for something else.

Rule 1: the address carries everything, so that every search can be shared and kept.
Rule 2: what nothing on our pages can ask is answered 400, never guessed at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from node.translations.catalogue import N_
from node.web import labels
from node.web.language import say

LONGEST_SEARCH = 500  # characters shown again in the field; the first words are what is sought
NEAR = {"ward": N_("Alleen deze wijk")}


@dataclass(frozen=True)
class Group:
    """One thing to choose from; the first choice is to leave it open."""

    name: str
    label: str
    open: str
    values: Mapping[str, str]

    @property
    def choices(self) -> dict[str, str]:
        """What stands in the form."""
        return {"": self.open, **self.values}


GROUPS = (
    Group("purpose", N_("Bieden of zoeken"), N_("Allebei"), labels.PURPOSES_OF_OTHERS),
    Group("near", N_("Waar"), N_("Ook buurwijken"), NEAR),
    Group("terms", N_("Wat kost het"), N_("Maakt niet uit"), labels.TERMS_TO_CHOOSE),
)
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "kind": labels.KINDS,
    "purpose": labels.PURPOSES,
    "terms": labels.TERMS,
    "near": NEAR,
}


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see; empty is everything."""

    q: str = ""
    kind: str = ""
    purpose: str = ""
    terms: str = ""
    near: str = ""

    @classmethod
    def read(cls, asked: MultiDict[str, str]) -> Self:
        """What the address asks for; :raises BadRequest: for a value that we do not have."""
        values = {name: asked.get(name, "").strip() for name in vars(cls())}
        values["near"] = "" if values["near"] == "all" else values["near"]
        for name, known in ALLOWED.items():
            if values[name] and values[name] not in known:
                raise BadRequest
        values["q"] = " ".join(values["q"].replace("\0", " ").split())[:LONGEST_SEARCH]
        return cls(**values)

    def __getitem__(self, name: str) -> str:
        found: str = getattr(self, name)
        return found

    def address(self, **changes: str | int) -> str:
        """The board with these filters, and changes; what is empty is left out."""
        values = {**vars(self), **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/?{query}" if query else "/"

    def beside(self, *asked: str) -> list[tuple[str, str]]:
        """What a form that asks for some has to carry along."""
        return [(name, value) for name, value in vars(self).items() if value and name not in asked]

    def groups(self) -> tuple[Group, ...]:
        """What can be chosen."""
        return GROUPS

    def chosen(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address that takes it away."""
        shown = {
            "q": f"“{self.q}”",
            "kind": say(labels.KINDS.get(self.kind, "")),
            "purpose": say(labels.PURPOSES_OF_OTHERS.get(self.purpose, "")),
            "terms": say(labels.TERMS.get(self.terms, "")),
            "near": say(NEAR.get(self.near, "")),
        }
        return [(text, self.address(**{name: ""})) for name, text in shown.items() if self[name]]

    def title(self) -> str:
        """What this board is, for the title of the page."""
        chosen = ", ".join(words for words, _ in self.chosen())
        return chosen or say(N_("Wat is er in de buurt?"))


def search_address(words: str) -> str:
    """The board, for who looks for these words."""
    return Filters(q=words).address()
