"""What somebody looks for, as questions to the database: the rows that answer it, in their order.

Rule 1: every question goes through :func:`node.shown.reach.visible`.
Rule 2: what can be read in order from an index is: the newest by id, a kind by kind and id, words
and other facets from the search index. What cannot is looked for among the newest that match.
Rule 3: what was typed and chosen is filled in (:class:`Blank`), so that another word, kind or
price is the same question, put into words before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

import peewee as pw

from node.feed.models import Origin
from node.listings.models import Listing
from node.listings.query import FACETS, FREE, NEAR, Query
from node.shown.reach import visible
from node.shown.viewer import Viewer
from node.store import geo, search
from node.store.database import seconds
from node.store.geo import Circle
from node.store.search import Words
from node.store.statements import Blank

SOON = timedelta(days=7)  # "this week"
# What a question is asked again with.
NOW, RESIDENT, BEFORE, NEWER = (Blank(name) for name in ("now", "resident", "before", "newer"))
CHOSEN: Final = {name: Blank(name) for name in FACETS}
PARTS = 3  # of one question
SOUGHT, START = ([Blank(f"{name}{part}") for part in range(PARTS)] for name in ("sought", "start"))
NONE: Final = Words()
Given = dict[str, int | str | None]


@dataclass(frozen=True)
class Asked:
    """A query that is ready to be asked.

    ``beginnings``: of the words of ``phrases``, see :func:`node.store.search.sought`. ``sought``:
    what the search index is asked for, where that is to be filled in.
    """

    now: Any  # a moment
    viewer: Viewer
    query: Query
    words: Words = NONE
    beginnings: Collection[str] = ()
    phrases: Collection[Sequence[str]] = ()  # all words of one of these, if there are any
    kinds: Collection[str] = ()  # one of these, if there are any
    crowded: bool = False  # very many are as near as is asked: then the newest are looked through
    sought: Any = None

    def going_on(self, query: Query, now: datetime) -> Self:
        """The same from another place on, at another moment."""
        return replace(self, query=query, now=now)

    def blank(self, part: int = 0) -> Self:
        """The same for whenever, whoever and whatever it is asked: this part of a question."""
        query, indexed = self.query, self._by_index
        chosen = {name: CHOSEN[name] if getattr(query, name) else None for name in FACETS}
        if indexed:  # they are in what is sought; where a kind is near, it is asked for by itself
            chosen |= dict.fromkeys(FACETS[1:], None)
        return replace(
            self,
            now=NOW,
            viewer=blank(self.viewer),
            query=query.changed(
                words="",
                **chosen,
                free=query.free and not indexed,
                before=None if query.before is None else BEFORE,
                newer=None if query.newer is None else NEWER,
            ),
            words=Words(looked=START[part]) if self.words.looked else NONE,
            beginnings=(),
            phrases=(),
            kinds=(),
            sought=SOUGHT[part] if indexed else None,
        )

    def given(self, part: int = 0) -> Given:
        """What the blanks of this part stand for."""
        chosen = {name: value for name in FACETS if (value := getattr(self.query, name))}
        return {
            "now": seconds(self.now),
            "resident": self.viewer.resident_id,
            "before": self.query.before,
            "newer": self.query.newer,
            **chosen,
            f"sought{part}": self._sought if self._by_index else None,
            f"start{part}": str(self.words.looked),
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
        """The newest that match: id, standing and what is told of each (:data:`TOLD`)."""
        told = [getattr(Listing, name) for name in FACETS]
        told += [_one_if(self._is_own), self._reached, _one_if(self._is_soon(Listing))]
        rows = Listing.select(Listing.id, self.standing.alias("standing"), *told)
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
    def _is_own(self) -> Any:
        return Listing.origin == Origin.select(Origin.id).where(Origin.own)

    def _is_soon(self, listing: Any) -> Any:
        return listing.upcoming.between(self.now, self.now + SOON)

    @property
    def _reached(self) -> Any:
        circle = self.query.circle
        if circle is None:
            return pw.SQL(str(len(NEAR)))
        rings = [_near_enough(Listing, Circle(circle.point, metres)) for metres in NEAR]
        steps = [(within, pw.SQL(str(number))) for number, within in enumerate(rings)]
        return pw.Case(None, steps, pw.SQL(str(len(NEAR))))

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
    def _sought(self) -> Any:
        """What the index is asked for."""
        if self.sought is not None:
            return self.sought
        return search.sought(self.words, self._facets, self.phrases, self.beginnings)

    @property
    def _by_index(self) -> bool:
        """A kind alone has an index of its own, and so has a place."""
        if self.words.whole or self.words.begun or self.phrases or self.sought is not None:
            return True
        others = any(getattr(self.query, name) for name in FACETS if name != "kind")
        narrowed = bool(others or self.query.free or self.kinds)
        return narrowed and search.in_order() and not self.query.looks_near

    def _matching(self, rows: Any) -> Any:
        if self._by_index:
            index = search.SearchIndex
            rows = rows.join_from(Listing, index, on=(index.rowid == Listing.id))
            rows = rows.where(search.matching(self._sought))
        else:
            rows = self._with_facets(rows)
        for condition in self._conditions():
            rows = rows.where(condition)
        if self.words.looked:
            text = search.SearchText
            rows = rows.join_from(Listing, text, on=(text.id == Listing.id))
            rows = rows.where(search.having(self.words.looked))
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
            found.append(self._is_own)
        if query.soon:
            other = Listing.alias()
            soon = other.select(other.id).where(self._is_soon(other))
            found.append(self._looked_up.in_(soon))
        if query.circle is not None and query.looks_near:
            if self.crowded:
                found.append(_near_enough(Listing, query.circle))
            else:
                near = Listing.alias()
                around = inside(near, query.circle, query.kind)
                around = around.where(_near_enough(near, query.circle))
                found.append(self._looked_up.in_(around))
        elif query.sort == "near":
            found.append(Listing.latitude.is_null(is_null=False))
        return found


def blank(viewer: Viewer) -> Viewer:
    """Whichever resident, or anybody. What is theirs to see depends on nothing else of them."""
    resident: Any = RESIDENT
    return Viewer(resident) if viewer.is_resident else Viewer()


def inside(near: Any, circle: Circle, kind: str | None) -> Any:
    """The ids in the box around this circle, all read from one index; ``near`` is the model.

    SQLite does not compare the kind as it stands: there is an index that begins with it, and it
    would be taken for the better one.
    """
    south, north, west, east = circle.box()
    found = near.select(near.id).where(
        near.latitude.between(south, north), near.longitude.between(west, east)
    )
    if kind is None:
        return found
    return found.where((near.kind.concat("") if search.in_order() else near.kind) == kind)


def _one_if(condition: Any) -> Any:
    return pw.Case(None, [(condition, pw.SQL("1"))], pw.SQL("0"))


def _near_enough(listing: Any, circle: Circle) -> Any:
    most = (circle.metres * 10) ** 2
    return geo.squared(listing.latitude, listing.longitude, circle) <= most
