"""§6, §8.2: the head, as head.json of a feed of one listing and as the head of its page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from federation import didwriting
from federation.canonical import canonical
from federation.did import read_log
from federation.keys import PrivateKey
from federation.proof import secure
from tests.conformance.facts import archives
from tests.conformance.facts.naming import Change, drop, put
from tests.conformance.vector import Vector
from tests.federation.origin import DAY, NOON, Origin, seed

SCID = "Qm" + "a" * 44
WARD = "WK0363ME@2025"
BAD: tuple[tuple[str, str, Change, str], ...] = (
    ("5.1", "another context", put("@context", value="https://www.w3.org/ns/activitystreams"), "unsupported_version"),
    ("6.3", "another type", put("type", value="wijk:Head"), "bad_head"),
    ("6.3", "another scope", put("wijk:scope", value="private"), "bad_head"),
    ("6.3", "an id at another host", put("id", value="https://oak.example/fed/head/public"), "bad_head"),
    ("6.3", "an id of the other scope", put("id", value="https://elm.example/fed/head/adjacent"), "bad_head"),
    ("6.3", "an attributedTo that is the actor", put("attributedTo", value="https://elm.example/actor"), "bad_head"),
    ("6.3", "an attributedTo of another identity", put("attributedTo", value=f"did:webvh:{SCID}:elm.example"), "bad_head"),
    ("6.3", "an attributedTo at another host", lambda doc: doc.update(attributedTo=doc["attributedTo"].replace("elm", "oak")), "bad_head"),
    ("6.3", "no name", drop("name"), "bad_head"),
    ("6.3", "a name of 80 code points", put("name", value="😀" * 80), "accepted"),
    ("6.3", "a name of 81 code points", put("name", value="x" * 81), "bad_head"),
    ("6.3", "no wards", drop("wijk:wards"), "bad_head"),
    ("6.3", "an empty list of wards", put("wijk:wards", value=[]), "accepted"),
    ("6.3", "eight wards", put("wijk:wards", value=[WARD] * 8), "accepted"),
    ("6.3", "nine wards", put("wijk:wards", value=[WARD] * 9), "bad_head"),
    ("6.3", "a ward without its year", put("wijk:wards", value=["WK0363ME"]), "bad_head"),
    ("6.3", "a version that is a number", put("wijk:didVersion", value=1), "bad_head"),
    ("6.3", "a version without its hash", put("wijk:didVersion", value="1"), "bad_head"),
    ("8.2", "a version that is not in the log", put("wijk:didVersion", value=f"1-{SCID}"), "did_unknown_version"),
    ("8.2", "a version later than the log", put("wijk:didVersion", value=f"2-{SCID}"), "did_unknown_version"),
    ("6.3", "a number below zero", put("wijk:seq", value=-1), "bad_head"),
    ("6.3", "a number that is a text", put("wijk:seq", value="1"), "bad_head"),
    ("6.3", "a number that is true", put("wijk:seq", value=True), "bad_head"),
    ("8.2", "a count above 10000", put("wijk:count", value=10_001), "bad_head"),
    ("6.3", "a count below zero", put("wijk:count", value=-1), "bad_head"),
    ("6.3", "no minSeq", drop("wijk:minSeq"), "bad_head"),
    ("6.3", "a minSeq that is not zero", put("wijk:minSeq", value=900), "accepted"),
    ("1.4", "a root with stray bits", lambda doc: doc.update({"wijk:root": doc["wijk:root"][:-1] + "B"}), "bad_head"),
    ("1.4", "a root in base58", lambda doc: doc.update({"wijk:root": "z" + doc["wijk:root"][1:]}), "bad_head"),
    ("8.2", "an end that is the beginning", put("endTime", value="2026-11-24T12:00:00Z"), "bad_head"),
    ("8.2", "an end of seven days and a second", put("endTime", value="2026-12-01T12:00:01Z"), "bad_head"),
    ("8.2", "an end of one hour", put("endTime", value="2026-11-24T13:00:00Z"), "accepted"),
    ("1.5", "an end without its zone", put("endTime", value="2026-12-01T12:00:00"), "bad_head"),
    ("1.5", "a beginning that is no time", put("published", value="today"), "bad_head"),
    ("1.6", "a member that we do not know", put("wijk:mood", value="glad"), "accepted"),
    ("14", "a head above 4 KiB", put("wijk:mood", value="x" * 4096), "too_large"),
    ("15", "the context before a bad head", lambda doc: (put("@context", value=[])(doc), drop("name")(doc)), "unsupported_version"),
)  # fmt: skip
BYTES: tuple[tuple[str, str, bytes, str], ...] = (
    ("8.2", "a head that is a list", b"[]", "bad_head"),
    ("1.1", "a head that is not JSON", b"{", "not_json"),
    ("1.1", "a head with a fraction", b'{"wijk:seq":1.5}', "bad_number"),
    ("1.1", "a head with a double name", b'{"a":1,"a":1}', "duplicate_name"),
    ("1.3", "a head with a space", b'{"a": 1}', "not_canonical"),
    ("1.1", "a head that is not UTF-8", b"\xff", "not_utf8"),
    ("1.1", "a head thirteen deep", b'{"a":' + b"[" * 12 + b"]" * 12 + b"}", "too_deep"),
)


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for section, fact, change, code in BAD:
        elm = posted()
        head = archives.rewritten(elm, change)
        yield _vector(
            section, fact, archives.files(elm, head=head, pages=[elm.page(head=head)]), code
        )
    for section, fact, data, code in BYTES:
        yield _vector(section, fact, archives.files(posted(), head=data), code)
    yield from _signers()
    yield from _times()
    yield from _versions()


def posted() -> Origin:
    """A node with one listing."""
    elm = Origin()
    elm.posts(1)
    return elm


def _signers() -> Iterator[Vector]:
    elm = posted()
    right = elm.head().data
    by_http = _signed(elm, elm.http, f"{elm.identity.did}#{elm.http.public.multikey}")
    by_thief = _signed(elm, PrivateKey(seed("thief")), elm.method)
    for section, fact, data, code in (
        ("8.2", "a head signed with the key for requests", by_http, "wrong_signer"),
        ("8.2", "a head signed by a stranger under our name", by_thief, "bad_signature"),
        ("3", "a head changed after signing", right.replace(b"Iepenbuurt", b"Eikenbuurt"), "bad_signature"),
        ("3", "a head with a proof of another purpose", right.replace(b"assertionMethod", b"authentication"), "bad_proof"),
        ("3", "a head without proof", _unsigned(elm), "bad_proof"),
    ):  # fmt: skip
        files = archives.files(elm, head=data, pages=[elm.page(head=data)])
        yield _vector(section, fact, files, code)


def _signed(elm: Origin, key: PrivateKey, method: str) -> bytes:
    document: dict[str, Any] = {}
    archives.rewritten(elm, document.update)
    return secure(document, key=key, method=method, created=NOON)


def _unsigned(elm: Origin) -> bytes:
    document: dict[str, Any] = {}
    archives.rewritten(elm, document.update)
    return canonical(document)


def _times() -> Iterator[Vector]:
    files = archives.files(posted())
    yield _vector(
        "16", "a head a second before its end", files, "accepted", now="2026-12-01T11:59:59Z"
    )
    end = "2026-12-01T12:00:00Z"
    yield _vector("16", "a head at its end", files, "accepted", f"ended head {end}", now=end)
    yield _vector("8.3", "a head an hour ahead", files, "accepted", now="2026-11-24T11:00:00Z")
    early = "2026-11-24T10:59:59Z"
    yield _vector("8.3", "a head an hour and a second ahead", files, "from_future", now=early)
    elm = posted()
    head = elm.head().data
    elm.now += timedelta(minutes=30)
    later = archives.files(elm, head=head)
    yield _vector("16", "a fresher head in the page", later, "accepted")
    yield _vector(
        "16", "the end is that of head.json", later, "accepted", f"ended head {end}", now=end
    )
    elm.now += timedelta(minutes=31)
    files = archives.files(elm, head=head)
    yield _vector("8.3", "a head in the page an hour and more ahead", files, "from_future")


def _versions() -> Iterator[Vector]:
    elm = posted()
    old = archives.files(elm)
    elm.now = NOON + DAY
    elm.changes()
    yield _vector(
        "16",
        "a log with later lines than the head names",
        {**old, "did.jsonl": elm.log},
        "accepted",
    )
    both = archives.files(elm)
    yield _vector("8.2", "a head under the second version", both, "accepted")
    mixed = {**both, "head.json": both["head.json"], "pages/1.json": old["pages/1.json"]}
    yield _vector("8.2", "a page's head under an older version", mixed, "key_revoked")
    mixed = {**old, "did.jsonl": elm.log, "pages/1.json": both["pages/1.json"]}
    yield _vector("8.2", "a page's head under a newer version", mixed, "did_unknown_version")
    yield _vector(
        "8.2",
        "a log without the version",
        {**both, "did.jsonl": old["did.jsonl"]},
        "did_unknown_version",
    )
    broken = elm.log.replace(b'"versionId":"2-', b'"versionId":"3-')
    yield _vector("16", "a later line that is wrong", {**old, "did.jsonl": broken}, "did_invalid")
    yield _retired()
    yield _moved()


def _retired() -> Vector:
    elm = posted()
    line = didwriting.retirement(elm.identity, sheet=elm.sheets[0].key, now=NOON)
    last = read_log(elm.log + line, now=NOON)
    data = archives.rewritten(elm, put("wijk:didVersion", value=last.version_id))
    files = archives.files(elm, head=data, pages=[elm.page(head=data)], log=elm.log + line)
    return _vector("4.10", "a head under the last version", files, "key_revoked")


def _moved() -> Vector:
    elm = posted()
    elm.now = NOON + timedelta(minutes=1)
    elm.changes(host="oak.example")
    elm.posts(1)
    return _vector("4.5", "a feed after a move", archives.files(elm), "accepted")


def _vector(
    section: str, fact: str, files: dict[str, bytes], *expected: str, now: str = ""
) -> Vector:
    return archives.vector("head", section, fact, files, *expected, now=now)
