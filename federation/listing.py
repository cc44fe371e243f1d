"""One listing, judged: a neighbour's and our own by the same functions (PROTOCOL.md §5).

Rule 1: the bytes are kept as they came; a ``Listing`` is a reading of them. Rule 2: a listing that
is written exactly as this version writes it is judged in one pass of compiled code; whatever is
unusual takes the slow road, which decides. Rule 3: a proof is judged where it is needed (§8.7), by
``check_proof``, never in passing.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from federation import leaving, proof, times
from federation.canonical import canonical, digest, loads_canonical
from federation.context import CONTEXT, PUBLIC
from federation.did import Identity, Version
from federation.errors import (
    BadListingError,
    FederationError,
    FromFutureError,
    NotForUsError,
    TooLongLivedError,
    UnsupportedVersionError,
    WrongHostError,
)
from federation.hosts import actor_url, base_url, followers_url, host_of
from federation.keys import PrivateKey
from federation.kinds import KINDS, REPEATS
from federation.limits import (
    CLOCK_TOLERANCE,
    EVENT_LIFE,
    GEO_UNCERTAINTY_M,
    LISTING_BYTES,
    LISTING_LIFE,
    STRING_BYTES,
)
from federation.shape import UUID7, Exact, Image, Place, Shape, is_language
from federation.strictjson import UNREADABLE

SCOPES: Final = ("public", "adjacent")
_SHAPE: Final = msgspec.json.Decoder(Shape)
_EXACT: Final = msgspec.json.Decoder(Exact)
_WRITER: Final = msgspec.json.Encoder(order="deterministic")  # for shapes, which are in order
_CONTEXT: Final = Raw(canonical(CONTEXT))
_ID: Final = re.compile(rf"(https?://[^/]{{1,260}})/l/({UUID7})\Z")
_GEO: Final = re.compile(
    r"geo:(-?[0-9]{1,2}(?:\.[0-9]{1,3})?),(-?[0-9]{1,3}(?:\.[0-9]{1,3})?);u=([0-9]{3,7})\Z"
)
_GEO_LETTERS: Final = len("geo:-90.000,-180.000;u=9999999")
_CELLS: Final = 1024  # a ward and its neighbours have a few hundred, used again and again
_WHERE: Final = re.compile(r" - at `\$\.?([^`\[.]*)")
_MISSING: Final = re.compile(r"missing required field `([^`]*)`")


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A picture of a listing: its bytes' digest and what it shows in words."""

    digest: str
    media_type: str
    name: str
    width: int
    height: int


class Listing(msgspec.Struct, frozen=True, gc=False):
    """A listing that keeps §5. ``data`` are its signed bytes, ``digest`` is over them."""

    lid: str
    seq: int
    scope: str
    host: str
    kind: str
    purpose: str
    terms: str
    name: str
    content: str
    language: str
    published: datetime
    updated: datetime
    end: datetime
    data: bytes
    digest: str
    url: str
    start: datetime | None = None
    repeat: str | None = None
    place_name: str | None = None
    geo: tuple[int, int] | None = None
    ward: str | None = None
    address: str | None = None
    by: str | None = None
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    details: Mapping[str, str | int] | None = None
    initiative: tuple[str, str] | None = None
    action: str | None = None

    @property
    def raw(self) -> dict[str, Any]:
        """Every member, also those that this version does not know."""
        return dict(msgspec.json.decode(self.data))

    def ended(self, now: datetime) -> bool:
        """Whether it is past its end: still counted, no longer shown."""
        return now >= self.end


def judge(
    data: bytes,
    *,
    identity: Identity,
    scope: str,
    now: datetime,
    version: Version | None = None,
) -> Listing:
    """Read a listing of ``identity`` and of one scope; its proof stays unjudged.

    ``version`` is the DID version that applies, by default the newest.

    :raises FederationError: the first of its faults, in the order of §15.
    """
    return judge_for(data, host=(version or identity.newest).host, scope=scope, now=now)


def judge_for(data: bytes, *, host: str, scope: str, now: datetime) -> Listing:
    """``judge`` for the host of the DID version that applies."""
    shape = _read_fast(data) or _read_slow(data)
    lid = _check_members(shape, host)
    moments = shape if isinstance(shape, Exact) else _read_times(shape)
    _check_times(moments)
    _check_addressee(shape, host, scope)
    _check_hosts(shape, host)
    _check_clock(shape, moments, now)
    return _built(shape, moments, data, lid=lid, host=host, scope=scope)


def judge_or_refusal(
    data: bytes, *, host: str, scope: str, now: datetime
) -> Listing | FederationError:
    """The listing, or why it is held back: for those who count it in the set either way."""
    try:
        return judge_for(data, host=host, scope=scope, now=now)
    except FederationError as error:
        return error


def check_proof(listing: Listing, identity: Identity, *, version: Version | None = None) -> None:
    """Verify the listing's own proof, which makes it true outside its feed (§8.7).

    :raises FederationError: ``bad_proof``, ``wrong_signer`` or ``bad_signature``.
    """
    proof.check(listing.raw, keys=(version or identity.newest).sign_keys)


def sign(document: Mapping[str, Any], *, key: PrivateKey, method: str, now: datetime) -> Listing:
    """Judge our own document as a neighbour would, and only then sign it (§5.3, §5.4)."""
    did = method.partition("#")[0]
    host = host_of(did) or ""
    scope = "public" if document.get("to") == [PUBLIC] else "adjacent"
    judge_for(canonical({**document, "proof": _UNSIGNED}), host=host, scope=scope, now=now)
    leaving.check(document)
    data = proof.secure(document, key=key, method=method, created=now)
    return judge_for(data, host=host, scope=scope, now=now)


_UNSIGNED: Final = {
    "@context": CONTEXT,
    "created": "",
    "cryptosuite": "",
    "proofPurpose": "",
    "proofValue": "",
    "type": "",
    "verificationMethod": "",
}


def _read_fast(data: bytes) -> Exact | None:
    """Read a listing that holds nothing but what this version writes, exactly as it writes it.

    Reading and writing again gives the same bytes only for canonical bytes without any other
    member, so nothing else has to be looked at: neither names, nor doubles, nor depth. Long strings
    and U+0000 are left to the slow road.
    """
    if len(data) > STRING_BYTES or (b"\\" in data and b"\\u0000" in data):
        return None  # the single mark is looked for first: that is many times faster
    try:
        shape = _EXACT.decode(data)
    except UNREADABLE:
        return None
    if not shape.context == _CONTEXT == shape.proof.context:
        return None
    return shape if _WRITER.encode(shape) == data and _is_plain(shape) else None


def _is_plain(shape: Exact) -> bool:
    """Whether its moments are in whole seconds, of years that we write, and its names are names."""
    start = shape.published if shape.start is UNSET else shape.start
    if not times.are_plain(shape.published, shape.updated, shape.end, start):
        return False
    names = "" if shape.details is UNSET else "".join(shape.details)
    return names.isascii() and names.isprintable()


def _read_slow(data: bytes) -> Shape:
    """Read any listing, and say what is wrong with it first."""
    raw = loads_canonical(data, limit=LISTING_BYTES)
    if not isinstance(raw, dict):
        raise BadListingError(where="document")
    if raw.get("@context") != CONTEXT:
        raise UnsupportedVersionError
    try:
        return _SHAPE.decode(data)
    except msgspec.ValidationError as error:
        raise BadListingError(where=_where(str(error))) from error


def _where(sentence: str) -> str:
    """The member that the decoder complains about."""
    match = _WHERE.search(sentence) or _MISSING.search(sentence)
    return match[1] if match else "document"


def _check_members(shape: Shape, host: str) -> str:
    """What the members must say, addresses apart. Returns the lid."""
    if not is_language(shape.language):
        raise BadListingError(where="wijk:language")
    match = _ID.match(shape.id)
    if match is None:
        raise BadListingError(where="id")
    if (shape.type == "Event") != (shape.kind == "meeting"):
        raise BadListingError(where="type")
    if shape.type == "Event" and shape.start is UNSET:
        raise BadListingError(where="startTime")
    if shape.actor != actor_url(host) and shape.actor.startswith(base_url(host) + "/"):
        raise BadListingError(where="attributedTo")
    _check_intent(shape)
    _check_details(shape)
    if shape.location is not UNSET:
        _check_geo(shape.location)
    return match[2]


def _check_intent(shape: Shape) -> None:
    if shape.publishes is UNSET:
        if shape.type == "Proposal":
            raise BadListingError(where="publishes")
        return
    kind = KINDS.get(shape.kind)
    if kind is not None and shape.publishes.action not in kind.actions:
        raise BadListingError(where="publishes")
    if shape.publishes.id != f"{shape.id}#primary":
        raise BadListingError(where="publishes")


def _check_details(shape: Shape) -> None:
    if shape.details is UNSET or shape.type != "Event" or "repeat" not in shape.details:
        return
    if shape.details["repeat"] not in REPEATS:
        raise BadListingError(where="wijk:details")


def _check_geo(place: Place) -> None:
    if place.geo is not UNSET and _point(place.geo) is None:
        raise BadListingError(where="location")


def _check_addressee(shape: Shape, host: str, scope: str) -> None:
    expected = PUBLIC if scope == "public" else followers_url(host)
    if shape.to != [expected]:
        raise NotForUsError


def _check_hosts(shape: Shape, host: str) -> None:
    """Every address of our own making stands under the host of the version that applies."""
    base = base_url(host) + "/"
    for address in (shape.id, shape.actor, shape.url):
        if not address.startswith(base):
            raise WrongHostError(found=address[:200], expected=host)
    if shape.initiative is not UNSET and not shape.initiative.id.startswith(base):
        raise WrongHostError(found=shape.initiative.id[:200], expected=host)


class _Moments(NamedTuple):
    """What an :class:`Exact` has of its own."""

    published: datetime
    updated: datetime
    end: datetime
    start: datetime | UnsetType


def _read_times(shape: Shape) -> _Moments:
    return _Moments(
        _moment(shape.published, "published"),
        _moment(shape.updated, "updated"),
        _moment(shape.end, "endTime"),
        UNSET if shape.start is UNSET else _moment(shape.start, "startTime"),
    )


def _check_times(moments: _Moments | Exact) -> None:
    if moments.published > moments.updated:
        raise BadListingError(where="updated")
    if moments.end <= moments.updated:
        raise BadListingError(where="endTime")


def _check_clock(shape: Shape, moments: _Moments | Exact, now: datetime) -> None:
    if moments.updated > now + CLOCK_TOLERANCE:
        raise FromFutureError(at=times.to_text(moments.updated))
    life = EVENT_LIFE if shape.type == "Event" else LISTING_LIFE
    if moments.end - moments.updated > life:
        raise TooLongLivedError(end=times.to_text(moments.end))


_NOWHERE: Final = Place(type="Place")


def _built(
    shape: Shape, moments: _Moments | Exact, data: bytes, *, lid: str, host: str, scope: str
) -> Listing:
    place = _NOWHERE if shape.location is UNSET else shape.location
    details = None if shape.details is UNSET else shape.details
    repeat = details.get("repeat") if details and shape.type == "Event" else None
    return Listing(  # what each has stands in its place: by name it takes twice the time
        lid,
        shape.seq,
        scope,
        host,
        shape.kind,
        shape.purpose,
        shape.terms,
        shape.name,
        shape.content,
        shape.language,
        moments.published,
        moments.updated,
        moments.end,
        data,
        digest(data),
        shape.url,
        start=None if moments.start is UNSET else moments.start,
        repeat=None if repeat is None else str(repeat),
        place_name=None if place.name is UNSET else place.name,
        geo=None if place.geo is UNSET else _point(place.geo),
        ward=None if place.ward is UNSET else place.ward,
        address=None if place.address is UNSET else place.address,
        by=None if shape.by is UNSET else shape.by,
        tags=() if shape.tags is UNSET else tuple(tag.name for tag in shape.tags),
        attachments=() if shape.images is UNSET else tuple(map(_attachment, shape.images)),
        details=details,
        initiative=(
            None if shape.initiative is UNSET else (shape.initiative.id, shape.initiative.name)
        ),
        action=None if shape.publishes is UNSET else shape.publishes.action,
    )


def _moment(value: str, where: str) -> datetime:
    try:
        return times.from_text(value)
    except ValueError as error:
        raise BadListingError(where=where) from error


def _point(geo: str) -> tuple[int, int] | None:
    """The point in thousandths of a degree: whole numbers survive every database.

    Nothing when it is not written as §5.2 says, is nowhere on earth, or is too exact.
    """
    return _cell(geo) if len(geo) <= _GEO_LETTERS else None


@lru_cache(maxsize=_CELLS)
def _cell(geo: str) -> tuple[int, int] | None:
    match = _GEO.match(geo)
    if match is None or int(match[3]) < GEO_UNCERTAINTY_M:
        return None
    north, east = float(match[1]), float(match[2])
    if abs(north) > 90 or abs(east) > 180:
        return None
    return round(north * 1000), round(east * 1000)


def _attachment(image: Image) -> Attachment:
    return Attachment(image.digest, image.media_type, image.name, image.width, image.height)
