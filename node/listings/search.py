"""Finding listings: by words, kind, purpose, terms and nearness; newest first, page by page.

Rule 1: every query goes through :func:`node.shown.reach.visible`, the counts too.
Rule 2: a page goes on from the last id shown, so the hundredth costs what the first does; how
many came before it is counted up to the same bound as how many there are.
Rule 3: the number of questions to the database does not depend on the number of listings.
"""

from dataclasses import dataclass
from typing import Any

from node.feed.identity import own_origin
from node.feed.models import Origin
from node.listings.cards import Card, cards
from node.listings.models import Listing
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store import search
from node.world import World

PAGE = 20
MOST_COUNTED = 1_000  # beyond that "more than 1,000" says enough, and counting stops


@dataclass(frozen=True)
class Query:
    """What somebody looks for. ``before``: go on below this id."""

    words: str = ""
    kind: str | None = None
    purpose: str | None = None
    terms: str | None = None
    nearby: bool = True  # also what neighbouring wards have
    before: int | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class Found:
    """A page of cards, where the next begins, and how many there are, counted up to a bound.

    ``passed``: how many came before this page, counted up to the same bound.
    """

    cards: list[Card]
    next: int | None
    total: int
    passed: int = 0
    limit: int = PAGE

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
    """The page of listings that ``viewer`` may see and ``query`` asks for, the newest first."""
    matching = _matching(world, viewer, query)
    page = matching
    if query.before is not None:
        page = page.where(_id(query) < query.before)
    rows = list(page.order_by(_id(query).desc()).limit(query.limit + 1))
    shown = rows[: query.limit]
    before = query.before
    return Found(
        cards=cards(world, shown),
        next=shown[-1].id if len(rows) > query.limit else None,
        total=_count(matching),
        passed=0 if before is None else _count(matching.where(_id(query) >= before)),
        limit=query.limit,
    )


def _matching(world: World, viewer: Viewer, query: Query) -> Any:
    rows = Listing.select(Listing, Origin).join(Origin)
    facets = [
        search.facet(name, value)
        for name, value in (
            ("kind", query.kind),
            ("purpose", query.purpose),
            ("terms", query.terms),
        )
        if value
    ]
    if _uses_index(query):
        rows = rows.join_from(
            Listing, search.SearchIndex, on=(search.SearchIndex.rowid == Listing.id)
        ).where(search.matching(query.words, facets))
    else:
        rows = rows.where(*_columns(query)) if facets else rows
    if not query.nearby:
        rows = rows.where(Listing.origin == own_origin().id)
    return rows.where(visible(Listing, viewer, world.now()))


def _uses_index(query: Query) -> bool:
    return bool(search.fold(query.words))


def _columns(query: Query) -> list[Any]:
    conditions = []
    if query.kind:
        conditions.append(Listing.kind == query.kind)
    if query.purpose:
        conditions.append(Listing.purpose == query.purpose)
    if query.terms:
        conditions.append(Listing.terms == query.terms)
    return conditions


def _id(query: Query) -> Any:
    """The id to order by: the index's own where words are asked, so that it can stop early."""
    return search.SearchIndex.rowid if _uses_index(query) else Listing.id


def _count(matching: Any) -> int:
    one = matching.clone().columns(Listing.id).limit(MOST_COUNTED + 1)
    count: int = one.count()
    return count
