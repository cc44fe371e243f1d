"""Proof that an origin said two things under one number: a document anyone can check (§8.6).

Rule 1: it holds all that is needed: the log and both signed documents, byte for byte. Rule 2: only
documents that verify under the newest DID version of that log count; anything else proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import msgspec
from msgspec import Raw, field

from federation import strictjson
from federation.canonical import loads_canonical
from federation.context import ACTIVITYSTREAMS
from federation.did import Identity, read_log
from federation.errors import BadHeadError, BadSourceError
from federation.head import TYPE as HEAD
from federation.head import read_head
from federation.limits import DEPTH, LISTING_BYTES, LOG_BYTES, LOG_ENTRIES
from federation.listing import SCOPES, check_proof, judge

TYPE: Final = "wijk:Equivocation"
EVIDENCE_BYTES: Final = LOG_BYTES + 3 * LISTING_BYTES  # a log, two documents and the names
_WRITER: Final = msgspec.json.Encoder(order="sorted")


class _Shape(msgspec.Struct, gc=False):
    context: Literal["https://www.w3.org/ns/activitystreams"] = field(name="@context")
    type: Literal["wijk:Equivocation"]
    log: list[Raw] = field(name="wijk:log")
    documents: tuple[Raw, Raw] = field(name="wijk:documents")


_SHAPE: Final = msgspec.json.Decoder(_Shape)


@dataclass(frozen=True)
class Evidence:
    """What was proven: two heads, or two versions of one listing, under the same number."""

    identity: Identity
    about: Literal["head", "listing"]
    seq: int
    documents: tuple[bytes, bytes]


def build(identity: Identity, ours: bytes, theirs: bytes) -> bytes:
    """Write the evidence. ``check`` says whether it proves anything."""
    lines = identity.log.removesuffix(b"\n").split(b"\n")
    return _WRITER.encode(
        {
            "@context": ACTIVITYSTREAMS,
            "type": TYPE,
            "wijk:log": [Raw(line) for line in lines],
            "wijk:documents": [Raw(ours), Raw(theirs)],
        }
    )


def check(data: bytes, *, now: datetime) -> Evidence:
    """Judge evidence that somebody hands us.

    :raises FederationError: it proves nothing.
    """
    strictjson.scan(data, limit=EVIDENCE_BYTES, depth=DEPTH)
    try:
        shape = _SHAPE.decode(data)
    except strictjson.UNREADABLE as error:
        raise BadSourceError(where=TYPE) from error
    identity = _identity(shape.log, now)
    one, other = (bytes(document) for document in shape.documents)
    if one == other:
        raise BadSourceError(where="wijk:documents")
    raw = loads_canonical(one, limit=LISTING_BYTES)
    if isinstance(raw, dict) and raw.get("type") == HEAD:
        return Evidence(identity, "head", _heads(identity, one, other, now), (one, other))
    return Evidence(identity, "listing", _listings(identity, one, other, now), (one, other))


def _identity(lines: Sequence[Raw], now: datetime) -> Identity:
    if len(lines) > LOG_ENTRIES:
        raise BadSourceError(where="wijk:log")
    return read_log(b"\n".join(bytes(line).replace(b"\n", b" ") for line in lines), now=now)


def _heads(identity: Identity, one: bytes, other: bytes, now: datetime) -> int:
    scope = loads_canonical(one, limit=LISTING_BYTES).get("wijk:scope")
    if scope not in SCOPES:
        raise BadHeadError(where="wijk:scope")
    first = read_head(one, identity=identity, scope=scope, now=now)
    second = read_head(other, identity=identity, scope=scope, now=now)
    if first.order != second.order or first.says_the_same_as(second):
        raise BadSourceError(where="wijk:documents")
    return first.seq


def _listings(identity: Identity, one: bytes, other: bytes, now: datetime) -> int:
    """Two documents of one lid and number, in whichever feeds (§5.5)."""
    first, second = (_listing(identity, data, now) for data in (one, other))
    if first != second:
        raise BadSourceError(where="wijk:documents")
    return first[1]


def _listing(identity: Identity, data: bytes, now: datetime) -> tuple[str, int]:
    raw = loads_canonical(data, limit=LISTING_BYTES)
    public = isinstance(raw, dict) and raw.get("to") == [f"{ACTIVITYSTREAMS}#Public"]
    scope = "public" if public else "adjacent"
    listing = judge(data, identity=identity, scope=scope, now=now)
    check_proof(listing, identity)
    return listing.lid, listing.seq
