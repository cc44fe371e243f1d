"""What this room holds of a resident (see :mod:`node.store.holding`).

Rule: who welcomed whom is told neither of the two: that it happened is.
"""

from collections.abc import Callable
from pathlib import Path

import peewee as pw

from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.trust.models import Candidate, Support, Trust, Welcome
from node.world import World


def _dates(
    model: type[pw.Model], column: pw.Field, when: pw.Field, label: str
) -> Callable[[World, int], list[Piece]]:
    def tell(_world: World, resident_id: int) -> list[Piece]:
        rows = model.select().where(column == resident_id).order_by(when)
        return [Piece("", [Fact(when.name, label, getattr(row, when.name))]) for row in list(rows)]

    return tell


def _keep_welcomes(_world: World, resident_id: int) -> list[Path]:
    """Whoever was welcomed stays so; by whom is forgotten."""
    Welcome.update(host=None).where(Welcome.host == resident_id).execute()
    return []


HOLDINGS = (
    Holding(
        Support,
        Support.voter,
        "votes_for_admin",
        N_("Stemmen op een nieuwe beheerder"),
        tell=_dates(Support, Support.voter, Support.at, N_("Op")),
    ),
    Holding(
        Candidate,
        Candidate.resident,
        "stands_for_admin",
        N_("Dat je beheerder wilt worden"),
        tell=_dates(Candidate, Candidate.resident, Candidate.made, N_("Sinds")),
    ),
    Holding(
        Welcome,
        Welcome.newcomer,
        "welcomes",
        N_("Keren dat een buur je welkom heette"),
        tell=_dates(Welcome, Welcome.newcomer, Welcome.at, N_("Op")),
    ),
    Holding(
        Welcome,
        Welcome.host,
        "welcomed",
        N_("Keren dat jij iemand welkom heette"),
        tell=_dates(Welcome, Welcome.host, Welcome.at, N_("Op")),
        erase=_keep_welcomes,
    ),
    Holding(
        Trust,
        Trust.resident,
        "trust",
        N_("Of wij je vertrouwen"),
        tell=_dates(Trust, Trust.resident, Trust.since, N_("Sinds")),
    ),
)
