"""The identity of a node: its log, judged by our profile of did:webvh (PROTOCOL.md §4).

Rule 1: the SCID is the identity; a host is where it lives now. Rule 2: a log that was verified once
is not verified again; only new lines are. Rule 3: what a log says leads to no address: hosts are
computed, and bound by whoever fetched them (§4.8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

from federation import times, webvh
from federation.errors import (
    BadKeyError,
    DidInvalidError,
    DidRewrittenError,
    DidUnknownVersionError,
    StaleError,
    WrongHostError,
)
from federation.hosts import actor_url, base_url, host_of
from federation.keys import PublicKey
from federation.limits import COMMITTED_KEYS

CONTEXT: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
SERVICE: Final = "WijkFeed"


@dataclass(frozen=True)
class Version:
    """What one entry of a log says: where the node lives and which keys speak for it."""

    entry: webvh.Entry
    host: str
    sign_keys: Mapping[str, PublicKey]
    http_keys: Mapping[str, PublicKey]

    @property
    def number(self) -> int:
        """1 for the first entry."""
        return self.entry.number

    @property
    def version_id(self) -> str:
        """``3-Qm…``."""
        return self.entry.version_id

    @property
    def did(self) -> str:
        """The DID at this version, with its host."""
        return self.entry.did

    @property
    def time(self) -> datetime:
        """When it was written, by its own word."""
        return self.entry.time


@dataclass(frozen=True)
class Identity:
    """A verified log. Equal in what matters when ``log`` is."""

    scid: str
    versions: tuple[Version, ...]
    log: bytes

    @property
    def newest(self) -> Version:
        """The version that speaks now."""
        return self.versions[-1]

    @property
    def number(self) -> int:
        """How many versions there are."""
        return self.newest.number

    @property
    def version_id(self) -> str:
        """``versionId`` of the newest version."""
        return self.newest.version_id

    @property
    def did(self) -> str:
        """The DID with the present host."""
        return self.newest.did

    @property
    def host(self) -> str:
        """Where the node says it lives now."""
        return self.newest.host

    @property
    def deactivated(self) -> bool:
        """Whether the node is retired: receivers delete everything of it (§4.10)."""
        return self.newest.entry.deactivated

    @property
    def sign_keys(self) -> Mapping[str, PublicKey]:
        """Keys for documents, by verification method."""
        return self.newest.sign_keys

    @property
    def http_keys(self) -> Mapping[str, PublicKey]:
        """Keys for requests, by verification method."""
        return self.newest.http_keys

    def version(self, version_id: str) -> Version:
        """The version that a document names.

        :raises DidUnknownVersionError: it is not in the log we hold.
        """
        for version in self.versions:
            if version.version_id == version_id:
                return version
        raise DidUnknownVersionError(version=version_id[:80])


def method_of(did: str, key: PublicKey) -> str:
    """The verification method of one of our keys: its own Multikey is its name."""
    return f"{did}#{key.multikey}"


def read_log(data: bytes, *, now: datetime) -> Identity:
    """Verify a whole log.

    :raises FederationError: it does not verify, or is outside our profile.
    """
    lines = webvh.split(data)
    return _extended(None, lines, now)


def continue_log(held: Identity, data: bytes, *, now: datetime, relayed: bool = False) -> Identity:
    """Verify only what ``data`` adds to the log held.

    :raises StaleError: it is shorter and comes from a relay.
    :raises DidRewrittenError: it is shorter and comes from the host, or parts ways and verifies.
    :raises WrongHostError: it is another identity's.
    """
    lines = webvh.split(data)
    common = min(len(lines), held.number)
    if not _agree(held, lines[:common]):
        _part_ways(held, read_log(data, now=now))
    if len(lines) < held.number:
        if relayed:
            raise StaleError(offered=len(lines), held=held.number)
        raise DidRewrittenError(version=held.versions[len(lines)].version_id)
    return _extended(held, lines[common:], now)


def document(
    did: str,
    *,
    host: str,
    sign: tuple[PublicKey, ...],
    http: tuple[PublicKey, ...],
    formerly: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The DID document that our profile asks for (§4.2). ``formerly`` are DIDs left by a move."""
    return {
        "@context": CONTEXT,
        "id": did,
        "alsoKnownAs": [actor_url(host), *formerly],
        "verificationMethod": [
            {
                "id": method_of(did, key),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.multikey,
            }
            for key in (*sign, *http)
        ],
        "assertionMethod": [method_of(did, key) for key in sign],
        "authentication": [method_of(did, key) for key in http],
        "service": [_service(did, host)],
    }


def _service(did: str, host: str) -> dict[str, str]:
    return {"id": f"{did}#feed", "type": SERVICE, "serviceEndpoint": f"{base_url(host)}/fed/"}


def _extended(held: Identity | None, lines: list[bytes], now: datetime) -> Identity:
    versions = list(held.versions) if held else []
    for line in lines:
        before = versions[-1].entry if versions else None
        versions.append(_profiled(webvh.read_entry(line, before, now=now)))
    log = (held.log if held else b"") + b"".join(line + b"\n" for line in lines)
    return Identity(versions[0].entry.scid, tuple(versions), log)


def _agree(held: Identity, lines: list[bytes]) -> bool:
    """Whether these lines are the first ones of the log held. A copy with other spaces agrees."""
    for version, line in zip(held.versions, lines, strict=False):
        raw = webvh.load(line)
        if not isinstance(raw, dict) or raw.get("versionId") != version.version_id:
            return False
    return True


def _part_ways(held: Identity, other: Identity) -> NoReturn:
    """Say what a verifying log is that does not agree with the one held."""
    if other.scid != held.scid:
        raise WrongHostError(found=other.scid, expected=held.scid)
    ours = {version.version_id for version in held.versions}
    parted = next(item.version_id for item in other.versions if item.version_id not in ours)
    raise DidRewrittenError(version=parted)


def _profiled(entry: webvh.Entry) -> Version:
    """Check one verified entry against our profile (§1.5, §4.1–4.3, §4.10)."""
    try:
        return _read_profile(entry)
    except DidInvalidError as error:
        error.entry = entry.number
        raise


def _read_profile(entry: webvh.Entry) -> Version:
    _check_parameters(entry)
    host = host_of(entry.did)
    if host is None:
        raise DidInvalidError(where="id")
    state = entry.state
    _check_links(entry, host)
    keys = _methods(entry.did, state.get("verificationMethod"))
    sign = _named(keys, state.get("assertionMethod"), "assertionMethod")
    http = _named(keys, state.get("authentication"), "authentication")
    if set(sign.values()) & set(http.values()):
        raise DidInvalidError(where="authentication")
    return Version(entry, host, sign, http)


def _check_parameters(entry: webvh.Entry) -> None:
    try:
        times.from_text(str(entry.raw["versionTime"]))
    except ValueError as error:
        raise DidInvalidError(where="versionTime") from error
    if not entry.portable:
        raise DidInvalidError(where="portable")
    if entry.parameters.get("watchers"):
        raise DidInvalidError(where="watchers")
    committed = 0 if entry.deactivated else COMMITTED_KEYS
    if not len(entry.next_key_hashes) == len(set(entry.next_key_hashes)) == committed:
        raise DidInvalidError(where="nextKeyHashes")
    for key in entry.update_keys:
        PublicKey.from_multikey(key)


def _check_links(entry: webvh.Entry, host: str) -> None:
    known_as = entry.state.get("alsoKnownAs")
    if not isinstance(known_as, list) or actor_url(host) not in known_as:
        raise DidInvalidError(where="alsoKnownAs")
    if entry.state.get("service") != [_service(entry.did, host)]:
        raise DidInvalidError(where="service")


def _methods(did: str, value: Any) -> dict[str, PublicKey]:
    if not isinstance(value, list):
        raise DidInvalidError(where="verificationMethod")
    keys: dict[str, PublicKey] = {}
    for item in value:
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, str) or not name.startswith(f"{did}#") or name in keys:
            raise DidInvalidError(where="verificationMethod")
        if item.get("type") != "Multikey" or item.get("controller") != did:
            raise DidInvalidError(where="verificationMethod")
        text = item.get("publicKeyMultibase")
        if not isinstance(text, str):
            raise BadKeyError
        keys[name] = PublicKey.from_multikey(text)
    return keys


def _named(keys: dict[str, PublicKey], names: Any, where: str) -> dict[str, PublicKey]:
    if not isinstance(names, list) or not names:
        raise DidInvalidError(where=where)
    if not all(isinstance(name, str) and name in keys for name in names):
        raise DidInvalidError(where=where)
    return {name: keys[name] for name in names}
