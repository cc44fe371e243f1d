"""§5.2: the members of a listing, each in a feed of one listing."""

from collections.abc import Iterator
from typing import Any

from federation.canonical import digest
from tests.conformance.facts import archives
from tests.conformance.facts.naming import Change, drop, put
from tests.conformance.vector import Vector
from tests.federation.origin import Origin, lid

DIGEST = digest(b"picture")
IMAGE = {"type": "Image", "mediaType": "image/jpeg", "name": "Een ladder", "digestMultibase": DIGEST, "width": 800, "height": 600}  # fmt: skip
PLACE = {"type": "Place", "name": "Indische Buurt", "wijk:geo": "geo:52.361,4.938;u=200", "wijk:ward": "WK0363ME@2025", "address": "Buurthuis"}  # fmt: skip
TAG = {"type": "Hashtag", "name": "#ladder"}
KIND = "wijk:kind"


def image(**members: Any) -> Change:
    """A listing with one picture, some of its members changed."""
    return put("attachment", value=[{**IMAGE, **members}])


def place(**members: Any) -> Change:
    """A listing with a place, some of its members changed."""
    written = {name.replace("wijk_", "wijk:"): value for name, value in members.items()}
    return put("location", value={**PLACE, **written})


def both(*changes: Change) -> Change:
    """Several changes, one after another."""

    def change(document: dict[str, Any]) -> None:
        for one in changes:
            one(document)

    return change


def kind(name: str, action: str) -> Change:
    """A listing of a kind, with what it publishes."""
    return both(put(KIND, value=name), put("publishes", "action", value=action))


GOOD: tuple[tuple[str, str, Change], ...] = (
    ("5.2", "only what is required", dict),
    ("5.2", "a title of 120 code points", put("name", value="😀" * 120)),
    ("5.2", "a text of 4000 code points", put("content", value="€" * 4000)),
    ("5.2", "a place with everything", place()),
    ("5.2", "a place with its type alone", put("location", value={"type": "Place"})),
    ("5.2", "eight hashtags", put("tag", value=[TAG] * 8)),
    ("5.2", "three pictures", put("attachment", value=[IMAGE] * 3)),
    ("5.2", "a display name", put("wijk:by", value="Noor")),
    ("5.2", "details in texts and integers", put("wijk:details", value={"days": 3, "condition": "goed"})),
    ("5.2", "an initiative", put("wijk:initiative", value={"id": "https://elm.example/i/1", "name": "Moestuin"})),
    ("5.2", "translations", both(put("nameMap", value={"en": "Ladder"}), put("contentMap", value={"en": "To lend."}))),
    ("1.6", "a kind that we do not know", kind("werkplaats", "transfer")),
    ("1.6", "a member that we do not know", put("wijk:mood", value=["glad", {"x": None}])),
    ("1.6", "a member that we do not know in a place", place(x=1)),
    ("5.2", "an exchange of things", kind("exchange", "transfer")),
    ("5.2", "an exchange of services", kind("exchange", "deliverService")),
    ("5.2", "a language with its script", put("wijk:language", value="zh-Hans")),
    ("5.2", "a repeat that is no event's", put("wijk:details", value={"repeat": "often"})),
    ("5.2", "the north pole", place(wijk_geo="geo:90,180;u=150")),
)  # fmt: skip
BAD: tuple[tuple[str, str, Change], ...] = (
    *(("5.2", f"no {name}", drop(name)) for name in (
        "id", "type", "attributedTo", "purpose", KIND, "wijk:terms", "name", "content", "mediaType",
        "wijk:language", "published", "updated", "endTime", "to", "url", "wijk:seq", "publishes",
    ) if name not in ("id", "type", "wijk:seq")),
    ("5.2", "an id with a lid of version 4", put("id", value=f"https://elm.example/l/{lid(1)}/x/l/{lid(1)}")),
    ("5.2", "an id that is no address of a listing", put("id", value=f"https://elm.example/x/l/{lid(1)}")),
    ("5.2", "an id that is not on the web", put("id", value=f"ftp://elm.example/l/{lid(1)}")),
    ("5.2", "an Event that is not a meeting", both(put("type", value="Event"), put("startTime", value="2026-12-01T12:00:00Z"))),
    ("5.2", "a Proposal that is a meeting", kind("meeting", "deliverService")),
    ("5.2", "a resident as actor", put("attributedTo", value="https://elm.example/noor")),
    ("5.2", "an actor that is a list", put("attributedTo", value=["https://elm.example/actor"])),
    ("5.2", "another purpose", put("purpose", value="gift")),
    ("5.2", "an empty kind", put(KIND, value="")),
    ("5.2", "a kind of 65 code points", put(KIND, value="x" * 65)),
    ("5.2", "other terms", put("wijk:terms", value="free")),
    ("5.2", "a title of 121 code points", put("name", value="x" * 121)),
    ("5.2", "a title that is null", put("name", value=None)),
    ("5.2", "a text of 4001 code points", put("content", value="x" * 4001)),
    ("5.2", "a text in HTML", put("mediaType", value="text/html")),
    ("5.2", "an empty language", put("wijk:language", value="")),
    ("5.2", "a language with an underscore", put("wijk:language", value="nl_NL")),
    ("5.2", "a translation that is a number", put("nameMap", value={"en": 1})),
    ("5.2", "translations in a list", put("contentMap", value=["x"])),
    ("5.2", "an addressee that is a text", put("to", value="https://www.w3.org/ns/activitystreams#Public")),
    ("5.2", "an address that is a number", put("url", value=1)),
    ("5.2", "a place of another type", place(type="Point")),
    ("5.2", "a place that is a text", put("location", value="Indische Buurt")),
    ("5.2", "an address that is an object", place(address={"type": "PostalAddress"})),
    ("5.2", "a point of four decimals", place(wijk_geo="geo:52.3611,4.938;u=200")),
    ("5.2", "a point known to 149 metres", place(wijk_geo="geo:52.361,4.938;u=149")),
    ("5.2", "a point without uncertainty", place(wijk_geo="geo:52.361,4.938")),
    ("5.2", "a point north of the pole", place(wijk_geo="geo:90.001,4.938;u=200")),
    ("5.2", "a point east of 180 degrees", place(wijk_geo="geo:52.361,180.001;u=200")),
    ("5.2", "a point with a height", place(wijk_geo="geo:52.361,4.938,3;u=200")),
    ("5.2", "a ward without its year", place(wijk_ward="WK0363ME")),
    ("5.2", "a ward in small letters", place(wijk_ward="WK0363me@2025")),
    ("5.2", "a ward of the last century", place(wijk_ward="WK0363ME@1999")),
    ("5.2", "nine hashtags", put("tag", value=[TAG] * 9)),
    ("5.2", "a hashtag without its sign", put("tag", value=[{**TAG, "name": "ladder"}])),
    ("5.2", "a tag that is a mention", put("tag", value=[{**TAG, "type": "Mention"}])),
    ("5.2", "one hashtag that is not in a list", put("tag", value=TAG)),
    ("5.2", "four pictures", put("attachment", value=[IMAGE] * 4)),
    ("5.2", "a picture without words", image(name="")),
    ("5.2", "a picture of another type", image(type="Document")),
    ("5.2", "a picture in SVG", image(mediaType="image/svg+xml")),
    ("5.2", "a picture of no width", image(width=0)),
    ("5.2", "a picture whose height is a text", image(height="600")),
    ("1.4", "a picture with a digest of another hash", image(digestMultibase="uFi" + DIGEST[3:])),
    ("1.4", "a picture with a digest with stray bits", image(digestMultibase=DIGEST[:-1] + "B")),
    ("5.2", "a display name that is a number", put("wijk:by", value=1)),
    ("5.2", "details with a list", put("wijk:details", value={"days": [1]})),
    ("5.2", "details with true", put("wijk:details", value={"days": True})),
    ("5.2", "details in a list", put("wijk:details", value=[])),
    ("5.2", "an initiative without a name", put("wijk:initiative", value={"id": "https://elm.example/i/1"})),
    ("5.2", "an intent of another type", put("publishes", "type", value="Offer")),
    ("5.2", "an intent with the id of another", put("publishes", "id", value=f"https://elm.example/l/{lid(2)}#primary")),
    ("5.2", "an intent of two", put("publishes", "resourceQuantity", "hasUnit", value="two")),
    ("5.2", "an intent without a quantity", drop("publishes", "resourceQuantity")),
    ("5.2", "lending as a service", put("publishes", "action", value="deliverService")),
    ("5.2", "another action", put("publishes", "action", value="consume")),
    *(("5.2", f"{name} as a transfer", kind(name, "transfer")) for name in ("work", "learning", "volunteering", "initiative")),
    *(("5.2", f"{name} as a service", kind(name, "deliverService")) for name in ("sharing",)),
)  # fmt: skip
EVENT_GOOD: tuple[tuple[str, Change], ...] = (
    ("an event", dict),
    ("an event without what it publishes", lambda document: document.pop("publishes", None)),
    ("an event every two weeks", put("wijk:details", value={"repeat": "two-weekly"})),
)
EVENT_BAD: tuple[tuple[str, Change], ...] = (
    ("an event without its start", drop("startTime")),
    ("an event every day", put("wijk:details", value={"repeat": "daily"})),
    ("an event that starts at a date", put("startTime", value="2026-12-01")),
)


def listing(change: Change) -> tuple[Origin, bytes]:
    """A feed's origin, and a listing that is changed first and signed then."""
    elm = Origin()
    document = elm.document()
    change(document)
    return elm, elm.secured(document)


def meeting(change: Change) -> tuple[Origin, bytes]:
    """The same of a meeting."""
    elm = Origin()
    start = elm.now.replace(hour=19)
    document = elm.document(kind="meeting", terms="none", start=start)
    change(document)
    return elm, elm.secured(document)


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for section, fact, change in GOOD:
        yield _vector(section, fact, *listing(change), "")
    for section, fact, change in BAD:
        yield _vector(section, fact, *listing(change), "bad_listing")
    for fact, change in EVENT_GOOD:
        yield _vector("5.2", fact, *meeting(change), "")
    for fact, change in EVENT_BAD:
        yield _vector("5.2", fact, *meeting(change), "bad_listing")


def _vector(section: str, fact: str, elm: Origin, data: bytes, code: str) -> Vector:
    lines = [f"held-back {lid(1)} {code}"] * bool(code)
    files = archives.holding(elm, data)
    return archives.vector("listing", section, fact, files, "accepted", *lines)
