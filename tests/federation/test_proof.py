"""§3: exactly one proof, by exactly the key that applies."""

import hashlib
import json
import re
from typing import Any

import pytest
import rfc8785

from federation import proof
from federation.canonical import loads_canonical
from federation.context import CONTEXT
from federation.errors import BadProofError, FederationError, WrongSignerError
from federation.keys import PrivateKey, PublicKey
from federation.multibase import from_z, to_z
from federation.times import from_text
from tests import outside
from tests.federation.origin import NOON, seed

KEY = PrivateKey(seed("key"))
METHOD = "did:webvh:Qm:elm.example#1"
KEYS = {METHOD: KEY.public}


def signed(**members: Any) -> dict[str, Any]:
    document = {"@context": CONTEXT, "type": "Proposal", **members}
    data = proof.secure(document, key=KEY, method=METHOD, created=NOON)
    return dict(loads_canonical(data, limit=10_000))


def code(document: dict[str, Any]) -> str:
    try:
        proof.check(document, keys=KEYS)
    except FederationError as error:
        return error.code
    return "accepted"


def test_what_we_sign_verifies() -> None:
    found = proof.check(signed(), keys=KEYS)
    assert (found.method, found.created) == (METHOD, NOON)


def test_the_same_document_is_signed_the_same() -> None:
    assert signed() == signed()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "Other"}, "bad_proof"),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "bad_proof"),
        ({"proofPurpose": "authentication"}, "bad_proof"),
        ({"created": "yesterday"}, "bad_proof"),
        ({"created": 5}, "bad_proof"),
        ({"verificationMethod": 5}, "bad_proof"),
        ({"verificationMethod": METHOD + "2"}, "wrong_signer"),
        ({"@context": ["https://www.w3.org/ns/activitystreams"]}, "bad_proof"),
        ({"proofValue": "z"}, "bad_proof"),
        ({"proofValue": 5}, "bad_proof"),
        ({"proofValue": "zO0"}, "bad_proof"),
        ({"proofValue": to_z(bytes(65))}, "bad_proof"),
        ({"proofValue": to_z(bytes(range(64)))}, "bad_signature"),
        ({"created": "2026-11-24T12:00:01Z"}, "bad_signature"),
        ({"domain": "elm.example"}, "bad_proof"),
        ({"proofValue": None}, "bad_proof"),
    ],
)
def test_one_member_of_the_proof_changed(change: dict[str, Any], expected: str) -> None:
    document = signed()
    document["proof"] |= change
    assert code(document) == expected


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"cryptosuite": "eddsa-rdfc-2022"}, "cryptosuite"),
        ({"created": "yesterday"}, "created"),
        ({"verificationMethod": 5}, "verificationMethod"),
        ({"@context": CONTEXT[:2]}, "@context"),
        ({"proofValue": "zO0"}, "proofValue"),
        ({"proofValue": to_z(bytes(65))}, "proofValue"),
        ({"domain": "elm.example"}, "members"),
    ],
)
def test_a_refusal_says_where(change: dict[str, Any], where: str) -> None:
    document = signed()
    document["proof"] |= change
    with pytest.raises(BadProofError) as caught:
        proof.read(document)
    assert caught.value.where == where
    with pytest.raises(BadProofError) as absent:
        proof.read({**document, "proof": []})
    assert absent.value.where == "proof"


def test_a_context_is_compared_where_any_may_stand() -> None:
    """Without our own context the proof must still have the document's."""
    document = signed()
    document["@context"] = document["proof"]["@context"] = ["https://example.com/"]
    proof.read(document, any_context=True)
    document["proof"]["@context"] = CONTEXT
    with pytest.raises(BadProofError) as caught:
        proof.read(document, any_context=True)
    assert caught.value.where == "@context"


def test_a_strangers_method_is_shown_short() -> None:
    document = signed()
    document["proof"]["verificationMethod"] = "x" * 300
    with pytest.raises(WrongSignerError) as caught:
        proof.check(document, keys=KEYS)
    assert caught.value.method == "x" * 200


@pytest.mark.parametrize("name", sorted(signed()["proof"]))
def test_one_member_of_the_proof_missing(name: str) -> None:
    document = signed()
    del document["proof"][name]
    assert code(document) == "bad_proof"


@pytest.mark.parametrize("value", [None, [], "proof", [{}], 1])
def test_a_proof_is_one_object(value: Any) -> None:
    assert code({**signed(), "proof": value}) == "bad_proof"
    document = signed()
    assert code({**document, "proof": [document["proof"]]}) == "bad_proof"


def test_no_proof() -> None:
    assert code({"@context": CONTEXT}) == "bad_proof"


def test_one_member_of_the_document_changed() -> None:
    """FI-14: whoever edits is found out."""
    assert code({**signed(), "type": "Event"}) == "bad_signature"
    assert code({**signed(), "more": 1}) == "bad_signature"


def test_another_context_is_another_version() -> None:
    assert code({**signed(), "@context": CONTEXT[:2]}) == "unsupported_version"


def test_a_proof_by_another_key_under_our_name() -> None:
    """FI-12: only the key that belongs to the name is tried."""
    other = PrivateKey(seed("other"))
    data = proof.secure({"@context": CONTEXT}, key=other, method=METHOD, created=NOON)
    assert code(loads_canonical(data, limit=10_000)) == "bad_signature"


def test_outside_vectors_of_the_w3c() -> None:
    """Every intermediate value of the specification's example, and the same signature again."""
    folder = outside.vectors("vc-di-eddsa")
    steps = folder / "eddsa-jcs-2022"
    keys = json.loads((folder / "keyPair.json").read_text())
    unsigned = json.loads((folder / "unsigned.json").read_text())
    options = json.loads((steps / "proofConfigJCS.json").read_text())
    document, config = rfc8785.dumps(unsigned), rfc8785.dumps(options)
    assert document == (steps / "canonDocJCS.txt").read_bytes()
    assert config == (steps / "proofCanonJCS.txt").read_bytes()
    assert hashlib.sha256(document).hexdigest() == (steps / "docHashJCS.txt").read_text()
    assert hashlib.sha256(config).hexdigest() == (steps / "proofHashJCS.txt").read_text()
    message = proof.message_of(document, config)
    assert message.hex() == (steps / "combinedHashJCS.txt").read_text()
    key = PrivateKey(from_z(keys["privateKeyMultibase"])[2:])
    assert key.public.multikey == keys["publicKeyMultibase"]
    assert key.sign(message).hex() == (steps / "sigHexJCS.txt").read_text()
    data = proof.secure(
        unsigned,
        key=key,
        method=options["verificationMethod"],
        created=from_text(options["created"]),
    )
    expected = json.loads((steps / "signedJCS.json").read_text())
    assert data == rfc8785.dumps(expected)
    proof.read(expected, any_context=True).verify(key.public)


def test_outside_vectors_of_fep_8b32() -> None:
    """Its document holds fractions, so the reference writes it; the proof is ours."""
    text = (outside.vectors("fep") / "fep-8b32.feature").read_text()
    unsigned, expected, again, actor = (
        json.loads(part) for part in re.findall(r'"""(.*?)"""', text, re.DOTALL)
    )
    secret = re.search(r'secret key "(z\w+)"', text)
    assert secret is not None
    key = PrivateKey(from_z(secret[1])[2:])
    found = dict(expected["proof"])
    value = found.pop("proofValue")
    message = proof.message_of(rfc8785.dumps(unsigned), rfc8785.dumps(found))
    assert to_z(key.sign(message)) == value
    assert again == expected
    listed = actor["assertionMethod"][0]["publicKeyMultibase"]
    PublicKey.from_multikey(listed).verify(from_z(value), message)
