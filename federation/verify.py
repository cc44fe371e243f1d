"""Judging documents with nothing but their bytes, now or years later (PROTOCOL.md §16).

Rule 1: these are the judgements that a node passes while it pulls, and no others. Rule 2: each
returns the lines to print after ``accepted``, or raises the refusal. Files and exit codes are the
command line's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from federation import proof, strictjson, times, webvh
from federation.canonical import canonical_of_strict, loads_canonical
from federation.context import CONTEXT
from federation.did import Identity, continue_log, read_log
from federation.errors import (
    BadHeadError,
    BadProofError,
    FederationError,
    NotCanonicalError,
    RootMismatchError,
    UnsupportedVersionError,
)
from federation.head import Head, names_version, read_head, root
from federation.intake import ARCHIVE, Change, Held, judge
from federation.keys import PublicKey
from federation.limits import DEPTH, HEAD_BYTES, LISTING_BYTES, MANIFEST_BYTES, SIGNED_DEPTH
from federation.listing import SCOPES, Listing, check_proof
from federation.page import read_entries

_FAR: Final = datetime(2999, 1, 1, tzinfo=UTC)  # later lines of a log are not the archive's concern


@dataclass(frozen=True)
class Archive:
    """A feed as files: the log, the head, and the pages in their order."""

    log: bytes
    head: bytes
    pages: Sequence[bytes]


def verify_json(data: bytes) -> list[str]:
    """Strict and canonical (§1). What carries a proof is held to the bounds of signed documents."""
    value = strictjson.loads(data, limit=MANIFEST_BYTES, depth=DEPTH)
    if isinstance(value, dict) and "proof" in value:
        strictjson.scan(data, limit=LISTING_BYTES, depth=SIGNED_DEPTH)
    if canonical_of_strict(value) != data:
        raise NotCanonicalError
    return []


def verify_proof(data: bytes, *, key: str, any_context: bool = False) -> list[str]:
    """The proof of one document by the key ``key`` (§2, §3).

    With ``any_context`` the document is somebody else's: it may be written as they like.
    """
    value = strictjson.loads(data, limit=LISTING_BYTES, depth=SIGNED_DEPTH)
    if not any_context and canonical_of_strict(value) != data:
        raise NotCanonicalError
    if not isinstance(value, dict):
        raise BadProofError(where="document")
    if not any_context and value.get("@context") != CONTEXT:
        raise UnsupportedVersionError
    public = PublicKey.from_multikey(key)
    proof.read(value, any_context=any_context).verify(public)
    return []


def verify_did(data: bytes, *, now: datetime, general: bool = False) -> list[str]:
    """A log (§4). With ``general``: did:webvh 1.0 alone, without our profile."""
    if general:
        return _general(data, now)
    return _described(read_log(data, now=now).newest.entry)


def verify_root(data: bytes) -> list[str]:
    """The root of a JSON array of ``[lid, seq, digest]`` (§6.3)."""
    return [root(read_entries(data))]


def verify_feed(
    archive: Archive, *, now: datetime | None = None, held: Archive | None = None
) -> list[str]:
    """A whole feed, on top of what was held before if that is given."""
    before = _judged(held, None, now) if held is not None else None
    judged = _judged(archive, before, now)
    return [
        *_ended(judged),
        *(f"held-back {item.lid} {item.code}" for item in judged.change.held_back),
        *_unproven(judged.change.listings, judged.identity),
    ]


def _general(data: bytes, now: datetime) -> list[str]:
    first, *rest = webvh.split(data)
    entry = webvh.read_entry(first, None, now=now)
    for line in rest:
        entry = webvh.read_entry(line, entry, now=now)
    return _described(entry)


def _described(entry: webvh.Entry) -> list[str]:
    """What is shown of an identity: its DID, its version, and each key that it gives a name."""
    lines = [f"did {entry.did}", f"version {entry.number}"]
    methods = entry.state.get("verificationMethod")
    for item in methods if isinstance(methods, list) else []:
        name, key = _text(item, "id"), _text(item, "publicKeyMultibase")
        if name is not None and key is not None:
            lines.append(f"key {name} {key}")
    return [*lines, "deactivated"] if entry.deactivated else lines


def _text(item: Any, name: str) -> str | None:
    value = item.get(name) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None


@dataclass(frozen=True)
class _Judged:
    """What an archive was found to be. ``log`` is the whole, ``identity`` as the head names it."""

    log: Identity
    identity: Identity
    head: Head
    change: Change
    time: datetime


def _judged(archive: Archive, before: _Judged | None, now: datetime | None) -> _Judged:
    scope, published = _announced(archive.head)
    time = now or published
    log, identity = _identity(archive, before, time)
    head = read_head(archive.head, identity=identity, scope=scope, now=time)
    held = _held(before, identity)
    change = judge(held, archive.pages, scope=scope, now=time, source=ARCHIVE)
    if not change.head.says_the_same_as(head):
        raise RootMismatchError(announced=head.root, found=change.head.root)
    return _Judged(log, identity, head, change, time)


def _held(before: _Judged | None, identity: Identity) -> Held:
    """What the archive builds on; under a new DID version on nothing, so all is judged anew."""
    if before is None:
        return Held(identity)
    held = Held(identity, before.change.head, before.change.entries)
    return held if held.cursor else replace(held, entries={})


def _announced(data: bytes) -> tuple[str, datetime]:
    """The scope and the time that an unjudged head gives."""
    raw = loads_canonical(data, limit=HEAD_BYTES)
    if isinstance(raw, dict) and raw.get("@context") != CONTEXT:
        raise UnsupportedVersionError
    names_version(data)
    scope = raw.get("wijk:scope")
    if scope not in SCOPES:
        raise BadHeadError(where="wijk:scope")
    try:
        return scope, times.from_text(raw.get("published"))
    except (TypeError, ValueError) as error:
        raise BadHeadError(where="published") from error


def _identity(archive: Archive, before: _Judged | None, now: datetime) -> tuple[Identity, Identity]:
    """The whole log, and the identity at the version that the head names."""
    if before is not None:
        continue_log(before.log, archive.log, now=_FAR)
    number = int(names_version(archive.head).partition("-")[0])
    lines = webvh.split(archive.log)
    identity = read_log(b"\n".join(lines[:number]), now=now)
    return continue_log(identity, archive.log, now=_FAR), identity


def _ended(judged: _Judged) -> list[str]:
    head, now = judged.head, judged.time
    lines = [f"ended head {times.to_text(head.end)}"] if head.ended(now) else []
    return lines + [
        f"ended {listing.lid} {times.to_text(listing.end)}"
        for listing in judged.change.listings
        if listing.ended(now)
    ]


def _unproven(listings: Iterable[Listing], identity: Identity) -> Iterable[str]:
    for listing in listings:
        try:
            check_proof(listing, identity)
        except FederationError as error:
            yield f"held-back {listing.lid} {error.code}"
