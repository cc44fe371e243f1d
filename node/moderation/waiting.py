"""Everything that waits for whoever looks after the ward, in one list: the longest waiting first.

Rule 1: one question, whatever it is that waits, and however much. Rule 2: nobody finds here what is
about themselves, what they reported, or an appeal against their own ruling: another one decides.
Rule 3: what only an admin decides is in an admin's list alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import peewee as pw

from node.feed.models import Origin
from node.listings.models import Listing
from node.moderation.models import Appeal, Case, Report, Ruling
from node.residents.models import Application, Resident
from node.shown.models import Decision
from node.store import single
from node.store.database import HIGHEST_ROW, InstantField, database, seconds
from node.store.single import Value
from node.world import World

MOST_COUNTED: Final = 1_000
CASE, APPEAL, APPLICATION, WARD = "case", "appeal", "application", "ward"
_READ: Final = InstantField().python_value


class Place(NamedTuple):
    """Where somebody is in the list: after this moment, sort and number."""

    at: int = 0
    sort: int = 0
    number: int = 0


@dataclass(frozen=True)
class Item:
    """One thing that waits. ``about``: what only its own sort has (subject, side, identity)."""

    at: datetime
    sort: str
    number: int
    title: str
    ward: str
    about: str
    place: Place


def items(world: World, moderator: Resident, after: Place, limit: int) -> list[Item]:
    """The first of what waits behind ``after``."""
    parts = [
        pw.Select(
            [
                query.where(pw.Tuple(at, number) > pw.Tuple(*_behind(after, sort)))
                .order_by(at, number)
                .limit(limit)
                .alias(f"part{sort}")
            ],
            [pw.SQL("*")],
        )
        for sort, (query, at, number) in _sorts(world, moderator)
    ]
    asked: Any = parts[0]
    for part in parts[1:]:
        asked = asked.union_all(part)
    rows = sorted(tuple(row) for row in list(database.execute(asked)))
    return [_item(row) for row in rows[:limit]]


def count(world: World, moderator: Resident) -> int:
    """How many wait, of each sort up to a bound; one question."""
    wanted: Mapping[str, Value[int]] = {
        str(sort): Value(
            pw.Select(
                [query.limit(MOST_COUNTED + 1).alias(f"part{sort}")], [pw.fn.COUNT(pw.SQL("*"))]
            ),
            int,
        )
        for sort, (query, _at, _number) in _sorts(world, moderator)
    }
    return sum(single.together(wanted).values())


def for_this(moderator: Resident) -> Any:
    """The condition that a case is one for this moderator to decide."""
    theirs = Report.select(pw.SQL("1")).where(
        Report.case == Case.id, Report.reporter == moderator.id
    )
    not_about = Case.owner.is_null() | (Case.owner != moderator.id)
    return not_about & ~pw.fn.EXISTS(theirs)


def appeal_for_this(moderator: Resident) -> Any:
    """The condition that an appeal, with its ruling and case, is one for this moderator."""
    not_by = Ruling.moderator.is_null() | (Ruling.moderator != moderator.id)
    return not_by & for_this(moderator)


Part = tuple[int, tuple[Any, Any, Any]]


def _sorts(world: World, moderator: Resident) -> Iterator[Part]:
    for number, name in enumerate(_SORTS):
        yield number, _SORTS[name](world, moderator)


def _columns(sort: str, *said: Any) -> list[Any]:
    """``said``: since when, its number, what it is called, from which ward, and what about it."""
    at, number, title, ward, about = said
    return [
        at.alias("at"),
        pw.Value(list(_SORTS).index(sort), converter=False).alias("sort"),
        number.alias("number"),
        title.alias("title"),
        ward.alias("ward"),
        about.alias("about"),
    ]


def _cases(_world: World, moderator: Resident) -> tuple[Any, Any, Any]:
    ward = pw.Case(None, [(Origin.own, "")], Origin.name)
    columns = _columns(CASE, Case.opened, Case.id, Case.title, ward, Case.subject)
    query = Case.select(*columns).join(Origin).where(Case.state == "open", for_this(moderator))
    return query, Case.opened, Case.id


def _appeals(_world: World, moderator: Resident) -> tuple[Any, Any, Any]:
    side = pw.Case(None, [(Appeal.side == 0, "owner")], "reporter")
    columns = _columns(APPEAL, Appeal.made, Appeal.id, Case.title, pw.Value(""), side)
    query = (
        Appeal.select(*columns)
        .join(Ruling)
        .join(Case)
        .where(Appeal.state == "open", appeal_for_this(moderator))
    )
    return query, Appeal.made, Appeal.id


def _applications(_world: World, _moderator: Resident) -> tuple[Any, Any, Any]:
    empty = pw.Value("")
    columns = _columns(
        APPLICATION, Application.made, Application.id, Application.name, empty, empty
    )
    query = Application.select(*columns).where(Application.refused.is_null())
    return query, Application.made, Application.id


def _wards(world: World, moderator: Resident) -> tuple[Any, Any, Any]:
    """Origins whose listings wait for a yes or no; for an admin also those in quarantine."""
    undecided = Decision.select(pw.SQL("1")).where(
        Decision.origin == Listing.origin, Decision.lid == Listing.lid
    )
    waits = Listing.select(pw.SQL("1")).where(
        Listing.origin == Origin.id,
        Listing.state == "open",
        Listing.ends > world.now(),
        ~pw.fn.EXISTS(undecided),
    )
    held = (Origin.level == "approval") & pw.fn.EXISTS(waits)
    if moderator.role == "admin":
        held |= Origin.quarantined.is_null(is_null=False) & Origin.level.in_(["shown", "approval"])
    title = pw.Case(None, [(Origin.name != "", Origin.name)], Origin.host)
    why = pw.Case(None, [(Origin.quarantined.is_null(), "")], "quarantined:")
    columns = _columns(WARD, Origin.added, Origin.id, title, pw.Value(""), why.concat(Origin.scid))
    return Origin.select(*columns).where(~Origin.own, held), Origin.added, Origin.id


_SORTS: Final[Mapping[str, Callable[[World, Resident], tuple[Any, Any, Any]]]] = {
    CASE: _cases,
    APPEAL: _appeals,
    APPLICATION: _applications,
    WARD: _wards,
}


def _behind(after: Place, sort: int) -> tuple[int, int]:
    """From where a sort goes on, when the list has come to ``after``."""
    if sort == after.sort:
        return after.at, after.number
    return after.at, HIGHEST_ROW if sort < after.sort else -1


def _item(row: Sequence[Any]) -> Item:
    at, sort, number, title, ward, about = row
    moment = _READ(at)
    if moment is None:
        raise LookupError(number)
    place = Place(seconds(moment), sort, number)
    return Item(moment, list(_SORTS)[sort], number, title, ward, about, place)
