"""The newest word of an origin on one scope: what is live now (PROTOCOL.md §6).

Rule 1: one signature covers the whole set; ``root`` is how. Rule 2: heads are ordered by DID
version and number, never by a clock. Rule 3: heads are not chained and not kept.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from federation import proof, times
from federation.canonical import digest, loads_canonical
from federation.context import CONTEXT
from federation.did import Identity, Version
from federation.errors import (
    BadHeadError,
    FromFutureError,
    KeyRevokedError,
    UnsupportedVersionError,
)
from federation.hosts import SCID, base_url
from federation.keys import PrivateKey
from federation.limits import (
    CLOCK_TOLERANCE,
    HEAD_BYTES,
    HEAD_LIFE,
    HEAD_NAME_POINTS,
    HEAD_WARDS,
    MAX_INTEGER,
    ORIGIN_COUNT,
)
from federation.shape import DIGEST, WARD

TYPE: Final = "wijk:FeedHead"
_DIGEST: Final = re.compile(DIGEST)
_WARD: Final = re.compile(WARD)
_VERSION_ID: Final = re.compile(r"[1-9][0-9]{0,3}-Qm[1-9A-HJ-NP-Za-km-z]{44}\Z")
_WRITER: Final = msgspec.json.Encoder()

Entry = tuple[str, int, str]
"""``(lid, seq, digest)``."""


@dataclass(frozen=True)
class Head:
    """A verified head. ``version`` is the number of the DID version that signed it."""

    scope: str
    seq: int
    count: int
    root: str
    min_seq: int
    published: datetime
    end: datetime
    did_version: str
    version: int
    name: str
    wards: tuple[str, ...]
    data: bytes

    @property
    def order(self) -> tuple[int, int]:
        """What makes one head newer than another (§6.4)."""
        return self.version, self.seq

    @property
    def etag(self) -> str:
        """The digest of its bytes."""
        return digest(self.data)

    def ended(self, now: datetime) -> bool:
        """Whether nobody has confirmed it for too long."""
        return now >= self.end

    def says_the_same_as(self, other: "Head") -> bool:
        """Whether both describe the same set."""
        return (self.root, self.count) == (other.root, other.count)


def root(entries: Iterable[Entry]) -> str:
    """The digest of the live listings, in byte order of ``lid`` (§6.3)."""
    return digest(_WRITER.encode(sorted(entries)))


def head_url(host: str, scope: str) -> str:
    """The address and ``id`` of a head."""
    return f"{base_url(host)}/fed/head/{scope}"


def sign_head(
    *,
    identity: Identity,
    key: PrivateKey,
    method: str,
    scope: str,
    seq: int,
    count: int,
    root: str,
    min_seq: int,
    name: str,
    wards: Sequence[str],
    now: datetime,
) -> Head:
    """Sign what is live now. The reader's judgement is passed before it is handed out."""
    document = {
        "@context": CONTEXT,
        "type": TYPE,
        "id": head_url(identity.host, scope),
        "attributedTo": identity.did,
        "name": name,
        "wijk:wards": list(wards),
        "wijk:didVersion": identity.version_id,
        "wijk:scope": scope,
        "wijk:seq": seq,
        "wijk:count": count,
        "wijk:root": root,
        "wijk:minSeq": min_seq,
        "published": times.to_text(now),
        "endTime": times.to_text(now + HEAD_LIFE),
    }
    data = proof.secure(document, key=key, method=method, created=now)
    return read_head(data, identity=identity, scope=scope, now=now)


def read_head(
    data: bytes, *, identity: Identity, scope: str, now: datetime | None, newest: bool = True
) -> Head:
    """Judge a head of ``identity`` (§8.2).

    ``newest`` asks that it is signed under the newest DID version known; an archive need not be.
    Without ``now`` the clock is left to ``check_clock``, for whoever has to compare heads first.

    :raises FederationError: the first of its faults, in the order of §15.
    """
    raw = loads_canonical(data, limit=HEAD_BYTES)
    if not isinstance(raw, dict):
        raise BadHeadError(where="document")
    if raw.get("@context") != CONTEXT:
        raise UnsupportedVersionError
    head = _read(raw, data, scope)
    _check_scid(raw, identity)
    version = identity.version(head.did_version)
    _check_place(raw, version, scope)
    if version.entry.deactivated or (newest and version.number != identity.number):
        raise KeyRevokedError(version=head.did_version)
    proof.check(raw, keys=version.sign_keys)
    if now is not None:
        check_clock(head, now)
    return head


def check_clock(head: Head, now: datetime) -> None:
    """Return if a head is not from a time that has not come yet (§8.3).

    :raises FromFutureError: it is.
    """
    if head.published > now + CLOCK_TOLERANCE:
        raise FromFutureError(at=times.to_text(head.published))


def names_version(data: bytes) -> str:
    """The DID version that an unjudged head names: which log is needed to judge it."""
    raw = loads_canonical(data, limit=HEAD_BYTES)
    value = raw.get("wijk:didVersion") if isinstance(raw, dict) else None
    if not isinstance(value, str) or not _VERSION_ID.match(value):
        raise BadHeadError(where="wijk:didVersion")
    return value


def scid_named(data: bytes) -> str:
    """Whose an unjudged head claims to be."""
    raw = loads_canonical(data, limit=HEAD_BYTES)
    did = raw.get("attributedTo") if isinstance(raw, dict) else None
    parts = did.split(":") if isinstance(did, str) else []
    if parts[:2] != ["did", "webvh"] or not SCID.match("".join(parts[2:3])):
        raise BadHeadError(where="attributedTo")
    return str(parts[2])


def _read(raw: Mapping[str, Any], data: bytes, scope: str) -> Head:
    if raw.get("type") != TYPE:
        raise BadHeadError(where="type")
    if raw.get("wijk:scope") != scope:
        raise BadHeadError(where="wijk:scope")
    did_version = _text(raw, "wijk:didVersion", _VERSION_ID)
    head = Head(
        scope=scope,
        seq=_number(raw, "wijk:seq", MAX_INTEGER),
        count=_number(raw, "wijk:count", ORIGIN_COUNT),
        root=_text(raw, "wijk:root", _DIGEST),
        min_seq=_number(raw, "wijk:minSeq", MAX_INTEGER),
        published=_time(raw, "published"),
        end=_time(raw, "endTime"),
        did_version=did_version,
        version=int(did_version.partition("-")[0]),
        name=_name(raw),
        wards=_wards(raw),
        data=data,
    )
    if not head.published < head.end <= head.published + HEAD_LIFE:
        raise BadHeadError(where="endTime")
    return head


def _check_scid(raw: Mapping[str, Any], identity: Identity) -> None:
    did = raw.get("attributedTo")
    if not isinstance(did, str) or did.split(":")[2:3] != [identity.scid]:
        raise BadHeadError(where="attributedTo")


def _check_place(raw: Mapping[str, Any], version: Version, scope: str) -> None:
    if raw["attributedTo"] != version.did:
        raise BadHeadError(where="attributedTo")
    if raw.get("id") != head_url(version.host, scope):
        raise BadHeadError(where="id")


def _number(raw: Mapping[str, Any], where: str, most: int) -> int:
    value = raw.get(where)
    if type(value) is not int or not 0 <= value <= most:
        raise BadHeadError(where=where)
    return value


def _text(raw: Mapping[str, Any], where: str, pattern: re.Pattern[str]) -> str:
    value = raw.get(where)
    if not isinstance(value, str) or not pattern.match(value):
        raise BadHeadError(where=where)
    return value


def _time(raw: Mapping[str, Any], where: str) -> datetime:
    try:
        return times.from_text(raw[where])
    except (KeyError, TypeError, ValueError) as error:
        raise BadHeadError(where=where) from error


def _name(raw: Mapping[str, Any]) -> str:
    value = raw.get("name")
    if not isinstance(value, str) or len(value) > HEAD_NAME_POINTS:
        raise BadHeadError(where="name")
    return value


def _wards(raw: Mapping[str, Any]) -> tuple[str, ...]:
    value = raw.get("wijk:wards")
    if not isinstance(value, list) or len(value) > HEAD_WARDS:
        raise BadHeadError(where="wijk:wards")
    if not all(isinstance(ward, str) and _WARD.match(ward) for ward in value):
        raise BadHeadError(where="wijk:wards")
    return tuple(value)
