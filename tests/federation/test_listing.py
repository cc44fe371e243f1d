"""§5: what a listing must be, whoever sends it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import listing, shape
from federation.canonical import canonical, digest
from federation.errors import BadListingError, FederationError
from federation.keys import PrivateKey
from federation.kinds import KINDS
from federation.limits import LISTING_BYTES, MAX_INTEGER, STRING_BYTES
from federation.listing import Attachment, Listing, check_proof, judge
from federation.shape import Shape
from federation.times import to_text
from tests.federation.nearly import places
from tests.federation.origin import DAY, NOON, Origin, lid

DIGEST = digest(b"picture")
ENDS_ODDLY = DIGEST[:-1] + "B"  # bits that no byte has
PICTURE = Attachment(DIGEST, "image/webp", "Een ladder tegen een muur", 800, 600)
Change = Callable[[dict[str, Any]], object]


def full(elm: Origin, **values: Any) -> dict[str, Any]:
    """A document with every member that there is."""
    facts: dict[str, Any] = {
        "place_name": "Iepenbuurt",
        "geo": (52361, 4938),
        "ward": "WK0363ME@2025",
        "address": "Iepenplein 1",
        "by": "Bea",
        "tags": ("ladder", "#klussen"),
        "attachments": (PICTURE,),
        "details": {"days": 3, "condition": "Als nieuw"},
        "initiative": ("https://elm.example/initiatives/1", "Buurtschuur"),
    }
    return elm.document(**facts | values)


def code(data: bytes, elm: Origin, **values: Any) -> str:
    facts: dict[str, Any] = {"identity": elm.identity, "scope": "public", "now": NOON}
    try:
        judge(data, **facts | values)
    except BadListingError as error:
        return f"bad_listing {error.where}"
    except FederationError as error:
        return error.code
    return "accepted"


def put(name: str, value: Any) -> Change:
    return lambda document: document.__setitem__(name, value)


def drop(name: str) -> Change:
    return lambda document: document.__delitem__(name)


def into(*path: str | int, value: Any) -> Change:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def test_every_member_is_read() -> None:
    elm = Origin()
    found = judge(elm.secured(full(elm)), identity=elm.identity, scope="public", now=NOON)
    assert found.lid == lid(1)
    assert (found.seq, found.scope, found.host) == (1001, "public", "elm.example")
    assert (found.kind, found.purpose, found.terms) == ("lending", "offer", "loan")
    assert found.name == "Ladder van drie meter"
    assert found.content.startswith("Te leen")
    assert found.language == "nl"
    assert (found.published, found.updated, found.end) == (NOON - DAY, NOON - DAY, NOON + 60 * DAY)
    assert (found.start, found.repeat) == (None, None)
    assert (found.place_name, found.geo, found.ward) == (
        "Iepenbuurt",
        (52361, 4938),
        "WK0363ME@2025",
    )
    assert (found.address, found.by) == ("Iepenplein 1", "Bea")
    assert found.tags == ("#ladder", "#klussen")
    assert found.attachments == (PICTURE,)
    assert found.details == {"days": 3, "condition": "Als nieuw"}
    assert found.initiative == ("https://elm.example/initiatives/1", "Buurtschuur")
    assert found.action == "transfer"
    assert found.url == found.raw["id"] == f"https://elm.example/l/{lid(1)}"
    assert found.digest == digest(found.data)
    assert not found.ended(NOON)
    assert found.ended(found.end)


def test_a_listing_with_nothing_optional() -> None:
    elm = Origin()
    found = elm.posts()
    assert (found.place_name, found.geo, found.ward, found.address) == (None,) * 4
    assert (found.by, found.details, found.initiative) == (None,) * 3
    assert (found.tags, found.attachments) == ((), ())


def test_a_meeting() -> None:
    elm = Origin()
    found = elm.posts(
        kind="meeting",
        start=NOON + DAY,
        repeat="weekly",
        end=NOON + 300 * DAY,
        terms="gift",
        details={"places": 12},
    )
    assert (found.start, found.repeat, found.action) == (NOON + DAY, "weekly", None)
    assert found.details == {"places": 12, "repeat": "weekly"}
    assert found.raw["type"] == "Event"


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "meeting"])
def test_every_kind(kind: str) -> None:
    found = Origin().posts(kind=kind)
    assert found.raw["type"] == "Proposal"
    assert found.action == KINDS[kind].actions[0]


def test_an_exchange_of_services() -> None:
    assert Origin().posts(kind="exchange", action="deliverService").action == "deliverService"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (drop("@context"), "unsupported_version"),
        (put("@context", ["https://www.w3.org/ns/activitystreams"]), "unsupported_version"),
        (drop("id"), "bad_listing id"),
        (put("id", "https://elm.example/l/1"), "bad_listing id"),
        (put("id", f"https://elm.example/x/{lid(1)}"), "bad_listing id"),
        (put("id", f"https://elm.example/l/{lid(1).upper()}0"), "bad_listing id"),
        (put("id", "https://elm.example/l/01900000-0000-4000-8000-000000000001"), "bad_listing id"),
        (put("id", 5), "bad_listing id"),
        (put("type", "Note"), "bad_listing type"),
        (put("type", "Event"), "bad_listing type"),
        (put("attributedTo", "https://elm.example/users/bea"), "bad_listing attributedTo"),
        (put("attributedTo", None), "bad_listing attributedTo"),
        (put("purpose", "wish"), "bad_listing purpose"),
        (drop("wijk:kind"), "bad_listing wijk:kind"),
        (put("wijk:kind", ""), "bad_listing wijk:kind"),
        (put("wijk:kind", "meeting"), "bad_listing type"),
        (put("wijk:terms", "free"), "bad_listing wijk:terms"),
        (put("name", "x" * 121), "bad_listing name"),
        (put("content", "x" * 4001), "bad_listing content"),
        (put("mediaType", "text/html"), "bad_listing mediaType"),
        (put("wijk:language", "Nederlands!"), "bad_listing wijk:language"),
        (put("wijk:language", "abcdefgh" + "-abcdefgh" * 8), "accepted"),
        (put("wijk:language", "nl" + "-a" * 9), "bad_listing wijk:language"),
        (put("wijk:language", "n" * 81), "bad_listing wijk:language"),
        (put("published", "2026-11-23"), "bad_listing published"),
        (put("published", "2026-02-30T12:00:00Z"), "bad_listing published"),
        (put("published", "2026-11-23T12:00:00"), "bad_listing published"),
        (put("published", "2026-11-23T12:00:00+01:00"), "bad_listing published"),
        (put("published", "2026-11-23T11:59:59.500000Z"), "bad_listing published"),
        (put("published", "2019-11-23T12:00:00Z"), "bad_listing published"),
        (put("endTime", "3000-01-01T00:00:00Z"), "bad_listing endTime"),
        (put("startTime", "2026-11-23T12:00:00+01:00"), "bad_listing startTime"),
        (put("published", "2026-11-24T12:00:00Z"), "bad_listing updated"),
        (put("updated", "2019-11-23T12:00:00Z"), "bad_listing updated"),
        (put("endTime", "2026-11-23T12:00:00Z"), "bad_listing endTime"),
        (put("endTime", "2026-11-31T12:00:00Z"), "bad_listing endTime"),
        (put("startTime", "2026-11-31T12:00:00Z"), "bad_listing startTime"),
        (drop("to"), "bad_listing to"),
        (put("to", "https://www.w3.org/ns/activitystreams#Public"), "bad_listing to"),
        (put("to", []), "not_for_us"),
        (put("to", ["https://elm.example/actor/followers"]), "not_for_us"),
        (
            put(
                "to", ["https://www.w3.org/ns/activitystreams#Public", "https://oak.example/actor"]
            ),
            "not_for_us",
        ),
        (drop("url"), "bad_listing url"),
        (put("wijk:seq", 0), "bad_listing wijk:seq"),
        (put("wijk:seq", -5), "bad_listing wijk:seq"),
        (into("wijk:seq", value=True), "bad_listing wijk:seq"),
        (put("wijk:seq", "5"), "bad_listing wijk:seq"),
        (drop("publishes"), "bad_listing publishes"),
        (into("publishes", "type", value="Offer"), "bad_listing publishes"),
        (into("publishes", "action", value="deliverService"), "bad_listing publishes"),
        (into("publishes", "action", value="sell"), "bad_listing publishes"),
        (into("publishes", "id", value="https://elm.example/x"), "bad_listing publishes"),
        (into("publishes", "resourceQuantity", value={}), "bad_listing publishes"),
        (put("location", {"type": "Place", "wijk:ward": "GM0363@2025"}), "accepted"),
        (put("location", "Iepenplein"), "bad_listing location"),
        (into("location", "type", value="Point"), "bad_listing location"),
        (into("location", "wijk:geo", value="52.361,4.938"), "bad_listing location"),
        (into("location", "wijk:geo", value="geo:52.3612,4.938;u=200"), "bad_listing location"),
        (into("location", "wijk:geo", value="geo:52.361,4.938;u=149"), "bad_listing location"),
        (into("location", "wijk:geo", value="geo:90.001,4.938;u=200"), "bad_listing location"),
        (into("location", "wijk:geo", value="geo:52.361,180.5;u=200"), "bad_listing location"),
        (into("location", "wijk:geo", value="geo:-90,180;u=150"), "accepted"),
        (into("location", "wijk:geo", value="geo:-90.000,-180.000;u=9999999"), "accepted"),
        (
            into("location", "wijk:geo", value="geo:-90.000,-180.000;u=19999999"),
            "bad_listing location",
        ),
        (into("location", "wijk:geo", value="geo:52.361,4.93;u=200" * 99), "bad_listing location"),
        (into("location", "wijk:ward", value="WK0363ME"), "bad_listing location"),
        (into("location", "wijk:ward", value="WK0363@2025"), "bad_listing location"),
        (put("tag", [{"type": "Hashtag", "name": "#x"}] * 9), "bad_listing tag"),
        (put("tag", [{"type": "Hashtag", "name": "x"}]), "bad_listing tag"),
        (put("tag", ["#x"]), "bad_listing tag"),
        (into("attachment", 0, "type", value="Document"), "bad_listing attachment"),
        (into("attachment", 0, "mediaType", value="image/svg+xml"), "bad_listing attachment"),
        (into("attachment", 0, "name", value=""), "bad_listing attachment"),
        (into("attachment", 0, "digestMultibase", value="uEi"), "bad_listing attachment"),
        (
            into("attachment", 0, "digestMultibase", value=DIGEST[:-1] + "B"),
            "bad_listing attachment",
        ),
        (into("attachment", 0, "width", value=0), "bad_listing attachment"),
        (put("wijk:by", 5), "bad_listing wijk:by"),
        (into("wijk:details", "days", value=None), "bad_listing wijk:details"),
        (into("wijk:details", "days", value=[1]), "bad_listing wijk:details"),
        (put("wijk:details", []), "bad_listing wijk:details"),
        (put("wijk:initiative", {"id": "https://elm.example/i"}), "bad_listing wijk:initiative"),
        (put("id", f"https://oak.example/l/{lid(1)}"), "bad_listing publishes"),
        (put("attributedTo", "https://oak.example/actor"), "wrong_host"),
        (put("url", "https://elm.example.evil/l/1"), "wrong_host"),
        (put("url", "http://elm.example/l/1"), "wrong_host"),
        (into("wijk:initiative", "id", value="https://oak.example/i"), "wrong_host"),
    ],
)
def test_one_member_changed(change: Change, expected: str) -> None:
    """FI-04, FI-11, FI-27."""
    elm = Origin()
    document = full(elm)
    change(document)
    data = canonical({**document, "proof": {"type": "DataIntegrityProof"}})
    assert code(data, elm) == expected
    if "@context" in document:
        assert code(elm.secured(document), elm) == expected


def test_another_host_throughout() -> None:
    elm = Origin()
    oak = elm.secured(full(elm, host="oak.example"))
    assert code(oak, elm) == "wrong_host"


def test_a_meeting_needs_its_time_and_a_repetition_we_know() -> None:
    elm = Origin()
    meeting = {"kind": "meeting", "start": NOON, "terms": "gift", "details": {"repeat": "weekly"}}
    assert code(elm.secured(elm.document(**meeting)), elm) == "accepted"
    document = elm.document(**meeting)
    del document["startTime"]
    assert code(elm.secured(document), elm) == "bad_listing startTime"
    for repeat in ("daily", 7):
        document = elm.document(**{**meeting, "details": {"repeat": repeat}})
        assert code(elm.secured(document), elm) == "bad_listing wijk:details"
    other = elm.document(details={"repeat": "daily"})
    assert code(elm.secured(other), elm) == "accepted"
    assert judge(elm.secured(other), identity=elm.identity, scope="public", now=NOON).repeat is None


def test_of_several_faults_the_first_is_named() -> None:
    elm = Origin()
    document = full(elm, updated=NOON + 2 * DAY, end=NOON + 400 * DAY)
    proof = {"proof": {"type": "DataIntegrityProof"}}
    order = [
        (put("updated", NOON.strftime("%Y-%m-%dT%H:%M:%SZ")), "too_long_lived"),
        (dict, "from_future"),
        (put("url", "https://oak.example/"), "wrong_host"),
        (put("to", []), "not_for_us"),
        (put("published", document["endTime"]), "bad_listing updated"),
        (put("@context", []), "unsupported_version"),
    ]
    for at, (_, expected) in enumerate(order):
        spoiled = json.loads(json.dumps(document))
        for change, _ in order[1 if at else 0 : at + 1]:
            change(spoiled)
        assert code(canonical({**spoiled, **proof}), elm) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"updated": NOON + timedelta(minutes=59)}, "accepted"),
        ({"updated": NOON + timedelta(minutes=60)}, "accepted"),
        ({"updated": NOON + timedelta(minutes=60, seconds=1)}, "from_future"),
        ({"published": NOON - 500 * DAY, "updated": NOON - 100 * DAY}, "accepted"),
        ({"end": NOON + 179 * DAY}, "accepted"),
        ({"end": NOON + 179 * DAY + timedelta(seconds=1)}, "too_long_lived"),
        ({"kind": "meeting", "start": NOON, "end": NOON + 399 * DAY}, "accepted"),
        (
            {"kind": "meeting", "start": NOON, "end": NOON + 399 * DAY + timedelta(seconds=1)},
            "too_long_lived",
        ),
        ({"end": NOON - timedelta(hours=1)}, "accepted"),
    ],
)
def test_times(values: dict[str, Any], expected: str) -> None:
    """FI-20."""
    elm = Origin()
    assert code(elm.secured(elm.document(**values)), elm) == expected


def test_what_is_past_its_end_still_counts_and_is_hidden() -> None:
    elm = Origin()
    data = elm.secured(elm.document(end=NOON - timedelta(hours=1)))
    assert judge(data, identity=elm.identity, scope="public", now=NOON).ended(NOON)


def test_the_adjacent_feed_has_its_own_addressee() -> None:
    elm = Origin()
    data = elm.secured(elm.document(scope="adjacent"))
    assert code(data, elm, scope="adjacent") == "accepted"
    assert code(data, elm) == "not_for_us"
    assert code(elm.secured(elm.document()), elm, scope="adjacent") == "not_for_us"


def test_kinds_and_members_that_we_do_not_know_are_kept() -> None:
    """FI-31."""
    elm = Origin()
    document = full(elm)
    document["wijk:kind"] = "stargazing"
    document["publishes"]["action"] = "deliverService"
    document["nameMap"] = {"en": "Ladder"}
    document["contentMap"] = {"en": "To lend."}
    document["wijk:new"] = {"deep": [1, {"er": None}]}
    document["location"]["wijk:floor"] = 3
    data = elm.secured(document)
    found = judge(data, identity=elm.identity, scope="public", now=NOON)
    assert found.kind == "stargazing"
    assert found.data == data
    assert found.raw["wijk:new"] == {"deep": [1, {"er": None}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data.replace(b'"id":', b'"id": ', 1), "not_canonical"),
        (lambda data: b"\xef\xbb\xbf" + data, "not_utf8"),
        (lambda data: data.replace(b"Ladder", b"Lad\xffer"), "not_utf8"),
        (lambda data: data[:-1], "not_json"),
        (lambda data: data.replace(b'{"@context"', b'{"name":"x","@context"', 1), "duplicate_name"),
        (lambda data: data.replace(b'"wijk:seq":1001', b'"wijk:seq":1001.0'), "bad_number"),
        (
            lambda data: data.replace(b'"wijk:seq":1001', b'"wijk:seq":%d' % (MAX_INTEGER + 1)),
            "bad_number",
        ),
        (lambda data: data.replace(b"Ladder", b"Lad\\u0000er"), "bad_string"),
        (lambda data: data.replace(b"Ladder", b"Lad\\ud800er"), "bad_string"),
        (
            lambda data: data.replace(b'"wijk:kind"', b'"wijk:details":{"\x7f":1},"wijk:kind"'),
            "bad_name",
        ),
        (
            lambda data: data.replace(
                b'"wijk:kind"', '"wijk:details":{"é":1},"wijk:kind"'.encode()
            ),
            "bad_name",
        ),
        (lambda data: data.replace(b'"name":"L', b'"name":"\\u004c'), "not_canonical"),
        (lambda data: b"[1]", "bad_listing document"),
        (lambda data: b"[" * 13 + b"]" * 13, "too_deep"),
        (lambda data: b"[" * 9000, "not_json"),
        (lambda data: b" " * (LISTING_BYTES + 1), "too_large"),
    ],
)
def test_the_bytes_are_judged_before_anything_else(
    change: Callable[[bytes], bytes], expected: str
) -> None:
    elm = Origin()
    data = elm.secured(elm.document())
    assert change(data) != data
    assert code(change(data), elm) == expected


def test_any_byte_changed_is_refused_here_or_by_its_proof() -> None:
    """FI-01, FI-14: every byte of a listing, one at a time."""
    elm = Origin()
    data = elm.posts().data
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            found = judge(changed, identity=elm.identity, scope="public", now=NOON)
            check_proof(found, elm.identity)
        except FederationError:
            continue
        pytest.fail(f"accepted with byte {at} changed")


def test_the_proof_is_checked_with_the_keys_of_the_version() -> None:
    elm = Origin()
    posted = elm.posts()
    check_proof(posted, elm.identity)
    check_proof(posted, elm.identity, version=elm.identity.newest)
    with pytest.raises(FederationError) as caught:
        check_proof(posted, Origin(name="thief").identity)
    assert caught.value.code == "wrong_signer"


def test_a_key_for_requests_signs_no_listing() -> None:
    elm = Origin()
    elm.sign, elm.http = elm.http, elm.sign
    with pytest.raises(FederationError) as caught:
        check_proof(elm.posts(), elm.identity)
    assert caught.value.code == "wrong_signer"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "x" * 121}, "bad_listing"),
        ({"end": NOON + 300 * DAY}, "too_long_lived"),
        ({"host": "oak.example"}, "wrong_host"),
        ({"content": "\0"}, "bad_string"),
        ({"details": {"é": 1}}, "bad_name"),
    ],
)
def test_our_own_are_judged_before_they_are_signed(values: dict[str, Any], expected: str) -> None:
    with pytest.raises(FederationError) as caught:
        Origin().posts(**values)
    assert caught.value.code == expected


def test_nothing_is_signed_for_a_did_without_a_host() -> None:
    elm = Origin()
    with pytest.raises(FederationError) as caught:
        listing.sign(elm.document(), key=elm.sign, method="did:web:elm.example#1", now=NOON)
    assert caught.value.code == "wrong_host"


def test_what_we_write_takes_the_fast_road() -> None:
    elm = Origin()
    assert listing._read_fast(elm.secured(full(elm))) is not None
    assert listing._read_fast(elm.posts(2, kind="meeting", start=NOON).data) is not None
    members = elm.document() | {"wijk:new": 1}
    assert listing._read_fast(elm.secured(members)) is None
    zero = elm.secured(elm.document(content="\\u0000"))  # a backslash, and no U+0000
    assert listing._read_fast(zero) is None
    assert judge(zero, identity=elm.identity, scope="public", now=NOON).content == "\\u0000"


@pytest.mark.parametrize(
    "members", [one for one in vars(shape).values() if isinstance(one, msgspec.StructMeta)]
)
def test_members_stand_as_canonical_bytes_have_them(members: type[msgspec.Struct]) -> None:
    """What the fast road relies upon when it writes again what it read."""
    names = [field.encode_name for field in msgspec.structs.fields(members)]
    assert names == sorted(names)


def test_a_long_text_takes_the_slow_road_to_the_same_place() -> None:
    elm = Origin()
    document = elm.document(content="é" * 4000)
    document["contentMap"] = {"en": "x" * STRING_BYTES}
    found = judge(elm.secured(document), identity=elm.identity, scope="public", now=NOON)
    assert found.content == "é" * 4000
    document["contentMap"] = {"en": "x" * STRING_BYTES + "y"}
    with pytest.raises(FederationError) as caught:
        elm.secured(document)
    assert caught.value.code == "bad_string"


values = st.sampled_from(
    [
        None,
        True,
        0,
        1,
        -1,
        MAX_INTEGER,
        "",
        "x",
        "é\0",
        "2026-11-24T12:00:00Z",
        [],
        [{}],
        {},
        {"a": 1},
    ]
)


@given(st.data())
def test_both_roads_agree_on_nearly_right_listings(data: st.DataObject) -> None:
    """Whatever is spoiled: a listing or a refusal, and the fast road never says yes alone."""
    elm = Origin()
    document = json.loads(elm.secured(full(elm)))
    for _ in range(data.draw(st.integers(0, 2))):
        place, name = data.draw(st.sampled_from(places(document)))
        place[name] = data.draw(values)
    raw = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found = raw.encode()
    fast = listing._read_fast(found)
    try:
        slow = listing._read_slow(found)
    except FederationError:
        assert fast is None
    else:
        assert fast is None or read(fast) == read(slow)
    assert code(found, elm)


def read(shape: Shape) -> list[Any]:
    """What both roads read; proof and times they keep in different forms."""
    names = set(Shape.__struct_fields__) - {"context", "proof"}
    found = [getattr(shape, name) for name in sorted(names)]
    return [to_text(value) if isinstance(value, datetime) else value for value in found]


def test_a_listing_costs_no_dictionary() -> None:
    assert not hasattr(Origin().posts(), "__dict__")
    assert Listing.__slots__


class Asked(PrivateKey):
    """A key that must not be asked."""

    def sign(self, message: bytes) -> bytes:
        raise AssertionError("signed")


def test_what_is_wrong_is_never_signed() -> None:
    elm = Origin()
    key = Asked(elm.sign.seed)
    with pytest.raises(AssertionError, match="signed"):
        listing.sign(elm.document(), key=key, method=elm.method, now=NOON)
    for document in (elm.document() | {"purpose": "?"}, elm.document(name="Bel 020 123 4567")):
        with pytest.raises(BadListingError):
            listing.sign(document, key=key, method=elm.method, now=NOON)


def test_a_listing_knows_its_scope() -> None:
    elm = Origin()
    assert elm.posts().scope == "public"
    elm.scope = "adjacent"
    assert elm.posts().scope == "adjacent"
