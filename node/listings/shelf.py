"""Putting listings on the shelf people look at, and taking them off: own and neighbours' alike.

Rule 1: a row, its pictures and its words in the search index change together, in the caller's
transaction.
Rule 2: nothing is judged here; what comes in was judged before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec
import peewee as pw

from node.listings.models import HASH_BITS, Listing, ListingPicture
from node.store import bulk, search
from node.store.database import seconds
from node.store.statements import Blank, kept

CHUNK = 400  # ids in one question: SQLite's oldest limit is 999
_WRITER = msgspec.json.Encoder()


class Placed(msgspec.Struct, frozen=True, gc=False):
    """One listing as it goes on the shelf. Thousands of them are made at once."""

    lid: str
    reach: str
    seq: int | None
    kind: str
    purpose: str
    terms: str
    title: str
    text: str
    language: str
    by: str
    published: datetime
    updated: datetime
    ends: datetime
    owner: int | None = None
    starts: datetime | None = None
    place: str = ""
    address: str = ""
    public_place: int | None = None
    ward_code: str = ""
    geo: tuple[int, int] | None = None
    details: Mapping[str, str | int] = msgspec.field(default_factory=dict)
    tags: Sequence[str] = ()
    pictures: Sequence["PlacedPicture"] = ()


Numbered = tuple[int, Placed]
"""With its id."""


@dataclass(frozen=True)
class PlacedPicture:
    """A picture that a listing names."""

    digest: str
    media_type: str
    description: str
    width: int
    height: int


def put(origin_id: int, placed: Sequence[Placed]) -> None:
    """Put listings of one origin on the shelf, new or in place of what they were."""
    numbered = [(newness(one.published, origin_id, one.lid, one.reach), one) for one in placed]
    numbered.sort(key=itemgetter(0))
    put_numbered(origin_id, numbered)


def put_numbered(origin_id: int, numbered: Iterable[Numbered]) -> None:
    """``put`` for whoever makes very many while they are put, each beside its :func:`newness`.

    Each once, and the lowest first: the search index writes its words out whenever an id is lower
    than the one before.
    """
    rest = iter(numbered)
    is_new = not Listing.select().where(Listing.origin == origin_id).exists()
    while chunk := list(islice(rest, CHUNK)):
        _put_chunk(origin_id, chunk, {} if is_new else _held(origin_id, chunk))


def take(origin_id: int, reach: str, lids: Iterable[str]) -> None:
    """Take listings off the shelf: row, pictures, words. Unknown ones are no matter."""
    wanted = list(lids)
    for start in range(0, len(wanted), CHUNK):
        rows = Listing.select(Listing.id).where(
            Listing.origin == origin_id,
            Listing.reach == reach,
            Listing.lid.in_(wanted[start : start + CHUNK]),
        )
        ids = [row.id for row in list(rows)]
        search.remove(ids)
        Listing.delete().where(Listing.id.in_(ids)).execute()


def index(row: Listing) -> None:
    """Let a row that stayed on the shelf be found again; it must not be in the indexes."""
    search.put([(row.id, _words(row, json.loads(row.tags)), facets(row))])


def index_all() -> None:
    """Fill the empty search index: what hangs on the board is found, and nothing else is."""
    last, rows = -1, [Listing()]
    while rows:
        open_ones = (Listing.state == "open") & (Listing.id > last)
        rows = list(Listing.select().where(open_ones).order_by(Listing.id).limit(CHUNK))
        search.put((row.id, _words(row, json.loads(row.tags)), facets(row)) for row in rows)
        last = rows[-1].id if rows else last


def newness(published: datetime, origin_id: int, lid: str, reach: str) -> int:
    """The id of a listing: later published is higher; within a second the order is chance."""
    chance = sha256(f"{origin_id} {lid} {reach}".encode()).digest()
    low = int.from_bytes(chance[:4], "big") >> (32 - HASH_BITS)
    return int(published.timestamp()) << HASH_BITS | low


Held = Mapping[tuple[str, str], int]
"""The ids of those that are on the shelf already, by lid and reach."""


def _put_chunk(origin_id: int, numbered: Sequence[Numbered], held: Held) -> None:
    fresh = numbered
    if held:
        fresh = [pair for pair in numbered if (pair[1].lid, pair[1].reach) not in held]
    pairs = _free(fresh)
    bulk.insert(
        Listing, [Listing.id, *ROW], ((number, *_row(origin_id, one)) for number, one in pairs)
    )
    if held:
        keys = (((one.lid, one.reach), one) for _, one in numbered)
        known = [(held[key], one) for key, one in keys if key in held]
        _change(origin_id, known)
        pairs = sorted([*pairs, *known], key=itemgetter(0))
    seen = (pair for pair in pairs if pair[1].pictures)
    bulk.insert(ListingPicture, PICTURE, (row for pair in seen for row in _pictures(*pair)))
    search.put((number, _words(one, one.tags), facets(one)) for number, one in pairs)


def _held(origin_id: int, numbered: Sequence[Numbered]) -> Held:
    rows = bulk.select(
        Listing,
        [Listing.lid, Listing.reach, Listing.id],
        (Listing.lid, [one.lid for _, one in numbered]),
        {Listing.origin: origin_id},
    )
    if not rows:
        return {}
    wanted = {(one.lid, one.reach) for _, one in numbered}
    return {(lid, reach): number for lid, reach, number in rows if (lid, reach) in wanted}


def _change(origin_id: int, known: Sequence[Numbered]) -> None:
    """Set the rows of what is on the shelf, and take them out of all that is made from them."""
    ids = [number for number, _ in known]
    bulk.update(Listing, ROW, [Listing.id], ((*_row(origin_id, one), n) for n, one in known))
    ListingPicture.delete().where(ListingPicture.listing.in_(ids)).execute()
    search.remove(ids)


def _free(fresh: Sequence[Numbered]) -> list[Numbered]:
    """An id for each. A taken one is passed over: nobody can aim at another's listing."""
    taken: set[int] = set()
    while True:
        assigned = _assigned(fresh, taken)
        clashes = _taken([number for number, _ in assigned])
        if not clashes:
            return assigned
        taken |= clashes


def _taken(ids: Sequence[int]) -> set[int]:
    """Those of these ids that there are. Of listings that are all news, none is anywhere near."""
    if not ids or not _any_between().ask(low=min(ids), high=max(ids)):
        return set()
    return {row[0] for row in bulk.select(Listing, [Listing.id], (Listing.id, ids))}


@kept
def _any_between() -> pw.Select:
    return (
        Listing.select(Listing.id)
        .where(Listing.id >= Blank("low"), Listing.id <= Blank("high"))
        .limit(1)
    )


def _assigned(fresh: Sequence[Numbered], taken: set[int]) -> list[Numbered]:
    used = set(taken)
    assigned = []
    for wanted, one in fresh:
        number = wanted
        while number in used:
            number += 1
        used.add(number)
        assigned.append((number, one))
    return assigned


ROW = (
    Listing.origin,
    Listing.owner,
    Listing.lid,
    Listing.reach,
    Listing.state,
    Listing.seq,
    Listing.kind,
    Listing.purpose,
    Listing.terms,
    Listing.title,
    Listing.text,
    Listing.language,
    Listing.by,
    Listing.place,
    Listing.address,
    Listing.public_place,
    Listing.ward_code,
    Listing.latitude,
    Listing.longitude,
    Listing.published,
    Listing.updated,
    Listing.ends,
    Listing.starts,
    Listing.upcoming,
    Listing.details,
    Listing.tags,
)
PICTURE = (
    ListingPicture.listing,
    ListingPicture.position,
    ListingPicture.digest,
    ListingPicture.media_type,
    ListingPicture.description,
    ListingPicture.width,
    ListingPicture.height,
)


def _row(origin_id: int, one: Placed) -> tuple[Any, ...]:
    """The values of :data:`ROW`."""
    latitude, longitude = one.geo or (None, None)
    starts = None if one.starts is None else seconds(one.starts)
    return (
        origin_id,
        one.owner,
        one.lid,
        one.reach,
        "open",
        one.seq,
        one.kind,
        one.purpose,
        one.terms,
        one.title,
        one.text,
        one.language,
        one.by,
        one.place,
        one.address,
        one.public_place,
        one.ward_code,
        latitude,
        longitude,
        seconds(one.published),
        seconds(one.updated),
        seconds(one.ends),
        starts,
        starts,
        _json(one.details) if one.details else "{}",
        _json(one.tags) if one.tags else "[]",
    )


def _json(value: Any) -> str:
    return str(_WRITER.encode(value), "utf-8")


def _pictures(number: int, one: Placed) -> list[tuple[Any, ...]]:
    """The values of :data:`PICTURE` for each picture."""
    return [
        (
            number,
            position,
            picture.digest,
            picture.media_type,
            picture.description,
            picture.width,
            picture.height,
        )
        for position, picture in enumerate(one.pictures)
    ]


def _words(one: Placed | Listing, tags: Sequence[str]) -> str:
    return " ".join([one.title, one.text, one.place, one.by, *tags])


def facets(one: Placed | Listing) -> tuple[str, ...]:
    """The facets a listing is found by."""
    return _facets(one.kind, one.purpose, one.terms, one.language)


@lru_cache(1024)
def _facets(kind: str, purpose: str, terms: str, language: str) -> tuple[str, ...]:
    return (
        search.facet("kind", kind),
        search.facet("purpose", purpose),
        search.facet("terms", terms),
        search.facet("language", language),
    )
