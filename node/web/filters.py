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

from node.listings.search import Counts, Query, Sort
from node.store.geo import Circle, Point
from node.translations.catalogue import N_
from node.web import labels
from node.web.language import say

LONGEST_SEARCH = 500  # characters shown again in the field; the first words are what is sought
WARD, FREE, SOON = "ward", "free", "week"
WITHIN = {
    "500": N_("Binnen 500 meter"),
    "1000": N_("Binnen 1 kilometer"),
    "3000": N_("Binnen 3 kilometer"),
}
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

    ``counted``: how many listings each choice would give is known, and none is worth saying.
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
    Group("near", N_("Waar"), N_("Ook buurwijken"), NEAR),
    Group("terms", N_("Wat kost het"), N_("Maakt niet uit"), TERMS, counted=True),
    Group("when", N_("Wanneer"), N_("Maakt niet uit"), WHEN),
    Group("language", N_("In welke taal"), N_("Alle talen"), labels.TEXT_LANGUAGES, counted=True),
    Group("sort", N_("Wat staat bovenaan"), N_("Het nieuwste eerst"), SORTS),
)
ALL_TERMS = {**labels.TERMS, FREE: TERMS[FREE]}
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "kind": labels.KINDS,
    "purpose": labels.PURPOSES,
    "terms": ALL_TERMS,
    "near": NEAR,
    "when": WHEN,
    "language": labels.TEXT_LANGUAGES,
    "sort": SORTS,
}


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

    def query(self, centre: Point | None) -> Query:
        """What is looked for. Without a ``centre`` nothing is near or far: all of it is shown."""
        metres = int(self.near) if self.near in WITHIN else 0
        sort: Sort = "ending" if self.sort == "ending" else "new"
        if self.sort == "near" and centre is not None:
            sort = "near"
        return Query(
            words=self.q,
            kind=self.kind or None,
            purpose=self.purpose or None,
            terms=None if self.terms == FREE else self.terms or None,
            language=self.language or None,
            nearby=self.near != WARD,
            free=self.terms == FREE,
            soon=self.when == SOON,
            circle=None if centre is None else Circle(centre, metres),
            sort=sort,
        )

    def address(self, **changes: str | int) -> str:
        """This page with these filters, and changes; what is empty is left out."""
        return self.at(self.path, **changes)

    def at(self, path: str, **changes: str | int) -> str:
        """The same search on another page."""
        values = {**vars(self), **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{path}?{query}" if query else path

    def beside(self, *asked: str) -> list[tuple[str, str]]:
        """What a form that asks for some has to carry along."""
        return [(name, value) for name, value in vars(self).items() if value and name not in asked]

    def groups(
        self, counts: Counts, *, measured: bool
    ) -> list[tuple[Group, dict[str, int | None]]]:
        """What can be chosen, each choice with how many that gives where it was counted.

        ``measured``: the ward knows its middle. A language nobody writes in here is left out.
        """
        found = []
        for group in GROUPS:
            choices: dict[str, int | None] = {}
            for value in group.choices:
                number = counts.of(group.name, value) if group.counted and value else None
                chosen = self[group.name] == value
                far = not measured and (value in WITHIN or (group.name, value) == ("sort", "near"))
                unspoken = group.name == "language" and number == 0
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

    def title(self) -> str:
        """What this board is, for the title of the page."""
        chosen = ", ".join(words for words, _ in self.chosen())
        return chosen or say(N_("Wat is er in de buurt?"))


def search_address(words: str) -> str:
    """The board, for who looks for these words."""
    return Filters(q=words).address()
