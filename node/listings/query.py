"""What somebody looks for: plain values, as they were typed and chosen.

Rule: no question to the database; what is asked of it is :mod:`node.listings.asked`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

from node.listings.models import HASH_BITS
from node.store import search
from node.store.geo import Circle

PAGE = 20
FREE: Final = ("gift", "loan", "none")  # terms that cost nobody money

Sort = Literal["new", "near", "ending"]
FACETS: Final = ("kind", "purpose", "terms", "language")
NEAR: Final = (500, 1_000, 3_000)  # metres that can be chosen; what is within is counted
AROUND: Final = ("own", "reached", "soon")
TOLD: Final = (*FACETS, *AROUND)
"""What is known of each listing that is counted: its facets, whether it is of this ward, within
which of :data:`NEAR` it is (by number; past the last, or unknown: their count), whether it is soon.
"""


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

    @property
    def around(self) -> Self:
        """The same from wherever it is and whenever it begins."""
        circle = self.circle
        if circle is not None and circle.metres in NEAR:
            circle = Circle(circle.point, 0)
        return self.whole.changed(nearby=True, soon=False, circle=circle)

    def fits(self, told: Sequence[Any]) -> bool:
        """Whether a listing of which this is told (:data:`TOLD`) is among what is looked for."""
        return all(self.allows(*one) for one in zip(TOLD, told, strict=True))

    def allows(self, name: str, value: Any) -> bool:
        """Whether what is told of a listing may have this value."""
        if name == "own":
            return self.nearby or bool(value)
        if name == "reached":
            metres = self.circle.metres if self.circle else 0
            return metres not in NEAR or value <= NEAR.index(metres)
        if name == "soon":
            return not self.soon or bool(value)
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
