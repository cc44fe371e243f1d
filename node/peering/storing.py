"""Which listings of a change are kept with their text, and which as a digest alone (§11.3, §14).

Rule 1: removals and new versions of what we hold with its text always go through, whatever the
bound; a bound only keeps out what is new. Rule 2: what is left out says why, so that a text that a
relay left out (a debt) is not taken for one that we did not want.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import peewee as pw

from federation.errors import BlockedError, NotForUsError, OverQuotaError
from federation.intake import Held
from federation.limits import ORIGIN_BYTES, ORIGIN_LISTINGS, ORIGIN_NEW_A_DAY
from federation.listing import Listing
from node.feed.identity import ward
from node.feed.models import Entry, Origin
from node.listings import nearby
from node.shown.decisions import hidden_lids
from node.world import World

DAY = timedelta(days=1)
TEXTS = ("shown", "approval")  # the levels at which texts are held


@dataclass(frozen=True)
class Filters:
    """What an admin wants of an origin; empty is everything. ``metres``: from our own centre."""

    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    metres: int | None = None

    @classmethod
    def read(cls, text: str) -> "Filters":
        """From the form in which an origin's row has them."""
        raw = json.loads(text)
        return cls(tuple(raw.get("kinds", ())), tuple(raw.get("languages", ())), raw.get("metres"))

    def to_text(self) -> str:
        """The form in which an origin's row has them."""
        return json.dumps({"kinds": self.kinds, "languages": self.languages, "metres": self.metres})

    def let_through(self, listing: Listing, centre: tuple[int, int] | None) -> bool:
        """Whether a listing is wanted. What names no place is near enough."""
        if self.kinds and listing.kind not in self.kinds:
            return False
        if self.languages and listing.language.partition("-")[0] not in self.languages:
            return False
        if self.metres is None or centre is None or listing.geo is None:
            return True
        return nearby.apart(centre, listing.geo) <= self.metres


@dataclass
class Sorted:
    """Listings to keep with their text, and those without, each with the code why."""

    kept: list[Listing] = field(default_factory=list)
    left_out: list[tuple[Listing, str]] = field(default_factory=list)


def sort(
    world: World, origin: Origin, listings: Sequence[Listing], holding: Held, *, first: bool
) -> Sorted:
    """Judge what an origin brings against what was decided here. ``first``: its first sync."""
    found = Sorted()
    if origin.level not in TEXTS:
        found.left_out = [(one, BlockedError.code) for one in listings]
        return found
    wanted = _wanted(origin, listings, found)
    fresh: list[Listing] = []
    for one in wanted:
        (found.kept if _has_text(one, holding) else fresh).append(one)
    room = _Room.of(world, origin, first=first)
    if room.holds(fresh):
        found.kept += fresh
        return found
    for one in sorted(fresh, key=lambda one: -one.seq):
        if room.take(one, new=not was_here(one, holding)):
            found.kept.append(one)
        else:
            found.left_out.append((one, OverQuotaError.code))
    return found


def was_here(listing: Listing, holding: Held) -> bool:
    """Whether it is not new: a version of what we hold with its text, or what we knew as it is."""
    same = holding.entries.get(listing.lid) == (listing.seq, listing.digest)
    return same or _has_text(listing, holding)


def _has_text(listing: Listing, holding: Held) -> bool:
    return listing.lid in holding.entries and listing.lid not in holding.missing


def _wanted(origin: Origin, listings: Sequence[Listing], found: Sorted) -> Sequence[Listing]:
    filters, centre = Filters.read(origin.filters), nearby.centre(ward().centre)
    hidden = hidden_lids(origin.id)
    if not hidden and filters == Filters():
        return listings
    wanted = []
    for one in listings:
        if one.lid in hidden or not filters.let_through(one, centre):
            found.left_out.append((one, NotForUsError.code))
        else:
            wanted.append(one)
    return wanted


@dataclass
class _Room:
    """How much more of an origin is kept: listings, bytes, and new ones of today.

    An entry's moment is when its listing came, and stays so: what is changed, signed anew or read
    again is not new.
    """

    listings: int
    size: int
    new: int | None

    @classmethod
    def of(cls, world: World, origin: Origin, *, first: bool) -> "_Room":
        texts: Any = Entry.select(
            pw.fn.COUNT(Entry.id), pw.fn.COALESCE(pw.fn.SUM(pw.fn.LENGTH(Entry.document)), 0)
        ).where(Entry.origin == origin, Entry.document.is_null(is_null=False))
        count, size = texts.tuples().get()
        new = None
        if not first:
            today = Entry.select().where(
                Entry.origin == origin,
                Entry.document.is_null(is_null=False),
                Entry.at > world.now() - DAY,
                Entry.at > _began(origin),
            )
            new = (origin.most_new or ORIGIN_NEW_A_DAY) - today.count()
        return cls(
            (origin.most_listings or ORIGIN_LISTINGS) - count,
            (origin.most_bytes or ORIGIN_BYTES) - int(size),
            new,
        )

    def holds(self, listings: Sequence[Listing]) -> bool:
        """Whether there is room for all of them, were they all new."""
        count = len(listings)
        if count > self.listings or (self.new is not None and count > self.new):
            return False
        return sum(len(one.data) for one in listings) <= self.size

    def take(self, listing: Listing, *, new: bool) -> bool:
        """Take the room of one, if there is any."""
        if self.listings < 1 or self.size < len(listing.data):
            return False
        if new and self.new is not None:
            if self.new < 1:
                return False
            self.new -= 1
        self.listings -= 1
        self.size -= len(listing.data)
        return True


def _began(origin: Origin) -> Any:
    """When the first sync was: what came with it is not new today."""
    first = Entry.select(pw.fn.MIN(Entry.at)).where(Entry.origin == origin).scalar()
    return first or 0
