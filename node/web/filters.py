"""What the address of the board asks for, and the addresses that ask for something else.

Rule 1: the address carries everything, so that every search can be shared and kept.
Rule 2: what nothing on our pages can ask is answered 400, never guessed at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from node.listings import choices
from node.listings.choices import FREE, METRES, SOON, WARD
from node.listings.counting import Counts
from node.listings.query import Query
from node.matching.saved import LONGEST_NAME
from node.store.geo import Point
from node.translations.catalogue import N_
from node.web import labels
from node.web.language import say

WITHIN = dict(
    zip(
        METRES,
        (N_("Binnen 500 meter"), N_("Binnen 1 kilometer"), N_("Binnen 3 kilometer")),
        strict=True,
    )
)
NEAR = {WARD: N_("Alleen deze wijk"), **WITHIN}
TERMS = {FREE: N_("Kost geen geld"), **labels.TERMS_TO_CHOOSE}
WHEN = {SOON: N_("Deze week")}
SORTS: Mapping[str, str] = {
    "near": N_("Dichtbij eerst"),
    "ending": N_("Wat bijna afloopt eerst"),
}


@dataclass(frozen=True)
class Group:
    """One thing to choose from; the first choice is to leave it open.

    ``counted``: how many listings each choice would give is known, and worth saying.
    """

    name: str
    label: str
    open: str
    values: Mapping[str, str]
    counted: bool = False

    @property
    def choices(self) -> dict[str, str]:
        """What stands in the form."""
        return {"": self.open, **self.values}


GROUPS = (
    Group(
        "purpose", N_("Bieden of zoeken"), N_("Allebei"), labels.PURPOSES_OF_OTHERS, counted=True
    ),
    Group("near", N_("Waar"), N_("Ook buurwijken"), NEAR, counted=True),
    Group("terms", N_("Wat kost het"), N_("Maakt niet uit"), TERMS, counted=True),
    Group("when", N_("Wanneer"), N_("Maakt niet uit"), WHEN, counted=True),
    Group("language", N_("In welke taal"), N_("Alle talen"), labels.TEXT_LANGUAGES, counted=True),
    Group("sort", N_("Wat staat bovenaan"), N_("Het nieuwste eerst"), SORTS),
)
ALL_TERMS = {**labels.TERMS, FREE: TERMS[FREE]}


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see; empty is everything. ``path``: the page that shows it."""

    path: ClassVar[str] = "/"

    q: str = ""
    kind: str = ""
    purpose: str = ""
    terms: str = ""
    near: str = ""
    when: str = ""
    language: str = ""
    sort: str = ""

    @classmethod
    def read(cls, asked: MultiDict[str, str]) -> Self:
        """What the address asks for; :raises BadRequest: for a value that we do not have."""
        values = choices.tidy(asked)
        if choices.strange(values):
            raise BadRequest
        return cls(**values)

    @classmethod
    def kept(cls, values: Mapping[str, str]) -> Self:
        """Of what was kept: all of it is known to be what we have."""
        return cls(**values)

    def __getitem__(self, name: str) -> str:
        found: str = getattr(self, name)
        return found

    def query(self, centre: Point | None) -> Query:
        """What is looked for. Without a ``centre`` nothing is near or far: all of it is shown."""
        return choices.query(vars(self), centre)

    def address(self, **changes: str | int) -> str:
        """This page with these filters, and changes; what is empty is left out."""
        return self.at(self.path, **changes)

    def at(self, path: str, **changes: str | int) -> str:
        """The same search on another page."""
        values = {**vars(self), **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path

    @property
    def save_address(self) -> str:
        """Where this search is kept."""
        return "/van-mij/bewaard/nieuw" + self.at("/").removeprefix("/")

    @property
    def alert_address(self) -> str:
        """Where somebody without an account asks to hear of it."""
        return "/per-mail/seintje" + self.at("/").removeprefix("/")

    def beside(self, *asked: str) -> list[tuple[str, str]]:
        """What a form that asks for some has to carry along."""
        return [(name, value) for name, value in vars(self).items() if value and name not in asked]

    def groups(
        self, counts: Counts, *, measured: bool
    ) -> list[tuple[Group, dict[str, str | None]]]:
        """What can be chosen, each choice with how many that gives where it was counted.

        ``measured``: the ward knows its middle. A language nobody writes in here is left out.
        """
        found = []
        for group in GROUPS:
            choices: dict[str, str | None] = {}
            for value in group.choices:
                number = counts.told(group.name, value) if group.counted and value else None
                chosen = self[group.name] == value
                far = not measured and (value in WITHIN or (group.name, value) == ("sort", "near"))
                unspoken = group.name == "language" and number == "0"
                if chosen or not (far or unspoken):
                    choices[value] = number
            if len(choices) > (2 if group.name == "language" else 1) or self[group.name]:
                found.append((group, choices))
        return found

    def chosen(self) -> list[tuple[str, str]]:
        """Each filter that is on, in words, with the address that takes it away."""
        shown = {
            "q": f"“{self.q}”",
            "kind": say(labels.KINDS.get(self.kind, "")),
            "purpose": say(labels.PURPOSES_OF_OTHERS.get(self.purpose, "")),
            "terms": say(ALL_TERMS.get(self.terms, "")),
            "near": say(NEAR.get(self.near, "")),
            "when": say(WHEN.get(self.when, "")),
            "language": labels.TEXT_LANGUAGES.get(self.language, ""),
        }
        return [(text, self.address(**{name: ""})) for name, text in shown.items() if self[name]]

    def proposed(self) -> str:
        """What this search may be called: "Fietsen lenen, binnen 1 kilometer"."""
        words = [text for text, _ in self.chosen()]
        if self.q and self.kind:
            words = [f"{self.q} {words[1].lower()}", *words[2:]]
        elif self.q:
            words[0] = self.q
        if self.sort:
            words.append(say(SORTS[self.sort]))
        kept = set(labels.TEXT_LANGUAGES.values())
        told = ", ".join([*words[:1], *(one if one in kept else _small(one) for one in words[1:])])
        return (told[:1].upper() + told[1:])[:LONGEST_NAME]

    def title(self) -> str:
        """What this board is, for the title of the page."""
        chosen = ", ".join(words for words, _ in self.chosen())
        return chosen or say(N_("Wat is er in de buurt?"))


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def search_address(words: str) -> str:
    """The board, for who looks for these words."""
    return Filters(q=words).address()
