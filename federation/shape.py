"""The members of a listing as typed values (PROTOCOL.md §5.2).

Rule 1: this says what a member looks like; what it must agree with, ``listing`` judges. Rule 2:
members not named here are neither refused nor lost: the signed bytes keep them.
"""

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType, field

from federation.limits import CONTENT_POINTS, IMAGES, MAX_INTEGER, NAME_POINTS, TAGS

DIGEST: Final = r"^uEi[A-D][A-Za-z0-9_-]{42}[AQgw]\Z"
WARD: Final = r"^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})@20[0-9]{2}\Z"
LANGUAGE: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}\Z"
UUID7: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

Name = Annotated[str, Meta(pattern=r"^[ -~]*\Z")]
Number = Annotated[int, Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
Seq = Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
Size = Annotated[int, Meta(ge=1, le=MAX_INTEGER)]
Moment = Annotated[datetime, Meta(tz=True)]
Digest = Annotated[str, Meta(pattern=DIGEST)]
Ward = Annotated[str, Meta(pattern=WARD)]


class Place(msgspec.Struct, gc=False):
    """Where, as roughly as may be told."""

    type: Literal["Place"]
    name: str | UnsetType = UNSET
    geo: str | UnsetType = field(name="wijk:geo", default=UNSET)
    ward: Ward | UnsetType = field(name="wijk:ward", default=UNSET)
    address: str | UnsetType = UNSET


class Tag(msgspec.Struct, gc=False):
    """A hashtag, with its ``#``."""

    type: Literal["Hashtag"]
    name: Annotated[str, Meta(pattern=r"^#")]


class Image(msgspec.Struct, gc=False):
    """A picture: what it shows in words, and the digest of its bytes."""

    type: Literal["Image"]
    media_type: Literal["image/jpeg", "image/png", "image/webp"] = field(name="mediaType")
    name: Annotated[str, Meta(min_length=1)]
    digest: Digest = field(name="digestMultibase")
    width: Size
    height: Size


class Initiative(msgspec.Struct, gc=False):
    """The initiative that a listing belongs to."""

    id: str
    name: str


class Quantity(msgspec.Struct, gc=False):
    """How much of it; always one."""

    unit: Literal["one"] = field(name="hasUnit")


class Intent(msgspec.Struct, gc=False):
    """FEP-0837: what the proposal is for."""

    type: Literal["Intent"]
    id: str
    action: Literal["deliverService", "transfer"]
    quantity: Quantity = field(name="resourceQuantity")


class Proof(msgspec.Struct, gc=False):
    """The seven members of §3, unjudged."""

    context: Raw = field(name="@context")
    type: str
    cryptosuite: str
    created: str
    method: str = field(name="verificationMethod")
    purpose: str = field(name="proofPurpose")
    value: str = field(name="proofValue")


class Shape(msgspec.Struct, gc=False):
    """One listing. ``context`` and ``proof`` stay as they came."""

    context: Raw = field(name="@context")
    id: str
    type: Literal["Proposal", "Event"]
    actor: str = field(name="attributedTo")
    purpose: Literal["offer", "request"]
    kind: Annotated[str, Meta(min_length=1, max_length=64)] = field(name="wijk:kind")
    terms: Literal["gift", "paid", "hours", "swap", "loan", "none"] = field(name="wijk:terms")
    name: Annotated[str, Meta(max_length=NAME_POINTS)]
    content: Annotated[str, Meta(max_length=CONTENT_POINTS)]
    media_type: Literal["text/plain"] = field(name="mediaType")
    language: Annotated[str, Meta(pattern=LANGUAGE)] = field(name="wijk:language")
    published: str
    updated: str
    end: str = field(name="endTime")
    url: str
    seq: Seq = field(name="wijk:seq")
    to: list[str]
    proof: Raw
    publishes: Intent | UnsetType = UNSET
    start: str | UnsetType = field(name="startTime", default=UNSET)
    name_map: dict[Name, str] | UnsetType = field(name="nameMap", default=UNSET)
    content_map: dict[Name, str] | UnsetType = field(name="contentMap", default=UNSET)
    location: Place | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=TAGS)] | UnsetType = field(name="tag", default=UNSET)
    images: Annotated[list[Image], Meta(max_length=IMAGES)] | UnsetType = field(
        name="attachment", default=UNSET
    )
    by: str | UnsetType = field(name="wijk:by", default=UNSET)
    details: dict[Name, str | Number] | UnsetType = field(name="wijk:details", default=UNSET)
    initiative: Initiative | UnsetType = field(name="wijk:initiative", default=UNSET)


class Exact(Shape, gc=False):
    """A listing whose proof and times, too, have the form that we write: read instead of kept."""

    published: Moment  # type: ignore[assignment]
    updated: Moment  # type: ignore[assignment]
    end: Moment = field(name="endTime")  # type: ignore[assignment]
    start: Moment | UnsetType = field(  # type: ignore[assignment]
        name="startTime", default=UNSET
    )
    proof: Proof  # type: ignore[assignment]
