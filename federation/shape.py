"""The members of a listing as typed values (PROTOCOL.md §5.2).

Rule 1: this says what a member looks like; what it must agree with, ``listing`` judges. Rule 2:
members not named here are neither refused nor lost: the signed bytes keep them. Rule 3: members
stand in the order in which canonical bytes have them, so that they are read and written as they
come.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType, field

from federation.limits import CONTENT_POINTS, IMAGES, MAX_INTEGER, NAME_POINTS, TAGS

DIGEST: Final = r"^uEi[A-D][A-Za-z0-9_-]{42}[AQgw]\Z"
WARD: Final = r"^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})@20[0-9]{2}\Z"
UUID7: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}\Z")
_LANGUAGE_LETTERS: Final = 8 + 8 * len("-abcdefgh")
_LANGUAGES: Final = 256  # kept at hand: more than a ward and its neighbours write

Name = Annotated[str, Meta(pattern=r"^[ -~]*\Z")]
Number = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
Seq = Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
Size = Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
Moment = Annotated[datetime, Meta(tz=True)]
Digest = Annotated[str, Meta(pattern=DIGEST)]
Ward = Annotated[str, Meta(pattern=WARD)]


def is_language(text: str) -> bool:
    """Whether ``text`` is a tag of BCP 47, as far as its form goes."""
    return len(text) <= _LANGUAGE_LETTERS and _has_form_of_language(text)


@lru_cache(maxsize=_LANGUAGES)
def _has_form_of_language(text: str) -> bool:
    return _LANGUAGE.match(text) is not None


class Place(msgspec.Struct, gc=False, kw_only=True):
    """Where, as roughly as may be told."""

    address: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    type: Literal["Place"]
    geo: str | UnsetType = field(name="wijk:geo", default=UNSET)
    ward: Ward | UnsetType = field(name="wijk:ward", default=UNSET)


class Tag(msgspec.Struct, gc=False, kw_only=True):
    """A hashtag, with its ``#``."""

    name: Annotated[str, Meta(pattern=r"^#")]
    type: Literal["Hashtag"]


class Image(msgspec.Struct, gc=False, kw_only=True):
    """A picture: what it shows in words, and the digest of its bytes."""

    digest: Digest = field(name="digestMultibase")
    height: Size
    media_type: Literal["image/jpeg", "image/png", "image/webp"] = field(name="mediaType")
    name: Annotated[str, Meta(min_length=1)]
    type: Literal["Image"]
    width: Size


class Initiative(msgspec.Struct, gc=False, kw_only=True):
    """The initiative that a listing belongs to."""

    id: str
    name: str


class Quantity(msgspec.Struct, gc=False, kw_only=True):
    """How much of it; always one."""

    unit: Literal["one"] = field(name="hasUnit")


class Intent(msgspec.Struct, gc=False, kw_only=True):
    """FEP-0837: what the proposal is for."""

    action: Literal["deliverService", "transfer"]
    id: str
    quantity: Quantity = field(name="resourceQuantity")
    type: Literal["Intent"]


class Proof(msgspec.Struct, gc=False, kw_only=True):
    """The seven members of §3, unjudged."""

    context: Raw = field(name="@context")
    created: str
    cryptosuite: str
    purpose: str = field(name="proofPurpose")
    value: str = field(name="proofValue")
    type: str
    method: str = field(name="verificationMethod")


class Shape(msgspec.Struct, gc=False, kw_only=True):
    """One listing. ``context`` and ``proof`` stay as they came."""

    context: Raw = field(name="@context")
    images: Annotated[list[Image], Meta(max_length=IMAGES)] | UnsetType = field(
        name="attachment", default=UNSET
    )
    actor: str = field(name="attributedTo")
    content: Annotated[str, Meta(max_length=CONTENT_POINTS)]
    content_map: dict[Name, str] | UnsetType = field(name="contentMap", default=UNSET)
    end: str = field(name="endTime")
    id: str
    location: Place | UnsetType = UNSET
    media_type: Literal["text/plain"] = field(name="mediaType")
    name: Annotated[str, Meta(max_length=NAME_POINTS)]
    name_map: dict[Name, str] | UnsetType = field(name="nameMap", default=UNSET)
    proof: Raw
    published: str
    publishes: Intent | UnsetType = UNSET
    purpose: Literal["offer", "request"]
    start: str | UnsetType = field(name="startTime", default=UNSET)
    tags: Annotated[list[Tag], Meta(max_length=TAGS)] | UnsetType = field(name="tag", default=UNSET)
    to: list[str]
    type: Literal["Proposal", "Event"]
    updated: str
    url: str
    by: str | UnsetType = field(name="wijk:by", default=UNSET)
    # Its names: whoever reads without ``strictjson`` looks at them, faster than a pattern would.
    details: dict[str, str | Number] | UnsetType = field(name="wijk:details", default=UNSET)
    initiative: Initiative | UnsetType = field(name="wijk:initiative", default=UNSET)
    kind: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="wijk:kind")
    language: str = field(name="wijk:language")
    seq: Seq = field(name="wijk:seq")
    terms: Literal["gift", "paid", "hours", "swap", "loan", "none"] = field(name="wijk:terms")


class Exact(Shape, gc=False, kw_only=True):
    """A listing whose proof and times, too, have the form that we write: read instead of kept."""

    published: Moment  # type: ignore[assignment]
    updated: Moment  # type: ignore[assignment]
    end: Moment = field(name="endTime")  # type: ignore[assignment]
    start: Moment | UnsetType = field(  # type: ignore[assignment]
        name="startTime", default=UNSET
    )
    proof: Proof  # type: ignore[assignment]
