"""Finding listings: by words, kind, purpose, terms, place, language and date; page by page.

Rule 1: every query goes through :func:`node.shown.reach.visible`, the counts too.
Rule 2: a page goes on from the last listing shown, so the hundredth costs what the first does.
Rule 3: the number of questions to the database does not depend on the number of listings.
Rule 4: what cannot be read in order from an index is looked for among the newest :data:`SLICE`.

What is bounded, and what that means for whoever looks:

* newest first everything is found, page by page; it is counted up to :data:`MOST_COUNTED`, and the
  page says "more than" where counting stopped. Nearest or ending first, it is the newest
  :data:`SLICE` that are put in that order, and the page says so;
* a number beside a choice (:mod:`node.listings.counting`) is of the newest :data:`SLICE`, with a
  plus where there may be more;
* where there is much (:data:`node.listings.preparing.MUCH`), a word that very many have is found as
  it was typed, and only the longest of the others also where it begins a longer word
  (:mod:`node.store.search`), and the page says so (:attr:`Found.as_typed`); with fewer listings
  each word is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from node.listings import newest, preparing
from node.listings.asked import NOW, Asked, blank
from node.listings.cards import Card, cards_of, rows_where
from node.listings.models import Listing
from node.listings.newest import SLICE, Newest
from node.listings.query import FREE, PAGE, Query, Sort
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store.database import database, seconds
from node.store.statements import Blank, kept, worded
from node.world import World

__all__ = [
    "FREE",
    "PAGE",
    "Found",
    "Query",
    "Sort",
    "count_each",
    "find",
    "find_any",
]

MOST_COUNTED = SLICE  # beyond that "more than 500" says enough, and counting stops


@dataclass(frozen=True)
class Found:
    """A page of cards, where the next begins, and how many there are, counted up to a bound.

    ``passed``: how many came before this page, counted up to the same bound. ``as_typed``: the
    words of which longer ones that begin with them were left aside.
    """

    cards: list[Card]
    next: int | None
    total: int
    passed: int = 0
    limit: int = PAGE
    beyond: int | None = None
    as_typed: Sequence[str] = ()

    @property
    def more_than_counted(self) -> bool:
        """Whether counting stopped at its bound."""
        return self.total > MOST_COUNTED

    @property
    def page(self) -> int | None:
        """Which page this is, from 1; ``None`` further than is counted."""
        return None if self.passed > MOST_COUNTED else self.passed // self.limit + 1

    @property
    def pages(self) -> int:
        """How many pages there are; only where all were counted."""
        return max(1, -(-self.total // self.limit))

    @property
    def coming(self) -> int:
        """How many the next page has, at most a whole page."""
        if self.more_than_counted or self.page is None:
            return self.limit
        return min(self.limit, max(0, self.total - self.passed - len(self.cards)))


def find(world: World, viewer: Viewer, query: Query) -> Found:
    """The page of listings that ``viewer`` may see and ``query`` asks for, in its order."""
    newest_of = newest.of(world, viewer, query).narrow
    passed = _passed(newest_of, query)
    if _is_held(newest_of, query, passed):
        ids = newest_of.ids[passed : passed + query.limit + 1]
        shown, more = _held(world, viewer, ids[: query.limit]), len(ids) > query.limit
        last = passed + min(len(ids), query.limit) - 1
    else:
        page = newest_of.asked.going_on(query, world.now())
        found = cards_of(world, _page(page.blank(), query.limit + 1).ask(**page.given()))
        shown, more, last = found[: query.limit], len(found) > query.limit, None
    ordered = query.sort != "new" and last is not None
    return Found(
        cards=shown,
        next=(newest_of.ids[last] if last is not None else shown[-1].id) if more else None,
        total=_total(newest_of, query, passed, len(shown), more=more),
        passed=passed,
        limit=query.limit,
        beyond=newest_of.standings[last] if more and ordered and last is not None else None,
        as_typed=newest_of.asked.words.as_typed,
    )


def find_any(
    world: World,
    viewer: Viewer,
    query: Query,
    *,
    phrases: Collection[Sequence[str]],
    kinds: Collection[str] = (),
) -> list[Card]:
    """The newest of others that hold all words of one of these phrases; at most three questions."""
    beginnings = preparing.beginnings_of_few({word for phrase in phrases for word in phrase})
    others = Listing.owner.is_null() | (Listing.owner != viewer.resident_id)
    page = Asked(
        world.now(), viewer, query, beginnings=beginnings, phrases=phrases, kinds=kinds
    ).ids(query.limit, others)
    return cards_of(world, worded(_rows_of(page)).ask())


def count_each(world: World, viewer: Viewer, queries: Sequence[Query], most: int) -> list[int]:
    """How many each query gives, up to ``most``; at most two questions to the database."""
    if not queries:
        return []
    columns = []
    for number, one in enumerate(preparing.prepared(world, viewer, queries)):
        ids = one.ids(most).alias(f"part{number}")
        columns.append(pw.Select([ids], [pw.fn.COUNT(pw.SQL("*"))]).alias(f"count{number}"))
    [found] = database.execute(pw.Select(columns=columns))
    return list(found)


def _passed(held: Newest, query: Query) -> int:
    """How many come before this page."""
    newest_first = query.sort == "new"
    if query.before is None or not (newest_first or query.beyond is not None):
        return 0
    return held.after(query.beyond or 0, query.before, newest_first=newest_first)


def _is_held(held: Newest, query: Query, passed: int) -> bool:
    """Whether this page is among the newest that are held; else it is asked for by itself."""
    if query.in_order:
        return False
    return held.all or query.sort != "new" or passed + query.limit < len(held.ids)


def _total(held: Newest, query: Query, passed: int, shown: int, *, more: bool) -> int:
    """How many there are, never less than what is seen: the page is newer than the count."""
    if query.before is None and not more:
        return shown
    return max(len(held.ids), passed + shown + more)


def _held(world: World, viewer: Viewer, ids: Sequence[int]) -> list[Card]:
    """These listings in this order, as far as they may still be seen."""
    if not ids:
        return []
    given = {"now": seconds(world.now()), "resident": viewer.resident_id}
    numbers = {f"listing{at}": number for at, number in enumerate(ids)}
    found = _seen(blank(viewer), len(ids)).ask(**given, **numbers)
    by_id = {card.id: card for card in cards_of(world, found)}
    return [by_id[number] for number in ids if number in by_id]


@kept
def _page(asked: Asked, count: int) -> Any:
    return _rows_of(asked.ids(count))


def _rows_of(page: Any) -> Any:
    """What cards are made of, of the ids that this gives."""
    return rows_where(Listing.id.in_(pw.Select([page.alias("page")], [pw.SQL("id")])))


@kept
def _seen(viewer: Viewer, count: int) -> Any:
    """What cards are made of, of so many listings, if they may be seen."""
    ids = [Blank(f"listing{at}") for at in range(count)]
    return rows_where(Listing.id.in_(ids) & visible(Listing, viewer, NOW))
