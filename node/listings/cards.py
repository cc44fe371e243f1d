"""A listing as people see it in a list or on its page: plain values, no rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import peewee as pw

from node.feed.models import Origin
from node.listings import places
from node.listings.days import ZONE
from node.listings.models import Listing, ListingPicture, NeighbourPicture
from node.store.database import InstantField
from node.world import World

FROM: Final = (Origin.id, Origin.scid, Origin.name, Origin.url, Origin.own)  # what cards say
_ROW: Final = tuple(Listing._meta.sorted_fields)  # noqa: SLF001  # peewee's documented name
_COPY = NeighbourPicture
_PICTURE: Final = (
    ListingPicture.digest,
    ListingPicture.description,
    ListingPicture.width,
    ListingPicture.height,
    _COPY.digest,
    _COPY.due,
    _COPY.kept,
    _COPY.width,
    _COPY.height,
)
_COLUMNS: Final = (*_ROW, *FROM, *_PICTURE)
_MOMENTS: Final = [(at, one) for at, one in enumerate(_COLUMNS) if isinstance(one, InstantField)]
_ROW_NAMES: Final = [field.column_name for field in _ROW]
_FROM_NAMES: Final = [field.column_name for field in FROM]
ENDS_BY_ITSELF = ("open", "paused", "full")  # in these states, past its end
# For a neighbour's picture that is on its way: what it says of its size is its own word.
ROOM = (640, 480)
STEPS = {"weekly": 7, "two-weekly": 14}


@dataclass(frozen=True)
class Shown:
    """A picture of a listing. A neighbour's is fetched once somebody looks for it."""

    digest: str
    description: str
    width: int
    height: int


@dataclass(frozen=True)
class Card:
    """What there is to see of one listing. ``origin_name`` is ``None`` for our own.

    ``at``: the centre of its cell, in thousandths of a degree.
    """

    id: int
    lid: str
    origin_scid: str | None
    origin_name: str | None
    origin_url: str
    kind: str
    purpose: str
    terms: str
    title: str
    text: str
    language: str
    by: str
    place: str
    at: tuple[int, int] | None
    address: str
    public_place: int | None
    reach: str
    state: str
    published: datetime
    updated: datetime
    ends: datetime
    starts: datetime | None
    next_date: datetime | None
    details: Mapping[str, str | int]
    tags: Sequence[str]
    pictures: Sequence[Shown]
    owner_id: int | None

    @property
    def picture(self) -> Shown | None:
        """The first picture, if any."""
        return self.pictures[0] if self.pictures else None

    @property
    def page(self) -> str:
        """Where its own page is, on this site."""
        return page_of(self.lid, self.origin_scid)

    @property
    def is_own(self) -> bool:
        """Whether it was placed at this node."""
        return self.origin_scid is None


def page_of(lid: str, origin_scid: str | None) -> str:
    """Where a listing's own page is, on this site; ``origin_scid`` is ``None`` for our own."""
    return f"/l/{lid}" if origin_scid is None else f"/n/{origin_scid}/l/{lid}"


def cards(world: World, rows: Iterable[Listing]) -> list[Card]:
    """Cards of these rows (selected with their origin), with one question for all pictures."""
    listed = list(rows)
    pictures = _pictures_of(listed)
    return [_card(row, pictures.get(row.id, []), world.now()) for row in listed]


def rows_where(condition: Any) -> Any:
    """The question for what :func:`cards_of` needs of the listings for which this holds, the
    newest first, with their pictures.
    """
    return (
        Listing.select(*_COLUMNS)
        .join(Origin)
        .join_from(Listing, ListingPicture, pw.JOIN.LEFT_OUTER)
        .join(_COPY, pw.JOIN.LEFT_OUTER, on=_COPY.digest == ListingPicture.digest)
        .where(condition)
        .order_by(Listing.id.desc(), ListingPicture.position)
    )


def cards_of(world: World, found: Iterable[Sequence[Any]]) -> list[Card]:
    """Cards of what :func:`rows_where` asks for: in one question, where :func:`cards` has the
    rows already and asks one more.
    """
    rows: dict[int, SimpleNamespace] = {}
    pictures: dict[int, list[Shown]] = {}
    for line in found:
        values = list(line)
        for at, field in _MOMENTS:
            values[at] = field.python_value(values[at])
        row = _listing(values)
        rows.setdefault(row.id, row)
        picture = values[len(_ROW) + len(FROM) :]
        shown = _shown(_Pictured(*picture), own=row.origin.own) if picture[0] else None
        if shown is not None:
            pictures.setdefault(row.id, []).append(shown)
    now = world.now()
    return [_card(row, pictures.get(row.id, []), now) for row in rows.values()]


def _listing(values: Sequence[Any]) -> SimpleNamespace:
    """A row and its origin by the names that the models have for them; models cost more."""
    origin = SimpleNamespace(**dict(zip(_FROM_NAMES, values[len(_ROW) :], strict=False)))
    return SimpleNamespace(**dict(zip(_ROW_NAMES, values, strict=False)), origin=origin)


@dataclass(frozen=True)
class _Pictured:
    """A picture and our copy of it, where there are such; in the order of :data:`_PICTURE`."""

    digest: str
    description: str
    width: int
    height: int
    looked_for: str | None
    due: datetime | None
    kept: str | None
    copy_width: int
    copy_height: int


def _shown(picture: _Pictured, *, own: bool) -> Shown | None:
    size = (picture.width, picture.height) if own else _size(picture)
    return None if size is None else Shown(picture.digest, picture.description, *size)


def next_date(
    starts: datetime | None, repeat: object, now: datetime, ends: datetime
) -> datetime | None:
    """When a meeting is next: its start, or the repetition that is not over yet; none past its end.

    Repetition keeps the time of day in the ward when the clock changes.
    """
    if starts is None or starts >= now or not repeat:
        return starts
    local = starts.astimezone(ZONE)
    if repeat in STEPS:
        days = STEPS[str(repeat)]
        rounds = max(0, (now - starts) // timedelta(days=days))
        candidates = (local + timedelta(days=days * n) for n in range(rounds, rounds + 3))
    else:
        months = (now.year - local.year) * 12 + now.month - local.month
        candidates = (_months_later(local, n) for n in range(max(0, months - 1), months + 3))
    return next((c.astimezone(starts.tzinfo) for c in candidates if now <= c <= ends), None)


def _months_later(local: datetime, months: int) -> datetime:
    """The same day of a later month, or that month's last."""
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    first = local.replace(year=year, month=month + 1, day=1)
    days = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(local.day, days))


def _pictures_of(listed: Sequence[Listing]) -> dict[int, list[Shown]]:
    """The pictures of each, by its id, with one question."""
    if not listed:
        return {}
    own = {row.id for row in listed if row.origin.own}
    found: dict[int, list[Shown]] = {}
    copy = NeighbourPicture
    query: Any = (
        ListingPicture.select(
            ListingPicture,
            copy.digest.alias("looked_for"),
            copy.due,
            copy.kept,
            copy.width.alias("copy_width"),
            copy.height.alias("copy_height"),
        )
        .join(copy, pw.JOIN.LEFT_OUTER, on=copy.digest == ListingPicture.digest)
        .where(ListingPicture.listing.in_([row.id for row in listed]))
        .order_by(ListingPicture.listing, ListingPicture.position)
        .objects()
    )
    for row in list(query):
        size = (row.width, row.height) if row.listing_id in own else _size(row)
        if size is not None:
            shown = Shown(row.digest, row.description, *size)
            found.setdefault(row.listing_id, []).append(shown)
    return found


def _size(row: Any) -> tuple[int, int] | None:
    """Of a neighbour's picture: of our copy, else room for it; none when it was given up."""
    if row.kept is not None:
        return row.copy_width, row.copy_height
    return ROOM if row.looked_for is None or row.due is not None else None


def state_at(row: Listing | SimpleNamespace, now: datetime) -> str:
    """The state that a row is in by now: past its end, also before its turn came to be closed."""
    return "expired" if row.state in ENDS_BY_ITSELF and row.ends <= now else str(row.state)


def _card(row: Listing | SimpleNamespace, pictures: list[Shown], now: datetime) -> Card:
    details = json.loads(row.details) if row.details != "{}" else {}
    own = row.origin.own
    state = state_at(row, now)
    return Card(
        id=row.id,
        lid=row.lid,
        origin_scid=None if own else row.origin.scid,
        origin_name=None if own else row.origin.name,
        origin_url=row.origin.url,
        kind=row.kind,
        purpose=row.purpose,
        terms=row.terms,
        title=row.title,
        text=row.text,
        language=row.language,
        by=row.by,
        place=row.place,
        at=places.kept(row.latitude, row.longitude),
        address=row.address,
        public_place=row.public_place,
        reach=row.reach,
        state=state,
        published=row.published,
        updated=row.updated,
        ends=row.ends,
        starts=row.starts,
        next_date=next_date(row.starts, details.get("repeat"), now, row.ends),
        details=details,
        tags=json.loads(row.tags) if row.tags != "[]" else [],
        pictures=pictures,
        owner_id=row.owner_id,
    )
