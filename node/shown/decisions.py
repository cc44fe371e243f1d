"""What moderators decided about single listings of other nodes (PROTOCOL §9.6).

Rule: a decision is about an origin and a lid: it holds for every later version, by every road.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import peewee as pw

from node.shown.models import Decision

APPROVED, HIDDEN = "approved", "hidden"


def decide(*, origin_id: int, lid: str, verdict: str, now: datetime) -> None:
    """Keep a verdict, in place of what was decided before."""
    values = {Decision.verdict: verdict, Decision.at: now}
    Decision.insert({Decision.origin: origin_id, Decision.lid: lid, **values}).on_conflict(
        conflict_target=[Decision.origin, Decision.lid], update=values
    ).execute()


def hidden_lids(origin_id: int) -> Collection[str]:
    """The listings of this origin that are not to be held with their text."""
    rows = Decision.select(Decision.lid).where(
        Decision.origin == origin_id, Decision.verdict == HIDDEN
    )
    return {row.lid for row in list(rows)}


def decided(listing: Any, verdict: str) -> Any:
    """The condition that this was decided about a row of ``listing`` (the model)."""
    return pw.fn.EXISTS(
        Decision.select(pw.SQL("1")).where(
            Decision.origin == listing.origin,
            Decision.lid == listing.lid,
            Decision.verdict == verdict,
        )
    )
