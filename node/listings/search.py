"""Finding listings: by words, kind, purpose, terms, place, language and date; page by page.

Rule 1: every query goes through :func:`node.shown.reach.visible`, the counts too.
Rule 2: a page goes on from the last listing shown, so the hundredth costs what the first does.
Rule 3: the number of questions to the database does not depend on the number of listings.
Rule 4: what cannot be read in order from an index is looked for among the newest :data:`SLICE`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

import peewee as pw

from node.feed.models import Origin
from node.listings.cards import Card, cards
from node.listings.models import Listing
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store import geo, search
from node.store.database import database
from node.store.geo import Circle
from node.world import World

PAGE = 20
MOST_COUNTED = 1_000  # beyond that "more than 1,000" says enough, and counting stops
SLICE = 1_000  # of the newest that match, when they are wanted in another order
SOON = timedelta(days=7)  # "this week"
FREE: Final = ("gift", "loan", "none")  # terms that cost nobody money

Sort = Literal["new", "near", "ending"]
FACETS: Final = ("kind", "purpose", "terms", "language")


@dataclass(frozen=True)
class Query:
    """What somebody looks for.

    ``circle``: near that point; with no metres it only says from where "near" is reckoned.
    ``before``: go on after the listing with this id, which stood at ``beyond`` in the order asked
    for (nothing for the newest first).
    """

    words: str = ""
    kind: str | None = None
    purpose: str | None = None
    terms: str | None = None
    language: str | None = None
    nearby: bool = True  # also what neighbouring wards have
    free: bool = False
    soon: bool = False
    circle: Circle | None = None
    sort: Sort = "new"
    before: int | None = None
    beyond: int | None = None
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
    beyond: int | None = None

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


@dataclass(frozen=True)
class Counts:
    """How many listings each other choice of a filter would give, among the newest that match."""

    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, name: str, value: str) -> int:
        """How many there are when ``name`` is ``value`` and the rest stays as it is."""
        return self.by.get(name, {}).get(value, 0)


def find(world: World, viewer: Viewer, query: Query) -> Found:
    """The page of listings that ``viewer`` may see and ``query`` asks for, in its order."""
    matching = _matching(world, viewer, query)
    order = _Order.of(query)
    listed = matching if order.standing is None else order.newest(matching)
    rows = list(order.page(listed).limit(query.limit + 1))
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    asked = [matching] if query.before is None else [matching, order.passed(listed)]
    total, *passed = _counts(asked)
    return Found(
        cards=cards(world, shown),
        next=shown[-1].id if more else None,
        total=total,
        passed=sum(passed),
        limit=query.limit,
        beyond=int(shown[-1].standing) if more and order.standing is not None else None,
    )


def counts(world: World, viewer: Viewer, query: Query) -> Counts:
    """What each choice of kind, purpose, terms and language would give; one question.

    ``free`` is counted as one of the terms.
    """
    wide = Query(**{**vars(query), **dict.fromkeys(FACETS), "free": False, "before": None})
    newest = _Order.of(wide).ids(_matching(world, viewer, wide))
    columns = [getattr(Listing, name) for name in FACETS]
    rows: Any = (
        Listing.select(*columns, pw.fn.COUNT(Listing.id))
        .where(Listing.id.in_(newest))
        .group_by(*columns)
        .tuples()
    )
    found: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for *values, number in list(rows):
        has = dict(zip(FACETS, values, strict=True))
        differs = {name for name in FACETS if not _fits(query, name, has[name])}
        for name in FACETS:
            if differs <= {name}:
                found[name][has[name]] += number
    found["terms"]["free"] = sum(found["terms"][terms] for terms in FREE)
    return Counts(found)


def _fits(query: Query, name: str, value: str) -> bool:
    if name == "terms" and query.free:
        return value in FREE
    return getattr(query, name) in {None, value}


def _matching(world: World, viewer: Viewer, query: Query) -> Any:
    rows = Listing.select(Listing, Origin).join(Origin)
    if _uses_index(query):
        facets = [search.facet(name, value) for name, value in _facets(query)]
        rows = rows.join_from(
            Listing, search.SearchIndex, on=(search.SearchIndex.rowid == Listing.id)
        ).where(search.matching(query.words, facets))
    else:
        for name, value in _facets(query):
            rows = rows.where(getattr(Listing, name) == value)
    for condition in _conditions(world, query):
        rows = rows.where(condition)
    return rows.where(visible(Listing, viewer, world.now()))


def _facets(query: Query) -> list[tuple[str, str]]:
    return [(name, value) for name in FACETS if (value := getattr(query, name))]


def _conditions(world: World, query: Query) -> list[Any]:
    found = []
    if not query.nearby:
        found.append(Listing.origin == Origin.select(Origin.id).where(Origin.own))
    if query.free:
        found.append(Listing.terms.in_(FREE))
    if query.soon:
        found.append(Listing.upcoming.between(world.now(), world.now() + SOON))
    if query.circle is not None and query.circle.metres:
        found.append(geo.inside(Listing.id, query.circle, query.kind))
        most = (query.circle.metres * 10) ** 2
        found.append(geo.squared(Listing.latitude, Listing.longitude, query.circle) <= most)
    elif query.sort == "near":
        found.append(Listing.latitude.is_null(is_null=False))
    return found


def _uses_index(query: Query) -> bool:
    return bool(search.fold(query.words))


@dataclass(frozen=True)
class _Order:
    """In which order, and from where. ``standing`` is what goes before the id; nothing for new."""

    query: Query
    id: Any
    standing: Any

    @classmethod
    def of(cls, query: Query) -> "_Order":
        standing: Any = None
        if query.sort == "ending":
            standing = pw.Cast(Listing.ends, "BIGINT")
        elif query.sort == "near" and query.circle is not None:
            standing = geo.squared(Listing.latitude, Listing.longitude, query.circle)
        # The index's own id where words are asked, so that it can stop early.
        number = search.SearchIndex.rowid if _uses_index(query) else Listing.id
        return cls(query, number, standing)

    def newest(self, matching: Any) -> Any:
        """The newest of what matches, to be put in another order."""
        return (
            Listing.select(Listing, Origin).join(Origin).where(Listing.id.in_(self.ids(matching)))
        )

    def ids(self, matching: Any) -> Any:
        """Of the newest that match."""
        return matching.clone().columns(Listing.id).order_by(self.id.desc()).limit(SLICE)

    def page(self, listed: Any) -> Any:
        """The rows from where this page begins."""
        begins = listed if self.query.before is None else listed.where(self._further())
        if self.standing is None:
            return begins.order_by(self.id.desc())
        return begins.select_extend(self.standing.alias("standing")).order_by(
            self.standing, Listing.id
        )

    def passed(self, listed: Any) -> Any:
        """The rows before this page."""
        return listed.where(~self._further())

    def _further(self) -> Any:
        before, beyond = self.query.before, self.query.beyond
        if self.standing is None or beyond is None:
            return self.id < before
        return (self.standing > beyond) | ((self.standing == beyond) & (Listing.id > before))


def _counts(queries: Iterable[Any]) -> tuple[int, ...]:
    """How many rows each has, up to a bound; one question to the database."""
    bounded = [one.clone().columns(Listing.id).limit(MOST_COUNTED + 1) for one in queries]
    columns = [pw.Select([one.alias("one")], [pw.fn.COUNT(pw.SQL("*"))]) for one in bounded]
    [found] = database.execute(pw.Select(columns=columns))
    return tuple(found)
