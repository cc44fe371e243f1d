"""did:webvh 1.0 as its specification has it: one log line after another (PROTOCOL.md §4, §16).

Rule 1: nothing here knows our own profile; ``did`` adds that. Rule 2: logs with witnesses are
refused: we could not judge them. Rule 3: an entry is judged by what the entry before it allows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

from federation import strictjson
from federation.canonical import canonical_of_strict
from federation.errors import (
    BadProofError,
    DidInvalidError,
    FromFutureError,
    TooLargeError,
    WrongSignerError,
)
from federation.hosts import SCID
from federation.keys import SIGNATURE_BYTES, PublicKey
from federation.limits import LOG_AHEAD, LOG_BYTES, LOG_ENTRIES, SIGNED_DEPTH
from federation.multibase import base58_multihash, from_z
from federation.proof import PURPOSE, SUITE, TYPE, message_of

METHOD: Final = "did:webvh:1.0"
PLACEHOLDER: Final = "{SCID}"
_ENTRY_MEMBERS: Final = frozenset({"versionId", "versionTime", "parameters", "state", "proof"})
_PARAMETERS: Final = frozenset(
    [
        "method",
        "scid",
        "updateKeys",
        "nextKeyHashes",
        "portable",
        "deactivated",
        "witness",
        "watchers",
        "ttl",
    ]
)
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z\Z", re.ASCII
)
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z")


@dataclass(frozen=True)
class Entry:
    """One verified version of an identity, and what it allows the next one."""

    number: int
    version_id: str
    time: datetime
    did: str
    scid: str
    state: Mapping[str, Any]
    update_keys: tuple[str, ...]
    next_key_hashes: tuple[str, ...]
    portable: bool
    deactivated: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)


def key_hash(key: PublicKey) -> str:
    """How a future update key is committed to without showing it."""
    return base58_multihash(key.multikey.encode())


def split(data: bytes) -> list[bytes]:
    """The lines of a log.

    :raises FederationError: ``too_large``, or ``did_invalid`` when there is none.
    """
    if len(data) > LOG_BYTES:
        raise TooLargeError(size=len(data), limit=LOG_BYTES)
    lines = data.removesuffix(b"\n").split(b"\n")
    if len(lines) > LOG_ENTRIES:
        raise TooLargeError(size=len(lines), limit=LOG_ENTRIES)
    if not data:
        raise DidInvalidError(where="log")
    return lines


def load(line: bytes) -> Any:
    """One line as strict JSON."""
    return strictjson.loads(line, limit=LOG_BYTES, depth=SIGNED_DEPTH)


def read_entry(line: bytes, before: Entry | None, *, now: datetime) -> Entry:
    """Judge one line by the entry before it (``None`` for the first).

    :raises FederationError: the line is not what may follow.
    """
    raw = load(line)
    number = before.number + 1 if before else 1
    try:
        return _judge(raw, before, number, now)
    except DidInvalidError as error:
        error.entry = number
        raise


def entry_hash(entry: Mapping[str, Any], previous: str) -> str:
    """The hash part of an entry's ``versionId``: over the entry as it follows ``previous``."""
    rest = {name: value for name, value in entry.items() if name != "proof"}
    return base58_multihash(canonical_of_strict({**rest, "versionId": previous}))


def scid_of(entry: Mapping[str, Any], scid: str) -> str:
    """The SCID that a first entry has, given the one it claims."""
    rest = {name: value for name, value in entry.items() if name != "proof"}
    text = canonical_of_strict({**rest, "versionId": PLACEHOLDER}).decode()
    return base58_multihash(text.replace(scid, PLACEHOLDER).encode())


def _judge(raw: Any, before: Entry | None, number: int, now: datetime) -> Entry:
    if not isinstance(raw, dict) or raw.keys() != _ENTRY_MEMBERS:
        raise DidInvalidError(where="members")
    parameters, state = raw["parameters"], raw["state"]
    if not isinstance(parameters, dict) or not isinstance(state, dict):
        raise DidInvalidError(where="members")
    merged = _merged(parameters, before)
    time = _time(raw["versionTime"], before)
    _check_did(state.get("id"), merged["scid"], state, before, portable=merged["portable"])
    _check_version_id(raw, merged["scid"], before, number)
    _check_proof(raw, _signers(merged, before))
    if time > now + LOG_AHEAD:
        raise FromFutureError(at=raw["versionTime"])
    return Entry(
        number=number,
        version_id=raw["versionId"],
        time=time,
        did=state["id"],
        scid=merged["scid"],
        state=state,
        update_keys=tuple(merged["updateKeys"]),
        next_key_hashes=tuple(merged["nextKeyHashes"]),
        portable=merged["portable"],
        deactivated=merged["deactivated"],
        parameters=parameters,
        raw=raw,
    )


def _merged(parameters: dict[str, Any], before: Entry | None) -> dict[str, Any]:
    """The parameters in force: what this entry says on top of what held before."""
    if not parameters.keys() <= _PARAMETERS:
        raise DidInvalidError(where="parameters")
    if before is not None and before.deactivated:
        raise DidInvalidError(where="deactivated")
    merged = _inherited(before) | parameters
    _check_types(merged)
    _check_fixed(parameters, merged, before)
    _check_rotation(parameters, before)
    return merged


def _inherited(before: Entry | None) -> dict[str, Any]:
    if before is None:
        return {"nextKeyHashes": [], "portable": False, "deactivated": False}
    return {
        "method": METHOD,
        "scid": before.scid,
        "updateKeys": list(before.update_keys),
        "nextKeyHashes": list(before.next_key_hashes),
        "portable": before.portable,
        "deactivated": False,
    }


def _check_types(merged: dict[str, Any]) -> None:
    for name in ("updateKeys", "nextKeyHashes"):
        value = merged.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise DidInvalidError(where=name)
    for name in ("portable", "deactivated"):
        if not isinstance(merged[name], bool):
            raise DidInvalidError(where=name)
    if merged.get("witness") not in ({}, None):
        raise DidInvalidError(where="witness")
    watchers = merged.get("watchers")
    if watchers is not None and not isinstance(watchers, list):
        raise DidInvalidError(where="watchers")
    if type(merged.get("ttl", 0)) is not int:
        raise DidInvalidError(where="ttl")


def _check_fixed(parameters: dict[str, Any], merged: dict[str, Any], before: Entry | None) -> None:
    if merged.get("method") != METHOD:
        raise DidInvalidError(where="method")
    scid = merged.get("scid")
    if not isinstance(scid, str) or not SCID.match(scid) or (before and scid != before.scid):
        raise DidInvalidError(where="scid")
    if before is not None and parameters.get("portable") and not before.portable:
        raise DidInvalidError(where="portable")
    if before is None and not merged["updateKeys"]:
        raise DidInvalidError(where="updateKeys")


def _check_rotation(parameters: dict[str, Any], before: Entry | None) -> None:
    """Pre-rotation: once keys are committed to, the next entry shows some of them and no other."""
    if before is None or not before.next_key_hashes:
        return
    keys = parameters.get("updateKeys")
    if not keys or "nextKeyHashes" not in parameters:
        raise DidInvalidError(where="updateKeys" if not keys else "nextKeyHashes")
    if not {base58_multihash(key.encode()) for key in keys} <= set(before.next_key_hashes):
        raise DidInvalidError(where="updateKeys")


def _signers(merged: dict[str, Any], before: Entry | None) -> list[str]:
    """Whose proof an entry needs: its own keys when first or committed to, else those before."""
    if before is None or before.next_key_hashes:
        return list(merged["updateKeys"])
    return list(before.update_keys)


def _time(value: Any, before: Entry | None) -> datetime:
    try:
        if not _TIME.match(value):
            raise DidInvalidError(where="versionTime")
        time = datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise DidInvalidError(where="versionTime") from error
    if before is not None and time <= before.time:
        raise DidInvalidError(where="versionTime")
    return time


def _check_did(
    did: Any, scid: str, state: dict[str, Any], before: Entry | None, *, portable: bool
) -> None:
    parts = did.split(":") if isinstance(did, str) else []
    if len(parts) < 4 or parts[:3] != ["did", "webvh", scid] or not all(map(_segment, parts[3:])):
        raise DidInvalidError(where="id")
    if before is None or did == before.did:
        return
    known_as = state.get("alsoKnownAs")
    if not portable or not isinstance(known_as, list) or before.did not in known_as:
        raise DidInvalidError(where="alsoKnownAs" if portable else "portable")


def _segment(text: str) -> bool:
    """Whether one part of a DID is harmless as a part of an address."""
    plain = unquote(text)
    return _SEGMENT.match(text) is not None and plain not in {".", ".."} and not {*plain} & {*"/\\"}


def _check_version_id(raw: dict[str, Any], scid: str, before: Entry | None, number: int) -> None:
    if before is None and scid_of(raw, scid) != scid:
        raise DidInvalidError(where="scid")
    previous = before.version_id if before else scid
    if raw["versionId"] != f"{number}-{entry_hash(raw, previous)}":
        raise DidInvalidError(where="versionId")


def _check_proof(raw: dict[str, Any], signers: list[str]) -> None:
    proofs = raw["proof"] if isinstance(raw["proof"], list) else [raw["proof"]]
    if len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise BadProofError(where="proof")
    proof = proofs[0]
    fixed = {"type": TYPE, "cryptosuite": SUITE, "proofPurpose": PURPOSE}
    for name, value in fixed.items():
        if proof.get(name) != value:
            raise BadProofError(where=name)
    signature = _signature(proof.get("proofValue"))
    key = _signer(proof.get("verificationMethod"), signers)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    rest = {name: value for name, value in raw.items() if name != "proof"}
    message = message_of(canonical_of_strict(rest), canonical_of_strict(options))
    key.verify(signature, message)


def _signer(method: Any, signers: list[str]) -> PublicKey:
    if not isinstance(method, str) or not method.startswith("did:key:"):
        raise BadProofError(where="verificationMethod")
    key, _, fragment = method.removeprefix("did:key:").partition("#")
    if fragment not in {"", key}:
        raise BadProofError(where="verificationMethod")
    if key not in signers:
        raise WrongSignerError(method=method[:200])
    return PublicKey.from_multikey(key)


def _signature(value: Any) -> bytes:
    try:
        signature = from_z(value)
    except (AttributeError, ValueError) as error:
        raise BadProofError(where="proofValue") from error
    if len(signature) != SIGNATURE_BYTES:
        raise BadProofError(where="proofValue")
    return signature
