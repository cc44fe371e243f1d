"""The whole table, in parts, as the privacy page and the register show it.

Rule: what is not in here is not kept: a test walks the database and finds what has no line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from node.retention.accounts import ACCOUNTS
from node.retention.fairness import FAIRNESS
from node.retention.kept import NO_PERSON, Kept
from node.retention.listings import LISTINGS
from node.retention.machine import MACHINE, NEIGHBOURS
from node.translations.catalogue import N_
from node.world import World


@dataclass(frozen=True)
class Part:
    """Things that are kept for the same purpose: one entry of the register (AVG, article 30)."""

    name: str
    title: str
    purpose: str
    lines: tuple[Kept, ...]

    @property
    def of_people(self) -> tuple[Kept, ...]:
        """The lines that are about somebody."""
        return tuple(one for one in self.lines if one.ground != NO_PERSON)


PARTS: Final[tuple[Part, ...]] = (
    Part(
        "accounts",
        N_("Je account"),
        N_("Accounts van bewoners, en mailadressen van wie zonder account meedoet"),
        ACCOUNTS,
    ),
    Part(
        "listings",
        N_("Oproepen, antwoorden en afspraken"),
        N_("Oproepen plaatsen en vinden, en met elkaar afspreken"),
        LISTINGS,
    ),
    Part(
        "fairness",
        N_("Meldingen, besluiten en mail"),
        N_("De site veilig en eerlijk houden, en vertellen wat er is besloten"),
        FAIRNESS,
    ),
    Part(
        "neighbours",
        N_("Buurwijken"),
        N_("Oproepen uitwisselen met de sites van buurwijken"),
        NEIGHBOURS,
    ),
    Part(
        "machine",
        N_("De site zelf"),
        N_("De site laten werken, en terugzetten na een storing"),
        MACHINE,
    ),
)
TABLE: Final[Mapping[str, Kept]] = {one.name: one for part in PARTS for one in part.lines}


@dataclass(frozen=True)
class Round:
    """A job that lets go of what is over, for every line that asks for it."""

    name: str
    every: int
    quick: int
    work: Callable[[World], object]


def rounds() -> Iterator[Round]:
    """One for each function that lets go of something, as often as the line in a hurry asks."""
    lines: dict[Callable[[World], object], list[Kept]] = {}
    for one in TABLE.values():
        if one.forget is not None:
            lines.setdefault(one.forget, []).append(one)
    for work, of in lines.items():
        yield Round(
            f"forget-{of[0].name}",
            min(one.every for one in of),
            min(one.quick for one in of),
            work,
        )
