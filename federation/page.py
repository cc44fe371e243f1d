"""One page of a feed, and the manifest: what travels between nodes (PROTOCOL.md §7).

Rule 1: items are written and read as raw bytes; nobody re-serialises a signed document. Rule 2: a
page is judged by ``intake``; here it only gets its form. Rule 3: a removal says nothing but which
and when.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType, field

from federation import strictjson
from federation.canonical import canonical
from federation.context import ACTIVITYSTREAMS
from federation.errors import BadSourceError
from federation.head import Entry
from federation.hosts import base_url
from federation.limits import DEPTH, MANIFEST_BYTES, ORIGIN_COUNT, PAGE_BYTES, PAGE_ITEMS
from federation.shape import UUID7, Digest, Seq

TOMBSTONE: Final = "Tombstone"
STUB: Final = "wijk:Stub"
LISTING_TYPES: Final = ("Proposal", "Event")
_REMOVAL_ID: Final = re.compile(rf"https?://[^/]{{1,260}}/l/({UUID7})\Z")
_CONTEXT: Final = canonical(ACTIVITYSTREAMS)
_CURSOR: Final = re.compile(r"[1-9][0-9]{0,15}\Z")
_ADDRESS: Final = 2000  # characters of an address that nobody wonders about
Lid = Annotated[str, Meta(pattern=rf"^{UUID7}\Z")]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a withdrawn listing."""

    lid: str
    seq: int
    host: str = ""

    def to_json(self, host: str) -> bytes:
        """As it stands in a page of ``host``."""
        address = f"{base_url(host)}/l/{self.lid}"
        return canonical({"type": TOMBSTONE, "id": address, "wijk:seq": self.seq})


@dataclass(frozen=True, slots=True)
class Stub:
    """What a relay puts in place of a listing that it leaves out: a debt (§9.1)."""

    lid: str
    seq: int
    digest: str

    def to_json(self) -> bytes:
        """As it stands in a relay's page."""
        return canonical(
            {
                "type": STUB,
                "wijk:lid": self.lid,
                "wijk:seq": self.seq,
                "wijk:digest": self.digest,
            }
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: as it came, and its items as raw bytes, in their order."""

    items: tuple[bytes, ...]
    next: str | None
    head: bytes | None
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is live, without texts, and the head beside it."""

    entries: tuple[Entry, ...]
    head: bytes


class _Envelope(msgspec.Struct, gc=False, rename={"items": "orderedItems", "part_of": "partOf"}):
    context: Raw = field(name="@context")
    id: str
    items: list[Raw]
    part_of: str
    type: Literal["OrderedCollectionPage"]
    next: str | UnsetType = UNSET
    head: Raw | UnsetType = field(name="wijk:head", default=UNSET)


class _Removal(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    type: Literal["Tombstone"]
    id: str
    seq: Seq = field(name="wijk:seq")


class _Debt(msgspec.Struct, gc=False, forbid_unknown_fields=True, tag="wijk:Stub"):
    lid: Lid = field(name="wijk:lid")
    seq: Seq = field(name="wijk:seq")
    digest: Digest = field(name="wijk:digest")


class _ManifestShape(msgspec.Struct, gc=False):
    entries: Annotated[list[tuple[Lid, Seq, Digest]], Meta(max_length=ORIGIN_COUNT)]
    head: Raw


class _Peek(msgspec.Struct, gc=False):
    type: str


_PAGE: Final = msgspec.json.Decoder(_Envelope)
_REMOVAL: Final = msgspec.json.Decoder(_Removal)
_DEBT: Final = msgspec.json.Decoder(_Debt)
_ENTRIES: Final = msgspec.json.Decoder(list[tuple[Lid, Seq, Digest]])
_MANIFEST: Final = msgspec.json.Decoder(_ManifestShape)
_PEEK: Final = msgspec.json.Decoder(_Peek)
_WRITER: Final = msgspec.json.Encoder(order="sorted")


def feed_path(scope: str, *, origin: str | None = None) -> str:
    """Where a feed stands: our own, or the copy of the one of ``origin``.

    A copy that is not public is given to its origin alone (§13), and has a place of its own.
    """
    if origin is None:
        return f"/fed/feed/{scope}"
    place = f"/fed/origins/{origin}"
    return f"{place}/feed" if scope == "public" else f"{place}/{scope}/feed"


def build_page(
    *,
    host: str,
    scope: str,
    after: int,
    items: Sequence[bytes],
    next_after: int | None,
    head: bytes | None,
    origin: str | None = None,
) -> bytes:
    """Write one page of the feed of ``host``. ``head`` belongs to the last page, and only there.

    ``items`` are listings' signed bytes, ``Tombstone.to_json`` and ``Stub.to_json``.
    """
    address = base_url(host) + feed_path(scope, origin=origin)
    envelope: dict[str, Any] = {
        "@context": ACTIVITYSTREAMS,
        "id": f"{address}?after={after}",
        "orderedItems": [Raw(item) for item in items],
        "partOf": address,
        "type": "OrderedCollectionPage",
    }
    if next_after is not None:
        envelope["next"] = f"{address}?after={next_after}"
    if head is not None:
        envelope["wijk:head"] = Raw(head)
    return _WRITER.encode(envelope)


def read_page(data: bytes) -> Page:
    """Read a page's envelope. Its items are raw; they are judged one by one.

    :raises FederationError: it is not strict JSON or not a page.
    """
    try:
        envelope = _PAGE.decode(data) if len(data) <= PAGE_BYTES else None
    except strictjson.UNREADABLE:
        envelope = None
    if envelope is None or not _plain(envelope) or _WRITER.encode(envelope) != data:
        strictjson.scan(data, limit=PAGE_BYTES, depth=DEPTH)
    elif envelope.head is not UNSET:
        strictjson.scan(bytes(envelope.head), limit=PAGE_BYTES, depth=DEPTH - 1)
    if envelope is None:
        raise BadSourceError(where="page")
    if bytes(envelope.context) != _CONTEXT:
        raise BadSourceError(where="@context")
    if len(envelope.items) > PAGE_ITEMS:
        raise BadSourceError(where="orderedItems")
    return Page(
        items=tuple(map(bytes, envelope.items)),
        next=None if envelope.next is UNSET else envelope.next,
        head=None if envelope.head is UNSET else bytes(envelope.head),
        data=data,
    )


def _plain(envelope: _Envelope) -> bool:
    """Whether the envelope's own members are of a sort that needs no closer look."""
    addresses = (envelope.id, envelope.part_of, "" if envelope.next is UNSET else envelope.next)
    plain = all(len(text) <= _ADDRESS and "\0" not in text for text in addresses)
    return plain and bytes(envelope.context) == _CONTEXT


def next_cursor(page: Page, *, address: str, after: int) -> int | None:
    """The cursor of the page after this one, or nothing when it is the last (§8.1).

    ``address`` is where this feed was fetched, without its query.

    :raises BadSourceError: the next page would be somewhere else, or not further on.
    """
    if page.next is None:
        return None
    start = f"{address}?after="
    number = page.next.removeprefix(start)
    if not page.next.startswith(start) or not _CURSOR.match(number):
        raise BadSourceError(where="next")
    if int(number) <= after or not page.items:
        raise BadSourceError(where="next")
    return int(number)


def read_marker(data: bytes) -> Tombstone | Stub | None:
    """Read an item that stands in a listing's place; nothing when it may be a listing.

    :raises BadSourceError: it is neither.
    """
    try:
        kind = _PEEK.decode(data).type
        if kind in LISTING_TYPES:
            return None
        if kind == TOMBSTONE:
            removal = _REMOVAL.decode(data)
            match = _REMOVAL_ID.match(removal.id)
            if match is None:
                raise BadSourceError(where=TOMBSTONE)
            return Tombstone(match[1], removal.seq, removal.id.split("/")[2])
        if kind == STUB:
            debt = _DEBT.decode(data)
            return Stub(debt.lid, debt.seq, debt.digest)
    except strictjson.UNREADABLE as error:
        raise BadSourceError(where=STUB) from error
    raise BadSourceError(where="orderedItems")


def build_manifest(*, entries: Sequence[Entry], head: bytes) -> bytes:
    """Write the manifest: the very entries that the root is over."""
    return _WRITER.encode({"entries": sorted(entries), "head": Raw(head)})


def read_entries(data: bytes) -> list[Entry]:
    """Read the entries of a manifest alone: ``[[lid, seq, digest], …]`` in any order.

    :raises FederationError: it is not strict JSON or not such a list, or names a lid twice.
    """
    strictjson.scan(data, limit=MANIFEST_BYTES, depth=DEPTH)
    try:
        entries = _ENTRIES.decode(data)
    except strictjson.UNREADABLE as error:
        raise BadSourceError(where="entries") from error
    _refuse_doubles(entries)
    return entries


def _refuse_doubles(entries: Sequence[Entry]) -> None:
    if len({lid for lid, _, _ in entries}) != len(entries):
        raise BadSourceError(where="entries")


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest. Whether its entries give the root of its head, ``intake`` says.

    :raises FederationError: it is not strict JSON or not a manifest.
    """
    try:
        shape = _MANIFEST.decode(data) if len(data) <= MANIFEST_BYTES else None
    except strictjson.UNREADABLE:
        shape = None
    if shape is None or _WRITER.encode(shape) != data:
        strictjson.scan(data, limit=MANIFEST_BYTES, depth=DEPTH)
    else:
        strictjson.scan(bytes(shape.head), limit=MANIFEST_BYTES, depth=DEPTH - 1)
    if shape is None:
        raise BadSourceError(where="manifest")
    _refuse_doubles(shape.entries)
    return Manifest(entries=tuple(shape.entries), head=bytes(shape.head))
