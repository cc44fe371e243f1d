"""What a neighbour's feed changes here: the judgement of one pull (PROTOCOL.md §8).

Rule 1: held values and bytes go in, a ``Change`` or a refusal comes out; nothing is half applied.
Rule 2: nothing counts against the origin before the root has matched. Rule 3: an unchanged listing
costs nothing but its line in the root. Rule 4: the cursor becomes the head's number, never an
item's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta
from msgspec import field as member

from federation import strictjson, times
from federation.canonical import digest
from federation.did import Identity
from federation.errors import (
    BadHeadError,
    BadSourceError,
    CountMismatchError,
    EquivocationError,
    ExpiredError,
    FederationError,
    NotForUsError,
    PageOrderError,
    RollbackError,
    RootMismatchError,
    StaleError,
    TooLargeError,
)
from federation.head import Head, check_clock, read_head, root
from federation.limits import DEPTH, PAGE_BYTES, PULL_BYTES, PULL_EXTRA_ITEMS, PULL_PAGES
from federation.listing import Listing, judge_or_refusal
from federation.page import Page, Stub, Tombstone, read_marker, read_page
from federation.shape import UUID7, Seq

Source = Literal["origin", "relay", "archive"]
ORIGIN: Final[Source] = "origin"
RELAY: Final[Source] = "relay"
ARCHIVE: Final[Source] = "archive"  # the origin's word, possibly without texts
_ITEM_DEPTH: Final = DEPTH - 2  # an item stands inside the page's object and array


@dataclass(frozen=True)
class Held:
    """What we hold of one origin and one scope.

    ``identity`` is the newest that we know. ``missing`` are the lids of which we have the digest
    and no text: stubs.
    """

    identity: Identity
    head: Head | None = None
    entries: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    @property
    def cursor(self) -> int:
        """Where a pull begins: at the last head's number, or anew after a new DID version."""
        if self.head is None or self.head.version != self.identity.number:
            return 0
        return self.head.seq


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A listing that counts in the set and is not shown, and the refusal that says why (§8.8)."""

    lid: str
    seq: int
    digest: str
    data: bytes
    error: FederationError

    @property
    def code(self) -> str:
        """The code of §15."""
        return self.error.code


@dataclass(frozen=True)
class Change:
    """What one transaction has to apply. ``listings`` are new or changed.

    ``entries`` is the whole set after it, by lid; ``numbers``: of the removals that were told.
    """

    head: Head
    entries: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    listings: tuple[Listing, ...] = ()
    removed: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    held_back: tuple[HeldBack, ...] = ()
    stubs: tuple[Stub, ...] = ()

    @property
    def cursor(self) -> int:
        """The new cursor (§8.5)."""
        return self.head.seq


def judge(
    held: Held,
    pages: Sequence[bytes | Page],
    *,
    scope: str,
    now: datetime,
    source: Source = ORIGIN,
    after: int | None = None,
) -> Change:
    """Judge the pages of one pull that began at ``after`` (by default at the held cursor).

    Those that ``read_page`` has read already are not read again.

    :raises FederationError: nothing may be changed.
    """
    read = _read_pages(pages)
    head = take_head(_last_head(read), held, scope=scope, now=now, source=source)
    begin = held.cursor if after is None else after
    items = _Items(held, head, begin, scope=scope, now=now, source=source)
    for page in read:
        for data in page.items:
            items.take(data)
    return items.change()


def compare(
    held: Head | None, offered: Head, *, source: Source, now: datetime | None = None
) -> None:
    """Whether ``offered`` may follow ``held`` (§6.4, §8.3).

    With ``now`` a relay's head past its end is refused too; the origin's own is not.

    :raises FederationError: ``rollback``, ``stale``, ``equivocation`` or ``expired``.
    """
    if held is not None and offered.order < held.order:
        error = StaleError if source == RELAY else RollbackError
        raise error(offered=offered.seq, held=held.seq)
    if held is not None and offered.order == held.order and not offered.says_the_same_as(held):
        raise EquivocationError(seq=held.seq, ours=held.data, theirs=offered.data)
    if source == RELAY and now is not None and offered.ended(now):
        raise ExpiredError(end=times.to_text(offered.end))


def take_head(data: bytes, held: Held, *, scope: str, now: datetime, source: Source) -> Head:
    """Judge the head that a set came with, alone and against the one held (§8.2, §8.3, §9.3).

    :raises FederationError: nothing may follow from it.
    """
    head = read_head(data, identity=held.identity, scope=scope, now=None)
    if scope != "public" and source == RELAY:
        raise NotForUsError
    compare(held.head, head, source=source, now=now)
    check_clock(head, now)
    return head


def freshest(held: Head | None, offered: Head) -> Head:
    """The one to keep of two heads of which ``offered`` may follow ``held``."""
    if held is None or offered.order > held.order or offered.published > held.published:
        return offered
    return held


def _read_pages(pages: Sequence[bytes | Page]) -> list[Page]:
    if len(pages) > PULL_PAGES:
        raise TooLargeError(size=len(pages), limit=PULL_PAGES)
    size = sum(len(page.data if isinstance(page, Page) else page) for page in pages)
    if size > PULL_BYTES:
        raise TooLargeError(size=size, limit=PULL_BYTES)
    if not pages:
        raise BadSourceError(where="pages")
    read = [page if isinstance(page, Page) else read_page(page) for page in pages]
    for page in read[:-1]:
        if page.next is None or page.head is not None or not page.items:
            raise BadSourceError(where="next")
    return read


def _last_head(read: list[Page]) -> bytes:
    last = read[-1]
    if last.next is not None or last.head is None:
        raise BadHeadError(where="wijk:head")
    return last.head


class _Place(msgspec.Struct, gc=False):
    """Where a listing that cannot be shown stands in the set."""

    id: Annotated[str, Meta(pattern=rf"/l/{UUID7}\Z")]
    seq: Seq = member(name="wijk:seq")


_PLACE: Final = msgspec.json.Decoder(_Place)


_Item = TypeVar("_Item", Listing, HeldBack, Stub)


class _Items:
    """The set that would result, built up item by item."""

    def __init__(
        self, held: Held, head: Head, after: int, *, scope: str, now: datetime, source: Source
    ) -> None:
        self.held = held
        self.head = head
        self.scope = scope
        self.now = now
        self.source = source
        self.host = held.identity.version(head.did_version).host
        self.last = after
        self.left = head.count + PULL_EXTRA_ITEMS
        self.entries = dict(held.entries) if after else {}
        self.news: dict[str, Listing | HeldBack | Stub] = {}  # by lid: its newest item
        self.gone: dict[str, int] = {}  # by lid: the number of its newest removal

    def take(self, data: bytes) -> None:
        """Put one item in its place in the set."""
        self.left -= 1
        if self.left < 0:
            raise TooLargeError(
                size=self.head.count + PULL_EXTRA_ITEMS + 1,
                limit=self.head.count + PULL_EXTRA_ITEMS,
            )
        judged = judge_or_refusal(data, host=self.host, scope=self.scope, now=self.now)
        if isinstance(judged, Listing):
            self._place(judged.lid, judged.seq, judged.digest)
            self.news[judged.lid] = judged
        else:
            self._take_other(data, judged)

    def change(self) -> Change:
        """What there is to apply, once the set is proven to be the head's."""
        if len(self.entries) != self.head.count:
            raise CountMismatchError(announced=self.head.count, found=len(self.entries))
        found = root((lid, seq, name) for lid, (seq, name) in self.entries.items())
        if found != self.head.root:
            raise RootMismatchError(announced=self.head.root, found=found)
        return Change(
            head=freshest(self.held.head, self.head),
            entries=self.entries,
            listings=tuple(item for item in self._of(Listing) if self._is_news(item)),
            removed=tuple(lid for lid in self.held.entries if lid not in self.entries),
            numbers=self.gone,
            held_back=tuple(self._of(HeldBack)),
            stubs=tuple(self._of(Stub)),
        )

    def _take_other(self, data: bytes, error: FederationError) -> None:
        strictjson.scan(data, limit=PAGE_BYTES, depth=_ITEM_DEPTH)
        marker = read_marker(data)
        if isinstance(marker, Tombstone):
            self._step(marker.lid, marker.seq)
            self.entries.pop(marker.lid, None)
            self.gone[marker.lid] = marker.seq
        elif isinstance(marker, Stub):
            self._take_stub(marker)
        else:
            self._hold_back(data, error)

    def _take_stub(self, stub: Stub) -> None:
        if self.source == ORIGIN:
            raise BadSourceError(where="orderedItems")
        known = self.held.entries.get(stub.lid) == (stub.seq, stub.digest)
        self._place(stub.lid, stub.seq, stub.digest)
        if not known:
            self.news[stub.lid] = stub

    def _hold_back(self, data: bytes, error: FederationError) -> None:
        try:
            place = _PLACE.decode(data)
        except msgspec.DecodeError as fault:
            raise BadSourceError(where="orderedItems") from fault
        lid, name = place.id[-36:], digest(data)
        self._place(lid, place.seq, name)
        self.news[lid] = HeldBack(lid, place.seq, name, data, error)

    def _place(self, lid: str, seq: int, name: str) -> None:
        self._step(lid, seq)
        self.entries[lid] = (seq, name)

    def _step(self, lid: str, seq: int) -> None:
        """Go on to an item's number; what an earlier item said about the lid is no longer so."""
        if not self.last < seq <= self.head.seq:
            raise PageOrderError(seq=seq)
        self.last = seq
        self.news.pop(lid, None)

    def _of(self, sort: type[_Item]) -> Iterator[_Item]:
        """The items of one sort, in the order of their numbers."""
        return (item for item in self.news.values() if isinstance(item, sort))

    def _is_news(self, listing: Listing) -> bool:
        held = self.held.entries.get(listing.lid)
        return held != (listing.seq, listing.digest) or listing.lid in self.held.missing
