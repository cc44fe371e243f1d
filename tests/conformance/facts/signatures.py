"""§2, §3: keys and the proof of one document."""

import json
from collections.abc import Iterator
from typing import Any

from federation.canonical import canonical
from federation.context import CONTEXT
from federation.keys import SMALL_ORDER, PrivateKey
from federation.multibase import from_z, to_z
from federation.proof import message_of, secure
from tests.conformance.facts.naming import Change, drop, named, put
from tests.conformance.vector import Vector
from tests.federation.origin import NOON, seed

KEY = PrivateKey(seed("sign"))
OTHER = PrivateKey(seed("other"))
MULTIKEY = KEY.public.multikey
METHOD = "did:webvh:Qm:elm.example#key"
PLAIN: dict[str, Any] = {"@context": CONTEXT, "content": "Een ladder.", "type": "Note"}
FOREIGN = {**PLAIN, "@context": "https://www.w3.org/ns/activitystreams"}


def document(base: dict[str, Any] = PLAIN) -> dict[str, Any]:
    """A document with a right proof, to be spoiled."""
    data = secure(base, key=KEY, method=METHOD, created=NOON)
    return dict(json.loads(data))


def resigned(spoil: Change, base: dict[str, Any] = PLAIN) -> bytes:
    """A document that is spoiled first and signed then."""
    spoiled = document(base)
    del spoiled["proof"]["proofValue"]
    spoil(spoiled)
    proof = spoiled.pop("proof")
    signature = KEY.sign(message_of(canonical(spoiled), canonical(proof)))
    return canonical({**spoiled, "proof": {**proof, "proofValue": to_z(signature)}})


def changed(spoil: Change) -> bytes:
    """A document that is signed first and spoiled then."""
    spoiled = document()
    spoil(spoiled)
    return canonical(spoiled)


def small_r() -> bytes:
    """A signature whose R is the neutral point."""
    return (
        min(SMALL_ORDER, key=lambda raw: raw[::-1]) + from_z(document()["proof"]["proofValue"])[32:]
    )


def signature(value: bytes) -> Change:
    """Another signature in the proof."""
    return put("proof", "proofValue", value=to_z(value))


RIGHT = from_z(document()["proof"]["proofValue"])
SPOILED: tuple[tuple[str, str, bytes, str], ...] = (
    ("3", "a right proof", changed(dict), "accepted"),
    ("3", "another text than was signed", changed(put("content", value="Een trap.")), "bad_signature"),
    ("3", "a member more than was signed", changed(put("x", value=1)), "bad_signature"),
    ("3", "no proof", changed(drop("proof")), "bad_proof"),
    ("3", "two proofs", changed(put("proof", value=[document()["proof"]] * 2)), "bad_proof"),
    ("3", "one proof in a list", changed(put("proof", value=[document()["proof"]])), "bad_proof"),
    ("3", "a proof that is null", changed(put("proof", value=None)), "bad_proof"),
    ("3", "an eighth member in the proof", resigned(put("proof", "domain", value="x")), "bad_proof"),
    ("3", "a proof with an id", resigned(put("proof", "id", value="urn:x")), "bad_proof"),
    ("3", "a proof that expires", resigned(put("proof", "expires", value="2026-12-01T00:00:00Z")), "bad_proof"),
    ("3", "a proof without its context", resigned(drop("proof", "@context")), "bad_proof"),
    ("3", "a proof without its time", resigned(drop("proof", "created")), "bad_proof"),
    ("3", "a proof without its method", resigned(drop("proof", "verificationMethod")), "bad_proof"),
    ("3", "a proof without its purpose", resigned(drop("proof", "proofPurpose")), "bad_proof"),
    ("3", "a proof without its suite", resigned(drop("proof", "cryptosuite")), "bad_proof"),
    ("3", "a proof without its value", changed(drop("proof", "proofValue")), "bad_proof"),
    ("3", "a proof of another type", resigned(put("proof", "type", value="Ed25519Signature2020")), "bad_proof"),
    ("3", "a proof of another suite", resigned(put("proof", "cryptosuite", value="eddsa-rdfc-2022")), "bad_proof"),
    ("3", "a proof of another purpose", resigned(put("proof", "proofPurpose", value="authentication")), "bad_proof"),
    ("3", "a method that is a number", resigned(put("proof", "verificationMethod", value=1)), "bad_proof"),
    ("3", "another context in the proof", resigned(put("proof", "@context", value=[])), "bad_proof"),
    ("1.5", "a proof of a time with an offset", resigned(put("proof", "created", value="2026-11-24T12:00:00+00:00")), "bad_proof"),
    ("1.5", "a proof of a time with a fraction", resigned(put("proof", "created", value="2026-11-24T12:00:00.5Z")), "bad_proof"),
    ("1.5", "a proof of a day that there is not", resigned(put("proof", "created", value="2026-02-30T12:00:00Z")), "bad_proof"),
    ("1.5", "a proof of the hour 24", resigned(put("proof", "created", value="2026-11-24T24:00:00Z")), "bad_proof"),
    ("1.5", "a proof of the second 60", resigned(put("proof", "created", value="2026-11-24T12:00:60Z")), "bad_proof"),
    ("1.5", "a proof of the year 2019", resigned(put("proof", "created", value="2019-12-31T23:59:59Z")), "bad_proof"),
    ("1.5", "a proof of the year 2999", resigned(put("proof", "created", value="2999-12-31T23:59:59Z")), "accepted"),
    ("1.5", "a proof of a time in small letters", resigned(put("proof", "created", value="2026-11-24t12:00:00z")), "bad_proof"),
    ("3", "a changed time", changed(put("proof", "created", value="2026-11-24T12:00:01Z")), "bad_signature"),
    ("3", "a changed method", changed(put("proof", "verificationMethod", value="x#y")), "bad_signature"),
    ("3", "a signature of 63 bytes", changed(signature(RIGHT[:63])), "bad_proof"),
    ("3", "a signature of 65 bytes", changed(signature(RIGHT + b"\0")), "bad_proof"),
    ("3", "a signature in base64url", changed(put("proof", "proofValue", value="uAAAA")), "bad_proof"),
    ("3", "a signature with a letter that base58 has not", changed(put("proof", "proofValue", value="z0" + to_z(RIGHT)[2:])), "bad_proof"),
    ("3", "a signature that is a number", changed(put("proof", "proofValue", value=1)), "bad_proof"),
    ("3", "another signature", changed(signature(RIGHT[:63] + bytes([RIGHT[63] ^ 1]))), "bad_signature"),
    ("2", "a signature whose R is of small order", changed(signature(small_r())), "bad_signature"),
    ("2", "a signature whose S is not reduced", changed(signature(RIGHT[:32] + b"\xff" * 32)), "bad_signature"),
    ("5.1", "another context", resigned(put("@context", value="https://www.w3.org/ns/activitystreams")), "unsupported_version"),
    ("5.1", "no context", changed(drop("@context")), "unsupported_version"),
    ("1.3", "a space at the end", changed(dict) + b" ", "not_canonical"),
    ("1.3", "another order of members", b'{"type":"Note",' + changed(dict)[1:].replace(b',"type":"Note"}', b"}"), "not_canonical"),
    ("3", "a document that is a list", b"[]", "bad_proof"),
    ("14", "a signed document above 32 KiB", canonical({"a": "x" * 16000, "b": "x" * 16000, "c": "x" * 900}), "too_large"),
    ("1.1", "a signed document thirteen deep", b'{"a":' + b"[" * 12 + b"]" * 12 + b"}", "too_deep"),
    ("15", "the context before the proof", canonical({"proof": 1}), "unsupported_version"),
)  # fmt: skip
RAW = KEY.public.raw
KEYS: tuple[tuple[str, str, str], ...] = (
    ("another key", OTHER.public.multikey, "bad_signature"),
    ("a key in base64url", "u" + MULTIKEY[1:], "bad_key"),
    ("a key of 31 bytes", to_z(b"\xed\x01" + RAW[:31]), "bad_key"),
    ("a key of 33 bytes", to_z(b"\xed\x01" + RAW + b"\0"), "bad_key"),
    ("a key of another kind", to_z(b"\xec\x01" + RAW), "bad_key"),
    ("a key with a letter that base58 has not", MULTIKEY[:-1] + "0", "bad_key"),
    ("a key without its kind", to_z(RAW), "bad_key"),
    ("a key that is no point", to_z(b"\xed\x01" + b"\x02" + b"\0" * 31), "bad_key"),
    ("a key written above the prime", to_z(b"\xed\x01" + b"\xf0" + b"\xff" * 30 + b"\x7f"), "bad_key"),
)  # fmt: skip
FOREIGN_FACTS: tuple[tuple[str, bytes, str], ...] = (
    ("any context is taken when asked for", resigned(dict, FOREIGN), "accepted"),
    ("any context, and written as one likes", resigned(dict, FOREIGN).replace(b'","', b'", "'), "accepted"),
    ("any context, but the proof has another", resigned(put("proof", "@context", value="x"), FOREIGN), "bad_proof"),
    ("any context, but none", resigned(drop("@context"), FOREIGN), "bad_proof"),
    ("any context, and a changed text", resigned(dict, FOREIGN).replace(b"ladder", b"trap"), "bad_signature"),
    ("any context, but not strict", resigned(dict, FOREIGN).replace(b'"Note"', b"1.5"), "bad_number"),
)  # fmt: skip


def vectors() -> Iterator[Vector]:
    """One vector a fact, and one for each key of small order."""
    for section, fact, data, code in SPOILED:
        yield _vector(section, fact, data, code)
    for fact, key, code in KEYS:
        yield _vector("2", fact, changed(dict), code, key)
    for number, raw in enumerate(sorted(SMALL_ORDER), start=1):
        fact = f"key {number} of small order"
        yield _vector("2", fact, changed(dict), "bad_key", to_z(b"\xed\x01" + raw))
    for fact, data, code in FOREIGN_FACTS:
        yield _vector("16", fact, data, code, options=" --any-context")
    both = canonical({**document(), "@context": "x"})
    yield _vector("15", "the context before the key", both, "unsupported_version", "z6Mk")
    yield _vector("15", "the key before the proof", changed(drop("proof")), "bad_key", "z6Mk")


def _vector(
    section: str, fact: str, data: bytes, code: str, key: str = MULTIKEY, *, options: str = ""
) -> Vector:
    command = f"proof FILE --key {key}{options}"
    return Vector(named("proof", fact), fact, section, command, (code,), {"FILE": data})
