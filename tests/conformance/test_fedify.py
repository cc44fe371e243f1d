"""An implementation that nobody here wrote verifies what we sign, and we verify what it signs."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from federation import proof, verify
from federation.canonical import canonical
from federation.errors import FederationError
from tests.conformance.facts.members import GOOD, listing
from tests.federation.origin import Origin
from tests.tools import fedify_or_skip, run

SCRIPT = "tests/conformance/fedify.mjs"


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture(scope="module")
def ours() -> list[bytes]:
    """Listings of every form, an event, and a head."""
    elm = Origin()
    listings = [listing(change)[1] for _, _, change in GOOD]
    event = elm.posts(kind="meeting", terms="none", start=elm.now.replace(hour=19)).data
    return [*listings, event, elm.head().data]


@pytest.fixture(scope="module")
def answer(ours: list[bytes]) -> dict[str, Any]:
    """What fedify says of our documents, and of each with one letter changed; and its own."""
    node, folder = fedify_or_skip()
    elm = Origin()
    documents = [json.loads(data) for data in ours]
    spoiled = [{**document, "name": str(document["name"]) + "x"} for document in documents]
    question = {
        "documents": [*documents, *spoiled],
        "method": elm.method,
        "controller": elm.identity.did,
        "key": elm.sign.public.multikey,
        "jwk": {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": base64url(elm.sign.seed),
            "x": base64url(elm.sign.public.raw),
        },
    }
    done = run([node, SCRIPT, folder], given=json.dumps(question))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_verifies_what_we_sign(ours: list[bytes], answer: dict[str, Any]) -> None:
    assert len(ours) > 15
    assert answer["verified"] == [True] * len(ours) + [False] * len(ours)


def test_we_verify_what_it_signs(answer: dict[str, Any]) -> None:
    signed, key = answer["signed"], Origin().sign.public
    proof.read(signed, any_context=True).verify(key)
    assert verify.verify_proof(canonical(signed), key=key.multikey, any_context=True) == []
    with pytest.raises(FederationError) as refused:
        proof.read({**signed, "content": "Een trap."}, any_context=True).verify(key)
    assert refused.value.code == "bad_signature"
