"""What somebody looks for, and the rows that answer it, in their order.

Rule 1: every query goes through :func:`node.shown.reach.visible`.
Rule 2: what can be read in order from an index is: the newest by id, a kind by kind and id, words
and other facets from the search index. What cannot is looked for among the newest that match.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Self

import peewee as pw

from node.feed.models import Origin
from node.listings.models import HASH_BITS, Listing
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store import geo, search
from node.store.database import database, seconds
from node.store.geo import Circle
from node.store.statements import Blank
from node.world import World

PAGE = 20
MUCH = 10_000  # listings; with fewer, whatever is typed costs little
MANY = 15_000  # as near as is asked; beyond that the newest are looked through instead
SOON = timedelta(days=7)  # "this week"
FREE: Final = ("gift", "loan", "none")  # terms that cost nobody money

Sort = Literal["new", "near", "ending"]
FACETS: Final = ("kind", "purpose", "terms", "language")
# What a question is asked again with.
NOW, RESIDENT, BEFORE, NEWER = (Blank(name) for name in ("now", "resident", "before", "newer"))


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
    newer: int | None = None  # than the listing with this id
    before: int | None = None
    beyond: int | None = None
    limit: int = PAGE

    def changed(self, **values: Any) -> Self:
        """The same with other values."""
        return type(self)(**{**vars(self), **values})

    def since(self, moment: datetime) -> Self:
        """The same of what was published after this."""
        return self.changed(newer=(int(moment.timestamp()) + 1) << HASH_BITS)

    @property
    def whole(self) -> Self:
        """All that this is a page of."""
        return self.changed(before=None, beyond=None, limit=PAGE)

    @property
    def wide(self) -> Self:
        """The same with kind, purpose, terms and language left open."""
        return self.whole.changed(**dict.fromkeys(FACETS), free=False)

    @property
    def is_wide(self) -> bool:
        """Whether none of these is chosen."""
        return not self.free and not any(getattr(self, name) for name in FACETS)

    def fits(self, facets: Sequence[str]) -> bool:
        """Whether a listing that has these is among what is looked for."""
        return all(self.allows(*one) for one in zip(FACETS, facets, strict=True))

    def allows(self, name: str, value: str) -> bool:
        """Whether a facet may have this value."""
        if name == "terms" and self.free:
            return value in FREE
        return getattr(self, name) in {None, value}

    @property
    def looks_near(self) -> bool:
        """Whether only what is within a distance is wanted."""
        return self.circle is not None and self.circle.metres > 0

    @property
    def in_order(self) -> bool:
        """Whether its newest are read from an index, as many as are asked for and no more."""
        return self.sort == "new" and self.circle is None and not search.words_of(self.words)


@dataclass(frozen=True)
class Asked:
    """A query that is ready to be asked. ``beginnings``: see :func:`node.store.search.matching`."""

    now: Any  # a moment
    viewer: Viewer
    query: Query
    beginnings: Collection[str] = ()
    phrases: Collection[Sequence[str]] = ()  # all words of one of these, if there are any
    kinds: Collection[str] = ()  # one of these, if there are any
    crowded: bool = False  # very many are as near as is asked: then the newest are looked through

    def going_on(self, query: Query, now: datetime) -> Self:
        """The same from another place on, at another moment."""
        return replace(self, query=query, now=now)

    @property
    def blank(self) -> Self:
        """The same for whenever, whichever resident and from wherever on it is asked."""
        query = self.query.changed(
            before=None if self.query.before is None else BEFORE,
            newer=None if self.query.newer is None else NEWER,
        )
        return replace(self, now=NOW, viewer=blank(self.viewer), query=query)

    @property
    def given(self) -> dict[str, int | None]:
        """What the blanks stand for."""
        return {
            "now": seconds(self.now),
            "resident": self.viewer.resident_id,
            "before": self.query.before,
            "newer": self.query.newer,
        }

    @property
    def number(self) -> Any:
        """The id; of the index where that is asked, so that it can stop early."""
        return search.SearchIndex.rowid if self._by_index else Listing.id

    @property
    def standing(self) -> Any:
        """What a listing's place in the order depends on before its id; 0 for the newest first."""
        if self.query.sort == "ending":
            return pw.Cast(Listing.ends, "BIGINT")
        if self.query.sort == "near" and self.query.circle is not None:
            return geo.squared(Listing.latitude, Listing.longitude, self.query.circle)
        return pw.SQL("0")

    def newest(self, count: int) -> Any:
        """The newest that match: id, standing and facets."""
        facets = [getattr(Listing, name) for name in FACETS]
        rows = Listing.select(Listing.id, self.standing.alias("standing"), *facets)
        return self._matching(rows).order_by(self.number.desc()).limit(count)

    def ids(self, count: int, condition: Any = None) -> Any:
        """The ids of the newest that match, from where the query goes on."""
        rows = self._matching(Listing.select(Listing.id))
        if condition is not None:
            rows = rows.where(condition)
        if self.query.before is not None:
            rows = rows.where(self.number < self.query.before)
        return rows.order_by(self.number.desc()).limit(count)

    @property
    def _looked_up(self) -> Any:
        """The id, for a list of ids: with words only to be looked up in it. The index would begin
        anew for each that it is given.
        """
        return self.number + 0 if self._by_index else self.number

    @property
    def _facets(self) -> list[list[str]]:
        """Of each of these facets, one."""
        found = [
            [search.facet(name, value)] for name in FACETS if (value := getattr(self.query, name))
        ]
        if self.kinds:
            found.append([search.facet("kind", kind) for kind in self.kinds])
        if self.query.free:
            found.append([search.facet("terms", terms) for terms in FREE])
        return found

    @property
    def _by_index(self) -> bool:
        """A kind alone has an index of its own, and so has a place."""
        if search.words_of(self.query.words) or self.phrases:
            return True
        only_kind = [search.facet("kind", self.query.kind)] if self.query.kind else []
        narrowed = [one for one in self._facets if one != only_kind]
        return bool(narrowed) and search.in_order() and not self.query.looks_near

    def _matching(self, rows: Any) -> Any:
        if self._by_index:
            rows = rows.join_from(
                Listing, search.SearchIndex, on=(search.SearchIndex.rowid == Listing.id)
            ).where(
                search.matching(
                    search.words_of(self.query.words), self._facets, self.beginnings, self.phrases
                )
            )
        else:
            rows = self._with_facets(rows)
        for condition in self._conditions():
            rows = rows.where(condition)
        return rows.where(visible(Listing, self.viewer, self.now))

    def _with_facets(self, rows: Any) -> Any:
        for name in FACETS:
            if value := getattr(self.query, name):
                rows = rows.where(getattr(Listing, name) == value)
        return rows.where(Listing.terms.in_(FREE)) if self.query.free else rows

    def _conditions(self) -> list[Any]:
        found, query = [], self.query
        if query.newer is not None:
            found.append(self.number >= query.newer)
        if not query.nearby:
            found.append(Listing.origin == Origin.select(Origin.id).where(Origin.own))
        if query.soon:
            other = Listing.alias()
            week = other.upcoming.between(self.now, self.now + SOON)
            soon = other.select(other.id).where(week)
            found.append(self._looked_up.in_(soon))
        if query.circle is not None and query.looks_near:
            if not self.crowded:
                found.append(self._looked_up.in_(_inside(query.circle, query.kind)))
            most = (query.circle.metres * 10) ** 2
            found.append(geo.squared(Listing.latitude, Listing.longitude, query.circle) <= most)
        elif query.sort == "near":
            found.append(Listing.latitude.is_null(is_null=False))
        return found


def blank(viewer: Viewer) -> Viewer:
    """Whichever resident, or anybody. What is theirs to see depends on nothing else of them."""
    resident: Any = RESIDENT
    return Viewer(resident) if viewer.is_resident else Viewer()


def prepared(world: World, viewer: Viewer, queries: Sequence[Query]) -> list[Asked]:
    """These queries, ready to be asked; a question to the database where words or places are."""
    typed = [search.words_of(query.words) for query in queries]
    words = sorted({w for one in typed for w in one if len(w) >= search.SHORTEST_PREFIX})
    columns: dict[Any, Any] = {"": _much()} if words else {}
    columns |= {word: search.common(word) for word in words}
    columns |= {
        (query.circle, query.kind): _inside(query.circle, query.kind).limit(1).offset(MANY)
        for query in queries
        if query.circle is not None and query.looks_near and query.newer is None
    }
    found = dict(zip(columns, _told(columns.values()), strict=True))
    rare = {word for word in words if not found[word]} if found.get("") else None
    return [
        Asked(
            world.now(),
            viewer,
            query,
            search.beginnings(one, rare),
            crowded=bool(found.get((query.circle, query.kind))),
        )
        for query, one in zip(queries, typed, strict=True)
    ]


def beginnings_of_few(words: Collection[str]) -> Collection[str]:
    """All that are long enough, where there is not much; else none. One question."""
    [much] = _told([_much()])
    return frozenset() if much else [w for w in words if len(w) >= search.SHORTEST_PREFIX]


def _inside(circle: Circle, kind: str | None) -> Any:
    """The ids in the box around this circle, all read from one index.

    The kind is not compared as it stands: there is an index that begins with it, and it would be
    taken for the better one.
    """
    south, north, west, east = circle.box()
    near = Listing.alias()
    found = near.select(near.id).where(
        near.latitude.between(south, north), near.longitude.between(west, east)
    )
    return found if kind is None else found.where(near.kind.concat("") == kind)


def _much() -> Any:
    return Listing.select(pw.SQL("1")).limit(1).offset(MUCH)


def _told(columns: Iterable[Any]) -> list[Any]:
    """Of each of these, its first value; one question if there are any."""
    named = [one.alias(f"c{number}") for number, one in enumerate(columns)]
    return list(next(iter(database.execute(pw.Select(columns=named))))) if named else []
