"""The signature of a request. One header a line: method, input, signature, digest, type; then the
body.
"""

from base64 import b64encode

from federation import did, httpsig
from federation.httpsig import Request
from tests.federation.origin import NOON, Origin
from tests.fuzz.chance import Chance
from tests.fuzz.changes import ODD_BYTES, noise
from tests.fuzz.harness import Harness

LONGEST = 2048
ELM = Origin()
KEYID = did.method_of(ELM.identity.did, ELM.http.public)
URL = "https://oak.example/fed/inbox"
NAMES = ("signature-input", "signature", "content-digest", "content-type")
PEERS = {ELM.identity.scid: ELM.identity}
SEEN = "c2VlbiBieSB1cyBhbHJlYWR5"


def _seed(method: str, nonce: str = "c2l4dGVlbiBieXRlcyE") -> bytes:
    body = b'{"type":"Follow"}' if method == "POST" else b""
    headers = httpsig.sign_request(
        method,
        URL,
        key=ELM.http,
        keyid=KEYID,
        now=NOON,
        body=body,
        content_type="application/activity+json",
        nonce=nonce,
    )
    lines = [method, *(headers.get(name, "") for name in NAMES)]
    return "\n".join(lines).encode() + b"\n" + body


SEEDS = (_seed("GET"), _seed("POST"), _seed("POST", SEEN))


def parsed(data: bytes) -> Request:
    """The request that the bytes stand for."""
    method, *values, body = (*data.split(b"\n", 5), *[b""] * 5)[:6]
    headers = {
        name: value.decode("latin-1") for name, value in zip(NAMES, values, strict=True) if value
    }
    return Request(method.decode("latin-1"), URL, headers, body)


def read(data: bytes) -> object:
    """Check the request as a receiver does that knows one peer."""
    return httpsig.check_request(
        parsed(data),
        identity_of=PEERS.get,
        seen=lambda scid, nonce, until: nonce == SEEN,
        now=NOON,
    )


def change(data: bytes, chance: Chance) -> bytes | None:
    """Change the input as its grammar has it, or the body; mostly it is signed again."""
    lines = (data.split(b"\n", 5) + [b""] * 5)[:6]
    if chance.one_in(6):
        lines[5] = noise(lines[5], chance)
    elif chance.one_in(6):
        at = chance.below(5)
        lines[at] = noise(lines[at], chance)
    else:
        lines[1] = _changed_input(lines[1], chance)
    changed = b"\n".join(lines)
    return changed if chance.one_in(4) else signed(changed)


def _changed_input(line: bytes, chance: Chance) -> bytes:
    parts = line.split(b";")
    at, other = chance.below(len(parts)), chance.below(len(parts))
    match chance.below(5):
        case 0:
            parts[at], parts[other] = parts[other], parts[at]
        case 1:
            del parts[at]
        case 2:
            parts.insert(at, parts[other])
        case 3:
            parts.insert(at, chance.pick(WORDS))
        case _:
            parts[at] = noise(parts[at], chance)
    return b";".join(parts)


def signed(data: bytes) -> bytes:
    """The same with a true signature, where one can be made."""
    request = parsed(data)
    params = request.headers.get("signature-input", "").removeprefix("wijk=")
    try:
        base = httpsig.signature_base(request.method, URL, request.headers, params)
    except KeyError:
        return data
    lines = data.split(b"\n", 5)
    lines[2] = b"wijk=:%s:" % b64encode(ELM.http.sign(base))
    return b"\n".join(lines)


WORDS = (
    *(
        b"created=1795608000",
        b"expires=1795608300",
        b'tag="wijk-fed-1"',
        b'nonce="aaaaaaaaaaaaaaaa"',
    ),
    *(b'alg="ed25519"', b"keyid=", b"created=99999999999", b"expires=0", b"wijk=("),
    *(
        b'"@method"',
        b'"@target-uri"',
        b'"content-digest"',
        b'"content-type"',
        b"sha-256=:",
        b"sig1=",
    ),
)
HARNESS = Harness(
    read=read,
    seeds=SEEDS,
    change=change,
    words=(*ODD_BYTES, *WORDS),
    longest=LONGEST,
    rare="digest_mismatch",
)
