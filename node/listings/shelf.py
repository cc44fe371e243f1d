"""Putting listings on the shelf people look at, and taking them off: own and neighbours' alike.

Rule 1: a row, its pictures and its words in the search index change together, in the caller's
transaction.
Rule 2: nothing is judged here; what comes in was judged before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from node.listings.models import HASH_BITS, Listing, ListingPicture
from node.store import bulk, geo, search

CHUNK = 400  # ids in one question: SQLite's oldest limit is 999
NOTHING: dict[type, str] = {dict: "{}", list: "[]"}


@dataclass(frozen=True)
class Placed:
    """One listing as it goes on the shelf."""

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
    details: Mapping[str, str | int] = field(default_factory=dict)
    tags: Sequence[str] = ()
    pictures: Sequence["PlacedPicture"] = ()


@dataclass(frozen=True)
class PlacedPicture:
    """A picture that a listing names."""

    digest: str
    media_type: str
    description: str
    width: int
    height: int


def put(origin_id: int, placed: Sequence[Placed]) -> None:
    """Put listings of one origin on the shelf, new or in place of what they were.

    In the order of their ids: the search index writes its words out whenever an id is lower than
    the one before.
    """
    ordered = sorted(placed, key=lambda one: newness(one.published, origin_id, one.lid, one.reach))
    for start in range(0, len(ordered), CHUNK):
        _put_chunk(origin_id, ordered[start : start + CHUNK])


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
        geo.remove(ids)
        Listing.delete().where(Listing.id.in_(ids)).execute()


def index(row: Listing) -> None:
    """Let a row that stayed on the shelf be found again; it must not be in the indexes."""
    search.put([(row.id, _words(row, json.loads(row.tags)), facets(row))])
    if row.latitude is not None and row.longitude is not None:
        geo.put([(row.id, (row.latitude, row.longitude), row.kind)])


def newness(published: datetime, origin_id: int, lid: str, reach: str) -> int:
    """The id of a listing: later published is higher; within a second the order is chance."""
    chance = sha256(f"{origin_id} {lid} {reach}".encode()).digest()
    low = int.from_bytes(chance[:4], "big") >> (32 - HASH_BITS)
    return int(published.timestamp()) << HASH_BITS | low


def _put_chunk(origin_id: int, placed: Sequence[Placed]) -> None:
    held = {
        (row.lid, row.reach): row.id
        for row in list(
            Listing.select(Listing.id, Listing.lid, Listing.reach).where(
                Listing.origin == origin_id, Listing.lid.in_([one.lid for one in placed])
            )
        )
    }
    fresh_ids = _free_ids(origin_id, [one for one in placed if (one.lid, one.reach) not in held])
    ids = {**fresh_ids, **held}
    known = [one for one in placed if (one.lid, one.reach) in held]
    fresh = [one for one in placed if (one.lid, one.reach) not in held]
    bulk.insert(
        Listing,
        [Listing.id, *ROW],
        ([ids[one.lid, one.reach], *_row(origin_id, one)] for one in fresh),
    )
    if known:
        known_ids = [held[one.lid, one.reach] for one in known]
        rows = ([*_row(origin_id, one), held[one.lid, one.reach]] for one in known)
        bulk.update(Listing, ROW, [Listing.id], rows)
        ListingPicture.delete().where(ListingPicture.listing.in_(known_ids)).execute()
        search.remove(known_ids)
        geo.remove(known_ids)
    pictures = (row for one in placed for row in _pictures(ids[one.lid, one.reach], one))
    bulk.insert(ListingPicture, PICTURE, pictures)
    search.put((ids[one.lid, one.reach], _words(one, one.tags), facets(one)) for one in placed)
    geo.put((ids[one.lid, one.reach], one.geo, one.kind) for one in placed if one.geo)


def _free_ids(origin_id: int, fresh: Sequence[Placed]) -> dict[tuple[str, str], int]:
    """An id for each. A taken one is passed over: nobody can aim at another's listing."""
    taken: set[int] = set()
    while True:
        ids = _assigned(origin_id, fresh, taken)
        rows = Listing.select(Listing.id).where(Listing.id.in_(list(ids.values())))
        clashes = {row.id for row in list(rows)} if ids else set()
        if not clashes:
            return ids
        taken |= clashes


def _assigned(
    origin_id: int, fresh: Sequence[Placed], taken: set[int]
) -> dict[tuple[str, str], int]:
    used = set(taken)
    ids = {}
    for one in fresh:
        number = newness(one.published, origin_id, one.lid, one.reach)
        while number in used:
            number += 1
        used.add(number)
        ids[one.lid, one.reach] = number
    return ids


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


def _row(origin_id: int, one: Placed) -> list[Any]:
    """The values of :data:`ROW`."""
    latitude, longitude = one.geo or (None, None)
    return [
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
        one.published,
        one.updated,
        one.ends,
        one.starts,
        one.starts,
        _json(dict(one.details)),
        _json(list(one.tags)),
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if value else NOTHING[type(value)]


def _pictures(number: int, one: Placed) -> list[list[Any]]:
    """The values of :data:`PICTURE` for each picture."""
    return [
        [
            number,
            position,
            picture.digest,
            picture.media_type,
            picture.description,
            picture.width,
            picture.height,
        ]
        for position, picture in enumerate(one.pictures)
    ]


def _words(one: Placed | Listing, tags: Sequence[str]) -> str:
    return " ".join([one.title, one.text, one.place, one.by, *tags])


def facets(one: Placed | Listing) -> list[str]:
    """The facets a listing is found by."""
    return [
        search.facet("kind", one.kind),
        search.facet("purpose", one.purpose),
        search.facet("terms", one.terms),
        search.facet("language", one.language),
    ]
