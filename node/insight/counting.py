"""Counting a month once it is over: listings, answers, agreements, and people who took part.

Rule 1: who they are is forgotten as soon as they are counted; what stays is numbers.
Rule 2: a number never goes down: what was there was there, also when its maker leaves.
Rule 3: a month that is going on is not counted, so that nobody sees a number move as somebody acts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import peewee as pw

from node.agreements.models import Response
from node.agreements.states import AGREED
from node.config import ZONE
from node.feed.identity import own_origin
from node.insight.models import MonthCount
from node.listings.models import Listing
from node.listings.withdrawing import HELD
from node.residents.models import Resident
from node.store.database import database
from node.world import World

LISTINGS, ANSWERS, AGREEMENTS, PEOPLE = "listings", "answers", "agreements", "people"
ALL_KINDS: Final = ""
YEARS: Final = 3
MONTHS: Final = 12 * YEARS
AGAIN: Final = 3  # months that are counted anew: an answer becomes an agreement later

Counts = dict[tuple[str, str], int]  # by kind and what


@dataclass(frozen=True)
class Month:
    """A month of the ward: what it is called, when it begins and when it is over."""

    name: str
    begins: datetime
    ends: datetime


def count_due(world: World) -> int:
    """The job: count the months that are over; returns how many were."""
    months = list(before(world.now(), MONTHS if not MonthCount.select().exists() else AGAIN))
    for month in months:
        _keep(month, of(month))
    return len(months)


def before(now: datetime, many: int) -> Iterator[Month]:
    """So many months before the one that is going on, the oldest first."""
    here = now.astimezone(ZONE)
    last = here.year * 12 + here.month - 1
    for number in range(last - many, last):
        yield Month(_name(number), _begin(number), _begin(number + 1))


def of(month: Month) -> Counts:
    """What there was in this month."""
    people: set[tuple[str, int]] = set()
    found: Counter[tuple[str, str]] = Counter()
    for kind, owner in _listings(month):
        found[kind, LISTINGS] += 1
        people |= {(kind, owner)} if owner else set()
    for kind, responder, address, state in _answers(month):
        found[kind, ANSWERS] += 1
        found[kind, AGREEMENTS] += state in AGREED
        if responder or address:
            people.add((kind, responder or -address))  # who has no account is counted apart
    for kind, _ in people:
        found[kind, PEOPLE] += 1
    for what in (LISTINGS, ANSWERS, AGREEMENTS):
        found[ALL_KINDS, what] = sum(n for (_, of_what), n in found.items() if of_what == what)
    found[ALL_KINDS, PEOPLE] = len({person for _, person in people})
    return {name: count for name, count in found.items() if count}


def _listings(month: Month) -> Iterable[Any]:
    """The kind of each, and who placed it when that is a person and not the ward itself."""
    ours = Listing.origin == own_origin().id
    placed = (Listing.published >= month.begins) & (Listing.published < month.ends)
    hung = Listing.state != HELD  # what waits for a moderator is counted once it hangs
    somebody = pw.Case(None, [(~Resident.organisation, Resident.id)], None)
    rows: Any = (
        Listing.select(Listing.kind, somebody).left_outer_join(Resident).where(ours, placed, hung)
    )
    return list(rows.tuples())


def _answers(month: Month) -> Iterable[Any]:
    made = (Response.made >= month.begins) & (Response.made < month.ends)
    rows: Any = Response.select(
        Response.kind, Response.responder, Response.address, Response.state
    ).where(made)
    return list(rows.tuples())


def _keep(month: Month, counts: Counts) -> None:
    with database.atomic():
        for (kind, what), count in counts.items():
            higher = pw.Case(None, [(MonthCount.count > count, MonthCount.count)], count)
            MonthCount.insert(month=month.name, kind=kind, what=what, count=count).on_conflict(
                conflict_target=[MonthCount.month, MonthCount.kind, MonthCount.what],
                update={MonthCount.count: higher},
            ).execute()


def _name(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _begin(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=ZONE)
