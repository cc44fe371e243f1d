"""Making the document of our own listing from plain values (PROTOCOL.md §5.2).

Rule 1: here a value gets its place; whether it may stand there, ``listing.judge`` says. Rule 2:
what a person left empty is left out, never sent empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from federation import times
from federation.context import CONTEXT, PUBLIC
from federation.hosts import actor_url, base_url, followers_url
from federation.kinds import KINDS
from federation.listing import Attachment

_UNCERTAINTY_M = 200  # metres: half the diagonal of a grid cell of 300 m, rounded down


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A listing as plain values. ``geo`` is in thousandths of a degree.

    ``action`` needs a value only where a kind allows both, as an exchange of services does.
    """

    host: str
    lid: str
    seq: int
    scope: str
    kind: str
    purpose: str
    terms: str
    name: str
    content: str
    language: str
    published: datetime
    updated: datetime
    end: datetime
    start: datetime | None = None
    repeat: str | None = None
    place_name: str | None = None
    geo: tuple[int, int] | None = None
    ward: str | None = None
    address: str | None = None
    by: str | None = None
    tags: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    details: Mapping[str, str | int] = field(default_factory=dict)
    initiative: tuple[str, str] | None = None
    url: str | None = None
    action: str | None = None


def compose(draft: Draft) -> dict[str, Any]:
    """The unsigned document."""
    kind = KINDS[draft.kind]
    address = listing_url(draft.host, draft.lid)
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "id": address,
        "type": kind.type,
        "attributedTo": actor_url(draft.host),
        "purpose": draft.purpose,
        "wijk:kind": draft.kind,
        "wijk:terms": draft.terms,
        "name": draft.name,
        "content": draft.content,
        "mediaType": "text/plain",
        "wijk:language": draft.language,
        "published": times.to_text(draft.published),
        "updated": times.to_text(draft.updated),
        "endTime": times.to_text(draft.end),
        "to": [PUBLIC if draft.scope == "public" else followers_url(draft.host)],
        "url": draft.url or address,
        "wijk:seq": draft.seq,
    }
    optional = {
        "publishes": _intent(draft, address) if kind.type == "Proposal" else None,
        "startTime": times.to_text(draft.start) if draft.start else None,
        "location": _place(draft),
        "tag": [{"type": "Hashtag", "name": "#" + tag.lstrip("#")} for tag in draft.tags],
        "attachment": [_image(picture) for picture in draft.attachments],
        "wijk:by": draft.by,
        "wijk:details": _present({"repeat": draft.repeat, **draft.details}),
        "wijk:initiative": _initiative(draft),
    }
    return document | _present(optional)


def listing_url(host: str, lid: str) -> str:
    """The address and ``id`` of a listing."""
    return f"{base_url(host)}/l/{lid}"


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _intent(draft: Draft, address: str) -> dict[str, Any]:
    return {
        "type": "Intent",
        "id": f"{address}#primary",
        "action": draft.action or KINDS[draft.kind].actions[0],
        "resourceQuantity": {"hasUnit": "one"},
    }


def _place(draft: Draft) -> dict[str, Any] | None:
    place = _present(
        {
            "name": draft.place_name,
            "wijk:geo": _geo(draft.geo) if draft.geo else None,
            "wijk:ward": draft.ward,
            "address": draft.address,
        }
    )
    return {"type": "Place", **place} if place else None


def _geo(point: tuple[int, int]) -> str:
    latitude, longitude = (f"{value / 1000:.3f}".rstrip("0").rstrip(".") for value in point)
    return f"geo:{latitude},{longitude};u={_UNCERTAINTY_M}"


def _image(picture: Attachment) -> dict[str, Any]:
    return {
        "type": "Image",
        "mediaType": picture.media_type,
        "name": picture.name,
        "digestMultibase": picture.digest,
        "width": picture.width,
        "height": picture.height,
    }


def _initiative(draft: Draft) -> dict[str, str] | None:
    if draft.initiative is None:
        return None
    address, name = draft.initiative
    return {"id": address, "name": name}
