"""Requests whose sender must be known: RFC 9421 and RFC 9530, one fixed form (PROTOCOL.md §11.2).

Rule 1: one signature, labelled ``wijk``, over exactly the components that its method asks for; any
other form is refused, not interpreted. Rule 2: the address signed is the receiver's own, from its
settings, never from ``Host``. Rule 3: a digest is recomputed over the bytes received. Rule 4: what
nonces were seen, the caller knows; here it is only asked.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from federation.did import Identity
from federation.errors import (
    BadHttpSignatureError,
    BadSignatureError,
    DidUnknownVersionError,
    DigestMismatchError,
    NotAPeerError,
    ReplayedError,
)
from federation.keys import SIGNATURE_BYTES, PrivateKey, PublicKey
from federation.limits import SIGNATURE_LIFE

LABEL: Final = "wijk"
TAG: Final = "wijk-fed-1"
NONCE: Final = r"[A-Za-z0-9_-]{16,64}"
_COVERED: Final = {
    "GET": ("@method", "@target-uri"),
    "POST": ("@method", "@target-uri", "content-digest", "content-type"),
}
_INPUT: Final = re.compile(rf"{LABEL}=(?P<params>\((?P<covered>[^()]*)\)(?P<rest>(?:;[^;]*)*))\Z")
_SIGNATURE: Final = re.compile(rf"{LABEL}=:(?P<value>[A-Za-z0-9+/]{{86}}==):\Z")
_LINE: Final = re.compile(r"[ -~]{1,1000}\Z")  # a header's value could otherwise pass for a line
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,10}\Z")  # seconds until the year 5138
_KEYID: Final = re.compile(r'"(did:webvh:(Qm[1-9A-HJ-NP-Za-km-z]{44}):[!#-\[\]-~]{1,400})"\Z')
_NONCE: Final = re.compile(rf'"({NONCE})"\Z')


@dataclass(frozen=True)
class Request:
    """A request as it was received. ``headers`` have lower-case names; ``url`` is our own."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Signed:
    """Who sent a request, and until when it counts."""

    identity: Identity
    keyid: str
    created: datetime
    expires: datetime
    nonce: str | None


@dataclass(frozen=True)
class _Parameters:
    created: datetime
    expires: datetime
    keyid: str
    scid: str
    nonce: str | None


def sign_request(
    method: str,
    url: str,
    *,
    key: PrivateKey,
    keyid: str,
    now: datetime,
    body: bytes = b"",
    content_type: str = "",
    nonce: str = "",
) -> dict[str, str]:
    """The headers that make a request ours. ``nonce`` and the last two are for POST."""
    created = int(now.timestamp())
    expires = created + int(SIGNATURE_LIFE.total_seconds())
    headers: dict[str, str] = {}
    parameters = f';created={created};expires={expires};keyid="{keyid}"'
    if method == "POST":
        headers |= {"content-digest": content_digest(body), "content-type": content_type}
        parameters += f';nonce="{nonce}"'
    covered = " ".join(f'"{name}"' for name in _COVERED[method])
    params = f'({covered}){parameters};tag="{TAG}"'
    base = signature_base(method, url, headers, params)
    signature = b64encode(key.sign(base)).decode()
    return headers | {"signature-input": f"{LABEL}={params}", "signature": f"{LABEL}=:{signature}:"}


def check_request(
    request: Request,
    *,
    identity_of: Callable[[str], Identity | None],
    seen: Callable[[str, str, datetime], bool],
    now: datetime,
) -> Signed:
    """Who signed a request.

    ``identity_of`` gives the identity held for a SCID; ``seen`` remembers ``(scid, nonce, until)``
    and says whether it was there already. It is asked last, when everything else is right.

    :raises FederationError: nobody did whom we know, or not this request, or not now.
    """
    covered, params, parameters = _read_input(request)
    identity = _identity(parameters, identity_of)
    if covered != _COVERED[request.method] or not all(
        _LINE.match(request.headers.get(name, "\n")) for name in covered[2:]
    ):
        raise BadHttpSignatureError(where="components")
    _check_times(parameters, now)
    base = signature_base(request.method, request.url, request.headers, params)
    _verify(identity.http_keys[parameters.keyid], _read_signature(request), base)
    if request.method == "POST":
        _check_digest(request)
    if parameters.nonce and seen(
        parameters.scid, parameters.nonce, parameters.expires + SIGNATURE_LIFE
    ):
        raise ReplayedError
    return Signed(
        identity, parameters.keyid, parameters.created, parameters.expires, parameters.nonce
    )


def is_signed(headers: Mapping[str, str]) -> bool:
    """Whether a request says that it is signed; what it says may still be wrong."""
    return "signature-input" in headers or "signature" in headers


def content_digest(body: bytes) -> str:
    """RFC 9530, sha-256."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(method: str, url: str, headers: Mapping[str, str], params: str) -> bytes:
    """What is signed (RFC 9421 §2.5), for the one form that there is."""
    values = {"@method": method, "@target-uri": url, **headers}
    lines = [f'"{name}": {values[name].strip()}' for name in _COVERED[method]]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def _read_input(request: Request) -> tuple[tuple[str, ...], str, _Parameters]:
    if request.method not in _COVERED:
        raise BadHttpSignatureError(where="method")
    match = _INPUT.match(request.headers.get("signature-input", ""))
    if match is None:
        raise BadHttpSignatureError(where="signature-input")
    covered = tuple(part.strip('"') for part in match["covered"].split(" "))
    if " ".join(f'"{name}"' for name in covered) != match["covered"]:
        raise BadHttpSignatureError(where="components")
    return covered, match["params"], _read_parameters(match["rest"], request.method)


def _read_parameters(text: str, method: str) -> _Parameters:
    found: dict[str, str] = {}
    for part in text.split(";")[1:]:
        name, _, value = part.partition("=")
        if name in found:
            raise BadHttpSignatureError(where=name[:20])
        found[name] = value
    expected = {"created", "expires", "keyid", "tag"} | ({"nonce"} if method == "POST" else set())
    if found.keys() != expected or found["tag"] != f'"{TAG}"':
        raise BadHttpSignatureError(where="parameters")
    keyid = _KEYID.match(found["keyid"])
    nonce = _NONCE.match(found.get("nonce", ""))
    if keyid is None or (method == "POST" and nonce is None):
        raise BadHttpSignatureError(where="keyid" if keyid is None else "nonce")
    return _Parameters(
        created=_moment(found["created"], "created"),
        expires=_moment(found["expires"], "expires"),
        keyid=keyid[1],
        scid=keyid[2],
        nonce=nonce[1] if nonce else None,
    )


def _moment(text: str, where: str) -> datetime:
    if not _NUMBER.match(text):
        raise BadHttpSignatureError(where=where)
    return datetime.fromtimestamp(int(text), UTC)


def _check_times(parameters: _Parameters, now: datetime) -> None:
    life = parameters.expires - parameters.created
    if not timedelta(0) < life <= SIGNATURE_LIFE or now >= parameters.expires:
        raise BadHttpSignatureError(where="expires")
    if parameters.created > now + SIGNATURE_LIFE:
        raise BadHttpSignatureError(where="created")


def _read_signature(request: Request) -> bytes:
    match = _SIGNATURE.match(request.headers.get("signature", ""))
    signature = b64decode(match["value"]) if match else b""
    if match is None or len(signature) != SIGNATURE_BYTES:
        raise BadHttpSignatureError(where="signature")
    return signature


def _identity(parameters: _Parameters, identity_of: Callable[[str], Identity | None]) -> Identity:
    identity = identity_of(parameters.scid)
    if identity is None or identity.deactivated:
        raise NotAPeerError
    if parameters.keyid not in identity.http_keys:
        raise DidUnknownVersionError(version=parameters.keyid[:200])
    return identity


def _verify(key: PublicKey, signature: bytes, base: bytes) -> None:
    try:
        key.verify(signature, base)
    except BadSignatureError as error:
        raise BadHttpSignatureError(where="signature") from error


def _check_digest(request: Request) -> None:
    announced, found = request.headers["content-digest"].strip(), content_digest(request.body)
    if found != announced:
        raise DigestMismatchError(announced=announced[:200], found=found)
