"""§4, §16: did:webvh 1.0 alone, as ``did --general`` judges it."""

from collections.abc import Iterator

from federation.keys import SMALL_ORDER
from federation.multibase import to_z
from tests.conformance.facts.logmaker import UPDATE, LogMaker
from tests.conformance.facts.naming import drop, named, put
from tests.conformance.vector import Vector

NOW = "2026-11-24T12:00:00Z"
U1 = UPDATE[1].public.multikey
FREE = put("parameters", "nextKeyHashes", value=[])
SMALL = to_z(b"\xed\x01" + min(SMALL_ORDER))
PROOF = ("proof", 0)
GOOD: tuple[tuple[str, LogMaker], ...] = (
    ("one line", LogMaker()),
    ("two lines", LogMaker().more()),
    ("three lines", LogMaker().more().more()),
    ("one line without pre-rotation", LogMaker(FREE)),
    ("a proof that is not in a list", LogMaker(spoil=lambda entry: entry.__setitem__("proof", entry["proof"][0]))),
    ("a method without its fragment", LogMaker(short_method=True)),
    ("watchers", LogMaker(put("parameters", "watchers", value=["https://watch.example"]))),
    ("an empty witness", LogMaker(put("parameters", "witness", value={}))),
    ("a time to live", LogMaker(put("parameters", "ttl", value=3600))),
    ("a log that is not portable", LogMaker(put("parameters", "portable", value=False))),
    ("a document without keys of its own form", LogMaker(put("state", "service", value=[]))),
)  # fmt: skip
BAD: tuple[tuple[str, str, LogMaker, str], ...] = (
    ("4.1", "another method", LogMaker(put("parameters", "method", value="did:webvh:0.5")), "did_invalid"),
    ("4.1", "no method", LogMaker(drop("parameters", "method")), "did_invalid"),
    ("4.1", "no SCID", LogMaker(drop("parameters", "scid")), "did_invalid"),
    ("4.1", "a first entry without keys", LogMaker(drop("parameters", "updateKeys")), "did_invalid"),
    ("4.1", "a first entry with no key", LogMaker(put("parameters", "updateKeys", value=[])), "did_invalid"),
    ("4.1", "witnesses", LogMaker(put("parameters", "witness", value={"threshold": 1, "witnesses": []})), "did_invalid"),
    ("4.1", "a parameter that there is not", LogMaker(put("parameters", "prerotation", value=True)), "did_invalid"),
    ("4.1", "portable that is a text", LogMaker(put("parameters", "portable", value="yes")), "did_invalid"),
    ("4.1", "keys that are a text", LogMaker(put("parameters", "updateKeys", value=U1)), "did_invalid"),
    ("4.1", "a key that is a number", LogMaker(put("parameters", "nextKeyHashes", value=[1])), "did_invalid"),
    ("4.1", "a time to live that is a text", LogMaker(put("parameters", "ttl", value="1")), "did_invalid"),
    ("4.1", "watchers that are a text", LogMaker(put("parameters", "watchers", value="x")), "did_invalid"),
    ("4.1", "an SCID that is not the hash", LogMaker(spoil=put("state", "alsoKnownAs", value=[])), "did_invalid"),
    ("4.1", "a sixth member", LogMaker(put("note", value="x")), "did_invalid"),
    ("4.1", "no state", LogMaker(spoil=drop("state")), "did_invalid"),
    ("4.1", "a line without proof", LogMaker(spoil=drop("proof")), "did_invalid"),
    ("4.1", "a DID of another SCID", LogMaker(put("state", "id", value="did:webvh:Qm" + "a" * 44 + ":elm.example")), "did_invalid"),
    ("4.1", "a DID without a host", LogMaker(put("state", "id", value="did:webvh:{SCID}")), "did_invalid"),
    ("4.1", "a DID of another method", LogMaker(put("state", "id", value="did:web:{SCID}:elm.example")), "did_invalid"),
    ("4.1", "a DID that climbs", LogMaker(put("state", "id", value="did:webvh:{SCID}:elm.example:..:x")), "did_invalid"),
    ("4.1", "a DID with a hidden slash", LogMaker(put("state", "id", value="did:webvh:{SCID}:elm.example:a%2Fb")), "did_invalid"),
    ("4.1", "a DID with a hidden climb", LogMaker(put("state", "id", value="did:webvh:{SCID}:elm.example:%2e%2E")), "did_invalid"),
    ("4.1", "a DID with an empty part", LogMaker(put("state", "id", value="did:webvh:{SCID}:elm.example::x")), "did_invalid"),
    ("4.1", "a time without its zone", LogMaker(put("versionTime", value="2026-11-01T00:00:00")), "did_invalid"),
    ("4.1", "a month that there is not", LogMaker(put("versionTime", value="2026-13-01T00:00:00Z")), "did_invalid"),
    ("4.1", "the hour 24", LogMaker(put("versionTime", value="2026-11-01T24:00:00Z")), "did_invalid"),
    ("4.1", "a time that is a number", LogMaker(put("versionTime", value=1)), "did_invalid"),
    ("4.1", "a changed version", LogMaker(spoil=put("versionId", value="1-Qm" + "a" * 44)), "did_invalid"),
    ("4.1", "another number", LogMaker(spoil=lambda entry: entry.__setitem__("versionId", "2" + entry["versionId"][1:])), "did_invalid"),
    ("4.1", "a second line that was changed", LogMaker().more(spoil=put("state", "alsoKnownAs", value=[])), "did_invalid"),
    ("4.1", "a second line of the same time", LogMaker().more(put("versionTime", value="2026-11-01T00:00:00Z")), "did_invalid"),
    ("4.1", "a second line of an earlier time", LogMaker().more(put("versionTime", value="2026-10-01T00:00:00Z")), "did_invalid"),
    ("4.1", "a second line of another SCID", LogMaker().more(put("parameters", "scid", value="Qm" + "a" * 44)), "did_invalid"),
    ("4.3", "a second line without keys after a commitment", LogMaker().more(drop("parameters", "updateKeys")), "did_invalid"),
    ("4.3", "a second line without a new commitment", LogMaker().more(drop("parameters", "nextKeyHashes")), "did_invalid"),
    ("4.3", "a second line with a key not committed to", LogMaker().more(put("parameters", "updateKeys", value=[UPDATE[4].public.multikey]), signer=4), "did_invalid"),
    ("4.3", "a second line with one committed key and another", LogMaker().more(put("parameters", "updateKeys", value=[U1, UPDATE[4].public.multikey])), "did_invalid"),
    ("4.3", "a second line by a key not committed to", LogMaker().more(signer=4), "wrong_signer"),
    ("4.3", "a second line by the key before", LogMaker().more(signer=0), "wrong_signer"),
    ("4.1", "a log that becomes portable later", LogMaker(put("parameters", "portable", value=False)).more(put("parameters", "portable", value=True)), "did_invalid"),
    ("4.5", "a move of a log that is not portable", LogMaker(put("parameters", "portable", value=False)).more(lambda entry: entry["state"].update(id=entry["state"]["id"].replace("elm", "oak"), alsoKnownAs=[entry["state"]["id"]])), "did_invalid"),
    ("4.5", "a move that does not name the old place", LogMaker().more(lambda entry: entry["state"].update(id=entry["state"]["id"].replace("elm", "oak"))), "did_invalid"),
    ("4.10", "a line after the last", LogMaker().more(put("parameters", value={"updateKeys": [U1], "nextKeyHashes": [], "deactivated": True})).more(), "did_invalid"),
    ("4.1", "a first line by another key", LogMaker(put("parameters", "updateKeys", value=[U1])), "wrong_signer"),
    ("4.1", "a key of small order", LogMaker(put("parameters", "updateKeys", value=[SMALL]), put(*PROOF, "verificationMethod", value=f"did:key:{SMALL}")), "bad_key"),
    ("4.1", "two proofs", LogMaker(spoil=lambda entry: entry["proof"].append(entry["proof"][0])), "bad_proof"),
    ("4.1", "an empty list of proofs", LogMaker(spoil=put("proof", value=[])), "bad_proof"),
    ("4.1", "another suite", LogMaker(spoil=put(*PROOF, "cryptosuite", value="ecdsa-jcs-2019")), "bad_proof"),
    ("4.1", "another purpose", LogMaker(spoil=put(*PROOF, "proofPurpose", value="authentication")), "bad_proof"),
    ("4.1", "a method that is no key", LogMaker(spoil=put(*PROOF, "verificationMethod", value="did:web:elm.example#a")), "bad_proof"),
    ("4.1", "a method with another fragment", LogMaker(spoil=put(*PROOF, "verificationMethod", value=f"did:key:{U1}#x")), "bad_proof"),
    ("4.1", "a proof without its value", LogMaker(spoil=drop(*PROOF, "proofValue")), "bad_proof"),
    ("4.1", "a short proof value", LogMaker(spoil=put(*PROOF, "proofValue", value=to_z(b"\x01" * 63))), "bad_proof"),
    ("4.1", "another proof value", LogMaker(spoil=put(*PROOF, "proofValue", value=to_z(b"\x21" * 64))), "bad_signature"),
    ("4.1", "a changed proof option", LogMaker(spoil=put(*PROOF, "created", value="2026-11-01T00:00:01Z")), "bad_signature"),
    ("4.6", "a line six minutes ahead", LogMaker(put("versionTime", value="2026-11-24T12:06:00Z")), "from_future"),
)  # fmt: skip
BYTES: tuple[tuple[str, str, bytes, str], ...] = (
    ("4.1", "an empty log", b"", "did_invalid"),
    ("4.1", "a log that is an array", b"[]", "did_invalid"),
    ("1.1", "an empty line between", LogMaker().data + b"\n" + LogMaker().data, "not_json"),
    ("1.1", "a line with a fraction", LogMaker().data.replace(b'"portable":true', b'"portable":1.5'), "bad_number"),
    ("1.1", "a line with a double name", LogMaker().data.replace(b'{"parameters"', b'{"proof":1,"parameters"'), "duplicate_name"),
    ("1.1", "a line thirteen deep", b'{"state":' + b"[" * 12 + b"]" * 12 + b"}", "too_deep"),
    ("14", "a log of a byte more than 256 KiB", LogMaker().data + b" " * (256 * 1024 + 1 - len(LogMaker().data)), "too_large"),
    ("14", "a log of 64 lines", b"{}\n" * 64, "did_invalid"),
    ("14", "a log of 65 lines", b"{}\n" * 65, "too_large"),
    ("1.1", "a log that is not UTF-8", b"\xff\n", "not_utf8"),
)  # fmt: skip


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    for fact, log in GOOD:
        expected = log.described()
        yield _vector("16", fact, log.data, *expected)
    yield _vector(
        "1.3", "spaces in a line", LogMaker().data.replace(b',"', b', "'), *LogMaker().described()
    )
    yield _vector("4.1", "no newline at the end", LogMaker().data.strip(), *LogMaker().described())
    for section, fact, log, code in BAD:
        yield _vector(section, fact, log.data, code)
    for section, fact, data, code in BYTES:
        yield _vector(section, fact, data, code)
    near = LogMaker(put("versionTime", value="2026-11-24T12:05:00Z"))
    yield _vector("4.6", "a line five minutes ahead", near.data, *near.described())


def _vector(section: str, fact: str, data: bytes, *expected: str) -> Vector:
    command = f"did FILE --general --now {NOW}"
    return Vector(named("webvh", fact), fact, section, command, expected, {"FILE": data})
