"""Who signed a document: W3C Data Integrity, ``eddsa-jcs-2022`` (PROTOCOL.md §3).

Rule 1: exactly one proof with exactly seven members. Rule 2: a proof is checked with the keys that
are handed in for the version that applies; nothing a document says leads to a key. Rule 3: we sign
only what we built ourselves: a document goes in, never bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from federation import times
from federation.canonical import canonical, canonical_of_strict
from federation.context import CONTEXT
from federation.errors import (
    BadProofError,
    UnsupportedVersionError,
    WrongSignerError,
)
from federation.keys import SIGNATURE_BYTES, PrivateKey, PublicKey
from federation.multibase import from_z, to_z

TYPE: Final = "DataIntegrityProof"
SUITE: Final = "eddsa-jcs-2022"
PURPOSE: Final = "assertionMethod"
_FIXED: Final = {"type": TYPE, "cryptosuite": SUITE, "proofPurpose": PURPOSE}
_MEMBERS: Final = frozenset({*_FIXED, "@context", "created", "verificationMethod", "proofValue"})


@dataclass(frozen=True)
class Proof:
    """A well-formed proof and the message it is about. Whether it is true, ``verify`` says."""

    method: str
    created: datetime
    signature: bytes
    message: bytes

    def verify(self, key: PublicKey) -> None:
        """Return if ``key`` signed the document.

        :raises BadSignatureError: it did not.
        """
        key.verify(self.signature, self.message)


def message_of(document: bytes, options: bytes) -> bytes:
    """What is signed: the hash of the canonical proof options, then that of the document."""
    return hashlib.sha256(options).digest() + hashlib.sha256(document).digest()


def secure(
    document: Mapping[str, Any], *, key: PrivateKey, method: str, created: datetime
) -> bytes:
    """Add our proof to a document without one, and write it canonically."""
    options = {
        **_FIXED,
        "@context": document["@context"],
        "created": times.to_text(created),
        "verificationMethod": method,
    }
    signature = key.sign(message_of(canonical(document), canonical(options)))
    return canonical({**document, "proof": {**options, "proofValue": to_z(signature)}})


def read(document: Mapping[str, Any], *, any_context: bool = False) -> Proof:
    """Read the proof of a strict ``document``.

    :raises UnsupportedVersionError: its context is not the one of this version.
    :raises BadProofError: not exactly the proof of §3.
    """
    context = document.get("@context")
    if not any_context and context != CONTEXT:
        raise UnsupportedVersionError
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise BadProofError(where="proof")
    options = _options(proof)
    if "@context" in proof and options["@context"] != context:
        raise BadProofError(where="@context")
    rest = {name: value for name, value in document.items() if name != "proof"}
    return Proof(
        method=str(options["verificationMethod"]),
        created=_created(options["created"]),
        signature=_signature(proof["proofValue"]),
        message=message_of(canonical_of_strict(rest), canonical_of_strict(options)),
    )


def check(document: Mapping[str, Any], *, keys: Mapping[str, PublicKey]) -> Proof:
    """Return the proof if it is by one of ``keys`` (by verification method).

    :raises FederationError: ``unsupported_version``, ``bad_proof``, ``wrong_signer`` or
        ``bad_signature``.
    """
    proof = read(document)
    key = keys.get(proof.method)
    if key is None:
        raise WrongSignerError(method=proof.method[:200])
    proof.verify(key)
    return proof


def _options(proof: dict[str, Any]) -> dict[str, Any]:
    if proof.keys() != _MEMBERS:
        raise BadProofError(where="members")
    for name, value in _FIXED.items():
        if proof[name] != value:
            raise BadProofError(where=name)
    if not isinstance(proof["verificationMethod"], str):
        raise BadProofError(where="verificationMethod")
    return {name: value for name, value in proof.items() if name != "proofValue"}


def _created(value: Any) -> datetime:
    try:
        return times.from_text(value)
    except (TypeError, ValueError) as error:
        raise BadProofError(where="created") from error


def _signature(value: Any) -> bytes:
    try:
        signature = from_z(value)
    except (AttributeError, ValueError) as error:
        raise BadProofError(where="proofValue") from error
    if len(signature) != SIGNATURE_BYTES or to_z(signature) != value:
        raise BadProofError(where="proofValue")
    return signature
