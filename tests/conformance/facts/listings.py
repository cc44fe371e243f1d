"""§1, §3, §5, §8.8: what else holds a listing back, and what does not."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from federation import didwriting
from federation.canonical import canonical
from federation.did import read_log
from federation.keys import PrivateKey
from federation.proof import secure
from tests.conformance.facts import archives
from tests.conformance.facts.members import both, listing, meeting
from tests.conformance.facts.naming import Change, put
from tests.conformance.vector import Vector
from tests.federation.origin import DAY, NOON, Origin, lid, seed

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FOLLOWERS = "https://elm.example/actor/followers"
BEGAN = NOON - DAY


def at(**moments: Any) -> Change:
    """Times in place of those of the listing."""
    return both(*(put(name, value=f"{when:%Y-%m-%dT%H:%M:%SZ}") for name, when in moments.items()))


CHANGED: tuple[tuple[str, str, Change, str], ...] = (
    ("5.1", "another context", put("@context", value="https://www.w3.org/ns/activitystreams"), "unsupported_version"),
    ("5.1", "a context with a term more", lambda doc: doc.update({"@context": [*doc["@context"][:2], {**doc["@context"][2], "x": "y"}]}), "unsupported_version"),
    ("5.2", "addressed to followers in the public feed", put("to", value=[FOLLOWERS]), "not_for_us"),
    ("5.2", "addressed to everyone and followers", lambda doc: doc["to"].append(FOLLOWERS), "not_for_us"),
    ("5.2", "addressed to nobody", put("to", value=[]), "not_for_us"),
    ("5.2", "an id at another host", lambda doc: (put("id", value=f"https://oak.example/l/{lid(1)}")(doc), put("publishes", "id", value=f"https://oak.example/l/{lid(1)}#primary")(doc)), "wrong_host"),
    ("5.2", "an id over plain http", lambda doc: (put("id", value=f"http://elm.example/l/{lid(1)}")(doc), put("publishes", "id", value=f"http://elm.example/l/{lid(1)}#primary")(doc)), "wrong_host"),
    ("5.2", "an actor at another host", put("attributedTo", value="https://oak.example/actor"), "wrong_host"),
    ("5.2", "a page at another host", put("url", value="https://oak.example/l/1"), "wrong_host"),
    ("5.2", "a page at a host that begins as ours", put("url", value="https://elm.example.org/l/1"), "wrong_host"),
    ("5.2", "an initiative at another host", put("wijk:initiative", value={"id": "https://oak.example/i/1", "name": "Tuin"}), "wrong_host"),
    ("5.2", "published after updated", at(published=BEGAN + SECOND), "bad_listing"),
    ("5.2", "published as updated", at(published=BEGAN), ""),
    ("5.2", "an end that is the update", at(endTime=BEGAN), "bad_listing"),
    ("5.2", "an end of 180 days", at(endTime=BEGAN + 180 * DAY), ""),
    ("5.2", "an end of 180 days and a second", at(endTime=BEGAN + 180 * DAY + SECOND), "too_long_lived"),
    ("5.2", "updated an hour ahead", at(updated=NOON + HOUR), ""),
    ("5.2", "updated an hour and a second ahead", at(updated=NOON + HOUR + SECOND), "from_future"),
    ("1.5", "an end without its zone", put("endTime", value="2026-12-01T12:00:00"), "bad_listing"),
    ("1.5", "an end with a fraction", put("endTime", value="2026-12-01T12:00:00.0Z"), "bad_listing"),
    ("1.5", "an end on 30 February", put("endTime", value="2027-02-30T12:00:00Z"), "bad_listing"),
    ("1.5", "an end on 29 February of a leap year", both(at(published=NOON + 300 * DAY, updated=NOON + 400 * DAY), put("endTime", value="2028-02-29T12:00:00Z")), "from_future"),
    ("1.5", "a start that is no time", put("startTime", value="soon"), "bad_listing"),
    ("15", "a bad member before the addressee", both(put("name", value=1), put("to", value=[])), "bad_listing"),
    ("15", "a bad time before the addressee", both(put("endTime", value="x"), put("to", value=[])), "bad_listing"),
    ("15", "the addressee before the host", both(put("to", value=[]), put("url", value="https://oak.example/")), "not_for_us"),
    ("15", "the host before the future", both(at(updated=NOON + 2 * HOUR), put("url", value="https://oak.example/")), "wrong_host"),
    ("15", "the future before a long life", at(updated=NOON + 2 * HOUR, endTime=NOON + 300 * DAY), "from_future"),
    ("15", "the context before a bad member", both(put("name", value=1), put("@context", value=[])), "unsupported_version"),
)  # fmt: skip
Spoil = Callable[[Origin, dict[str, Any]], bytes]


def _signed_by(elm: Origin, key: PrivateKey, method: str, document: dict[str, Any]) -> bytes:
    return secure(document, key=key, method=method, created=NOON)


def _other_value(elm: Origin, document: dict[str, Any]) -> bytes:
    return elm.secured(document).replace(b"Te leen voor", b"Te koop voor")


def _unproven(elm: Origin, document: dict[str, Any]) -> bytes:
    return canonical({**document, "proof": {"type": "DataIntegrityProof"}})


SPOILED: tuple[tuple[str, str, Spoil, str], ...] = (
    ("1.3", "a listing with a space in it", lambda elm, doc: elm.secured(doc).replace(b'","', b'", "', 1), "not_canonical"),
    ("1.3", "a listing in another order", lambda elm, doc: b'{"url":"x",' + elm.secured(doc)[1:].replace(b'"url":', b'"vrl":'), "not_canonical"),
    ("1.1", "a listing thirteen deep", lambda elm, doc: elm.secured(doc)[:-1] + b',"x":' + b"[" * 12 + b"]" * 12 + b"}", "too_deep"),
    ("14", "a listing above 32 KiB", lambda elm, doc: elm.secured(doc)[:-1] + b',"x":"' + b"x" * 16000 + b'","y":"' + b"y" * 16000 + b'"}', "too_large"),
    ("5.2", "a listing without proof", lambda elm, doc: canonical(doc), "bad_listing"),
    ("3", "a listing whose proof is null", lambda elm, doc: canonical({**doc, "proof": None}), "bad_proof"),
    ("3", "a listing with a proof of one member", _unproven, "bad_proof"),
    ("3", "a listing changed after signing", _other_value, "bad_signature"),
    ("3", "a listing signed by a stranger under our name", lambda elm, doc: _signed_by(elm, PrivateKey(seed("thief")), elm.method, doc), "bad_signature"),
    ("3", "a listing signed with the key for requests", lambda elm, doc: _signed_by(elm, elm.http, f"{elm.identity.did}#{elm.http.public.multikey}", doc), "wrong_signer"),
    ("3", "a listing signed by another identity", lambda elm, doc: _signed_by(elm, elm.sign, "did:webvh:Qm" + "a" * 44 + ":elm.example#k", doc), "wrong_signer"),
)  # fmt: skip


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for section, fact, change, code in CHANGED:
        yield _vector(section, fact, *listing(change), code)
    for section, fact, spoil, code in SPOILED:
        elm = Origin()
        yield _vector(section, fact, elm, spoil(elm, elm.document()), code)
    yield _vector("5.2", "an event of 400 days", *meeting(at(endTime=BEGAN + 400 * DAY)), "")
    late = meeting(at(endTime=BEGAN + 400 * DAY + SECOND))
    yield _vector("5.2", "an event of 400 days and a second", *late, "too_long_lived")
    yield from _adjacent()
    yield _dropped_key()
    yield _ended()


def _adjacent() -> Iterator[Vector]:
    for fact, to, code in (
        ("addressed to followers in the adjacent feed", [FOLLOWERS], ""),
        ("addressed to everyone in the adjacent feed", ["https://www.w3.org/ns/activitystreams#Public"], "not_for_us"),
        ("addressed to the followers of another host", ["https://oak.example/actor/followers"], "not_for_us"),
    ):  # fmt: skip
        elm = Origin()
        elm.scope = "adjacent"
        document = elm.document() | {"to": to}
        yield _vector("5.2", fact, elm, elm.secured(document), code)


def _dropped_key() -> Vector:
    elm = Origin()
    data = elm.secured(elm.document())
    elm.sign = PrivateKey(seed("new sign"))
    elm.log += didwriting.next_entry(
        elm.identity,
        sheet=elm.sheets[0].key,
        new_sheet=elm.sheets[2].key.public,
        now=NOON,
        sign=[elm.sign.public],
    )
    elm.identity = read_log(elm.log, now=NOON)
    return _vector("3", "a listing signed with a key that was dropped", elm, data, "wrong_signer")


def _ended() -> Vector:
    elm, data = listing(at(published=NOON - 9 * DAY, updated=NOON - 9 * DAY, endTime=NOON))
    files = archives.holding(elm, data)
    lines = ("accepted", f"ended {lid(1)} 2026-11-24T12:00:00Z")
    return archives.vector("listing", "16", "a listing past its end", files, *lines)


def _vector(section: str, fact: str, elm: Origin, data: bytes, code: str) -> Vector:
    lines = [f"held-back {lid(1)} {code}"] * bool(code)
    files = archives.holding(elm, data)
    return archives.vector("listing", section, fact, files, "accepted", *lines)
