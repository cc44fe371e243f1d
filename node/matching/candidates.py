"""The listings of a week, as the digest chooses from them; and what of them somebody may see.

Rule: every question goes through :func:`node.shown.reach.visible`; the number of questions does
not depend on how many listings there are.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import peewee as pw

from node.feed.models import Origin
from node.listings import nearby, places
from node.listings.asked import NOW, blank
from node.listings.cards import Card, cards_of, next_date, rows_where
from node.listings.models import HASH_BITS, Listing
from node.matching.digest import WEEK, Candidate
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store.database import database, seconds
from node.store.geo import Point
from node.store.statements import Statement, worded
from node.world import World

_COLUMNS = (
    Listing.id,
    Listing.origin,
    Listing.lid,
    Listing.owner,
    Listing.by,
    Listing.title,
    Listing.published,
    Listing.ends,
    Listing.starts,
    Listing.details,
    Listing.latitude,
    Listing.longitude,
    Origin.own,
)
RESIDENTS = Viewer(0, "resident")  # nobody in particular: no block and nothing hidden is theirs


def of_week(
    world: World, viewer: Viewer, middle: Point | None, *, most: int | None = None
) -> list[Candidate]:
    """What is new since a week, and what is or ends within one; of each at most ``most``.

    ``middle``: of the ward, where that is known; one question.
    """
    now = world.now()
    soon = now + WEEK
    new = Listing.id > int((now - WEEK).timestamp()) << HASH_BITS
    parts = (
        (new, Listing.id.desc()),
        ((Listing.ends > now) & (Listing.ends <= soon), Listing.ends),
        ((Listing.upcoming >= now) & (Listing.upcoming <= soon), Listing.upcoming),
    )
    ids: Any = None
    for number, (condition, order) in enumerate(parts):
        query = Listing.select(Listing.id).where(condition, visible(Listing, viewer, now))
        part = query.order_by(order).limit(most).alias(f"part{number}")
        wrapped = pw.Select([part], [pw.SQL("id")])
        ids = wrapped if ids is None else ids.union(wrapped)
    among = Listing.id.in_(pw.Select([ids.alias("parts")], [pw.SQL("id")]))
    rows = Listing.select(*_COLUMNS).join(Origin).where(among).namedtuples()
    return [_candidate(row, middle, now) for row in list(rows)]


def seeing(viewer: Viewer, pool: Sequence[Candidate]) -> Statement:
    """The question which of these a viewer may see, to be asked by :func:`seen`."""
    ids = Listing.id.in_([one.id for one in pool])
    return worded(Listing.select(Listing.id).where(ids, visible(Listing, blank(viewer), NOW)))


def seen(world: World, question: Statement, viewer: Viewer) -> set[int]:
    """Which of them this viewer may see now."""
    rows = question.ask(now=seconds(world.now()), resident=viewer.resident_id)
    return {number for (number,) in rows}


def cards(world: World, viewer: Viewer, chosen: Iterable[Candidate]) -> dict[int, Card]:
    """Cards of those that this viewer may see, by id; one question."""
    ids = [one.id for one in chosen]
    if not ids:
        return {}
    query = rows_where(Listing.id.in_(ids) & visible(Listing, viewer, world.now()))
    return {card.id: card for card in cards_of(world, database.execute(query))}


def _candidate(row: Any, middle: Point | None, now: datetime) -> Candidate:
    repeat = json.loads(row.details).get("repeat") if '"repeat"' in row.details else None
    at = places.kept(row.latitude, row.longitude)
    return Candidate(
        id=row.id,
        key=(row.origin, row.lid),
        author=f"{row.origin} {row.owner or row.by}",
        owner=row.owner,
        title=row.title,
        published=row.published,
        ends=row.ends,
        next=next_date(row.starts, repeat, now, row.ends),
        dated=row.starts is not None,
        here=row.own,
        metres=None if middle is None or at is None else nearby.metres(middle, at),
    )
