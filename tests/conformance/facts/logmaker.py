"""Logs that are signed as they should be, whatever is in them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from federation import did, webvh
from federation.canonical import canonical
from federation.keys import PrivateKey
from federation.multibase import to_z
from federation.proof import message_of
from tests.conformance.facts.naming import Change
from tests.federation.origin import seed

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
SIGN, HTTP = PrivateKey(seed("log sign")), PrivateKey(seed("log http"))
UPDATE = [PrivateKey(seed(f"log update {number}")) for number in range(6)]


class LogMaker:
    """A log of our profile; ``change`` works before signing, ``spoil`` after."""

    def __init__(
        self,
        change: Change = dict,
        spoil: Change = dict,
        host: str = "elm.example",
        *,
        short_method: bool = False,
    ) -> None:
        self.short_method = short_method
        name = f"did:webvh:{{SCID}}:{host}"
        entry: dict[str, Any] = {
            "versionId": "{SCID}",
            "versionTime": "2026-11-01T00:00:00Z",
            "parameters": {
                "method": "did:webvh:1.0",
                "scid": "{SCID}",
                "updateKeys": [UPDATE[0].public.multikey],
                "nextKeyHashes": [webvh.key_hash(key.public) for key in UPDATE[1:3]],
                "portable": True,
            },
            "state": did.document(
                name, host=host.replace("%3A", ":"), sign=(SIGN.public,), http=(HTTP.public,)
            ),
        }
        change(entry)
        self.lines: list[bytes] = []
        self.scid = webvh.scid_of(entry, "{SCID}")
        self.previous = self.scid
        self._add(json.loads(json.dumps(entry).replace("{SCID}", self.scid)), UPDATE[0], spoil)

    def more(
        self, change: Change = dict, spoil: Change = dict, signer: int | None = None
    ) -> "LogMaker":
        """One line more, by the next sheet."""
        number = len(self.lines)
        entry = json.loads(self.lines[-1])
        del entry["proof"]
        entry["versionTime"] = f"{BEGAN + timedelta(days=number):%Y-%m-%dT%H:%M:%SZ}"
        entry["parameters"] = {
            "updateKeys": [UPDATE[number].public.multikey],
            "nextKeyHashes": [
                webvh.key_hash(key.public) for key in UPDATE[number + 1 : number + 3]
            ],
        }
        change(entry)
        self._add(entry, UPDATE[number if signer is None else signer], spoil)
        return self

    def _add(self, entry: dict[str, Any], key: PrivateKey, spoil: Change) -> None:
        name = f"{len(self.lines) + 1}-{webvh.entry_hash(entry, self.previous)}"
        self.previous = entry["versionId"] = name
        multikey = key.public.multikey
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "proofPurpose": "assertionMethod",
            "created": entry["versionTime"],
            "verificationMethod": f"did:key:{multikey}" + f"#{multikey}" * (not self.short_method),
        }
        signature = key.sign(message_of(canonical(entry), canonical(options)))
        finished = {**entry, "proof": [{**options, "proofValue": to_z(signature)}]}
        spoil(finished)
        self.lines.append(canonical(finished))

    @property
    def data(self) -> bytes:
        """The whole log."""
        return b"\n".join(self.lines) + b"\n"

    def described(
        self, *, host: str = "elm.example", more: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """What is said of it when it is accepted."""
        name = f"did:webvh:{self.scid}:{host}"
        keys = [f"key {name}#{key.public.multikey} {key.public.multikey}" for key in (SIGN, HTTP)]
        return ("accepted", f"did {name}", f"version {len(self.lines)}", *keys, *more)
