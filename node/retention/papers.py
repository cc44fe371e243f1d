"""Every paper that this node can print, and the facts of the ward that go into it.

Rule: a paper is one line in the table; the page and the command walk it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from node.feed.identity import ward
from node.peering import neighbours
from node.residents import accounts
from node.retention import agreement, impact, leak, register
from node.retention.paper import Paper, Say, Section, Values
from node.settings import values as settings
from node.translations.catalogue import N_
from node.world import World

PURGED: Final = timedelta(days=1)  # the round that takes a ward away goes on until it is done
NOT_SAID: Final = N_("nog niet ingevuld bij: Wat de wijk beslist")
JOINING: Final[Mapping[str, str]] = {
    "open": N_("iedereen"),
    "application": N_("iedereen, maar iemand van de wijk zegt eerst ja"),
    "invitation": N_("wie een uitnodiging heeft"),
    "closed": N_("niemand"),
}


@dataclass(frozen=True)
class Kind:
    """A paper: what it is called, what it is for, and how its sections are made."""

    title: str
    lead: str
    sections: Callable[[Say, Values], Sequence[Section]]


def _said(sections: Sequence[Section], say: Say, values: Values) -> list[Section]:
    return [one.said(say, values) for one in sections]


def _leak(say: Say, values: Values) -> list[Section]:
    """What stands on the site comes last, to tick off what somebody could have seen."""
    rows = [
        Section(title=part.title, items=[row[0] for row in part.rows])
        for part in register.sections(say, values)
        if part.rows
    ]
    return [*_said(leak.SECTIONS, say, values), *rows]


PAPERS: Final[Mapping[str, Kind]] = {
    "register": Kind(register.TITLE, register.LEAD, register.sections),
    "datalek": Kind(leak.TITLE, leak.LEAD, _leak),
    "dpia": Kind(impact.TITLE, impact.LEAD, partial(_said, impact.SECTIONS)),
    "buurwijk": Kind(agreement.TITLE, agreement.LEAD, partial(_said, agreement.SECTIONS)),
}


def make(world: World, name: str, say: Say) -> Paper:
    """One paper, in the language of ``say``.

    :raises KeyError: there is no such paper.
    """
    kind = PAPERS[name]
    values = facts(world, say)
    return Paper(say(kind.title, {}), say(kind.lead, {}), kind.sections(say, values))


def facts(world: World, say: Say) -> dict[str, object]:
    """What is so in this ward, by the names that the sentences use."""
    held = settings.everything()
    counted = accounts.numbers()
    who_joins = JOINING[held["joining"]]
    return {
        "ward": ward().name,
        "site": world.config.url,
        "contact": held["contact"] or say(NOT_SAID, {}),
        "mail": world.config.mail_host or say(N_("geen, deze site stuurt geen mail"), {}),
        "map": _map(held, say),
        "neighbours": ", ".join(neighbours.names()) or say(N_("nog geen"), {}),
        "joining": say(who_joins, {}),
        "residents": counted["resident"] + counted["moderator"] + counted["admin"],
        "admins": counted["admin"],
        "moderators": counted["moderator"],
        "purge": PURGED,
    }


def _map(held: Mapping[str, Any], say: Say) -> str:
    host = urlsplit(held["tiles"]).hostname
    if not host or not held["tiles_credit"]:
        return say(N_("van onszelf, niemand anders ziet wie er kijkt"), {})
    return say(N_("van %(host)s, en die ziet het internetadres van wie kijkt"), {"host": host})
