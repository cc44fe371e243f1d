"""An identity's log: whole, as a continuation, and by the general rules alone."""

from collections.abc import Callable
from typing import Any

from federation import did, didwriting, proof, times, verify, webvh
from federation.canonical import canonical
from federation.keys import PrivateKey
from federation.multibase import to_z
from tests.federation.origin import NOON, Origin, seed
from tests.fuzz.chance import Chance
from tests.fuzz.changes import ODD_BYTES, change_document, load, written
from tests.fuzz.harness import Harness

LONGEST = 10240
ELM = Origin()
GENESIS = ELM.identity
KEYS = {
    key.public.multikey: key
    for key in (PrivateKey(seed("elm update")), *(sheet.key for sheet in ELM.sheets))
}


def _seeds() -> tuple[bytes, ...]:
    logs = [ELM.log]
    ELM.changes()
    logs.append(ELM.log)
    retirement = didwriting.retirement(ELM.identity, sheet=ELM.sheets[1].key, now=NOON)
    logs.append(ELM.log + retirement)
    ELM.changes(host="iep.example", sign=(PrivateKey(seed("elm new sign")).public,))
    logs.append(ELM.log)
    return tuple(logs)


SEEDS = _seeds()
SECOND = did.read_log(SEEDS[1], now=NOON)
WAYS: tuple[Callable[[bytes], object], ...] = (
    lambda data: did.read_log(data, now=NOON),
    lambda data: did.continue_log(GENESIS, data, now=NOON),
    lambda data: did.continue_log(SECOND, data, now=NOON, relayed=True),
    lambda data: verify.verify_did(data, now=NOON, general=True),
)


def read(data: bytes) -> object:
    """Read a log in the way that its length says."""
    return WAYS[len(data) % len(WAYS)](data)


def change(data: bytes, chance: Chance) -> bytes | None:
    """Change a line as a document; mostly the lines from there on are made true again."""
    try:
        lines = [load(line) for line in data.splitlines()]
    except ValueError:
        return None
    if not lines:
        return None
    at = chance.below(len(lines) + 1)
    if at == len(lines):
        lines += lines[-1:]
    else:
        change_document(lines[at], chance)
    return written_log(lines, true=not chance.one_in(4), end=chance.pick((b"", b"\n")))


def written_log(lines: list[Any], *, true: bool, end: bytes = b"\n") -> bytes:
    """The lines as a log, with true hashes and proofs if asked for."""
    out, previous = [], ""
    for number, line in enumerate(lines, start=1):
        data = made_true(line, number, previous) if true and isinstance(line, dict) else None
        out.append(data or written(line))
        previous = load(out[-1]).get("versionId", "") if isinstance(line, dict) else ""
    return b"\n".join(out) + end


def made_true(line: dict[str, Any], number: int, previous: str) -> bytes | None:
    """One line with the hashes and proof that its contents ask for; nothing if it cannot be."""
    rest = {name: value for name, value in line.items() if name != "proof"}
    try:
        if number == 1:
            claimed = line["parameters"]["scid"]
            previous = webvh.scid_of(rest, claimed)
            rest = load(written(rest).replace(claimed.encode(), previous.encode()))
        rest["versionId"] = f"{number}-{webvh.entry_hash(rest, previous)}"
        return canonical({**rest, "proof": line["proof"]} | _proof(rest))
    except Exception:  # noqa: BLE001 - what cannot be made true is tried as it is
        return None


def _proof(rest: dict[str, Any]) -> dict[str, Any]:
    name = rest["parameters"]["updateKeys"][0]
    options = {
        "type": proof.TYPE,
        "cryptosuite": proof.SUITE,
        "proofPurpose": proof.PURPOSE,
        "created": times.to_text(NOON),
        "verificationMethod": f"did:key:{name}#{name}",
    }
    signature = KEYS[name].sign(proof.message_of(canonical(rest), canonical(options)))
    return {"proof": [{**options, "proofValue": to_z(signature)}]}


WORDS = tuple(
    b'"%s":' % name
    for name in (
        *(b"versionId", b"versionTime", b"parameters", b"state", b"proof", b"witness", b"ttl"),
        *(b"watchers", b"deactivated", b"portable", b"nextKeyHashes", b"updateKeys", b"method"),
        *(b"alsoKnownAs", b"verificationMethod", b"assertionMethod", b"authentication", b"service"),
    )
)
HARNESS = Harness(
    read=read,
    seeds=SEEDS,
    change=change,
    words=(*ODD_BYTES, *WORDS),
    longest=LONGEST,
    rare="from_future",
)
