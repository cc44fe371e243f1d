"""The ways through the site, in the head of every page: always the same, in the same order.

Rule: a way is one line in this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, g, request

from node.agreements.read import unread
from node.store import single
from node.store.single import Value
from node.translations.catalogue import N_
from node.web.here import resident
from node.web.language import say


@dataclass(frozen=True)
class Way:
    """One way. It is where somebody is on every page whose address begins with one of ``under``."""

    address: str
    label: str
    icon: str
    under: tuple[str, ...] = ()
    counts: Callable[[int], Value[int]] | None = None  # what is new there, for a resident

    @property
    def name(self) -> str:
        """What it is called on this page."""
        return say(self.label)

    @property
    def new(self) -> int:
        """How much is new there for who is signed in; on a page for who got stuck nobody asks."""
        person = resident()
        if self.counts is None or person is None or g.get("lost"):
            return 0
        known: Mapping[str, int] = g.get("new_on", {})
        if self.address in known:
            return known[self.address]
        return single.one(self.counts(person.id))

    @property
    def here(self) -> bool:
        """Whether this page is on it."""
        return request.path == self.address or request.path.startswith(self.under)


WAYS = (
    Way("/", N_("Kijken"), "search", ("/l/", "/n/")),
    Way("/plaatsen", N_("Plaatsen"), "place", ("/plaatsen/",)),
    Way("/berichten", N_("Berichten"), "messages", ("/reactie/",), unread),
    Way(
        "/van-mij",
        N_("Van mij"),
        "mine",
        (
            "/van-mij/",
            "/afspraken",
            "/inloggen",
            "/account",
            "/herstel",
            "/profiel",
            "/past-bij-mij",
            "/nieuwe-buren",
            "/vertrouwen",
            "/opvolging",
            "/aanvraag",
            "/gegevens",
            "/beheer/",
        ),
    ),
)


def install(app: Flask) -> None:
    """For the head of each page."""
    app.jinja_env.globals.update(site_ways=WAYS, choices_address=choices_address)


def choices_address() -> str:
    """Where language and colours are chosen, with the way back to this page."""
    here_to_come_back_to = request.method == "GET" and not g.get("lost")
    if not here_to_come_back_to or request.path in {"/", "/taal"}:
        return "/taal"
    return "/taal?" + urlencode({"verder": request.path}, safe="/")
