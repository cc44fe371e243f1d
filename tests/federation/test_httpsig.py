"""§11.2: requests whose sender is known, held against another implementation."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from hypothesis import given
from hypothesis import strategies as st

from federation import did, httpsig
from federation.errors import (
    BadHttpSignatureError,
    DidUnknownVersionError,
    DigestMismatchError,
    FederationError,
)
from federation.httpsig import Request, Signed
from federation.keys import PrivateKey
from tests.federation.origin import NOON, Origin, seed

ELM = Origin()
KEYID = did.method_of(ELM.identity.did, ELM.http.public)
URL = "https://oak.example/fed/feed/adjacent?after=7"
INBOX = "https://oak.example/fed/inbox"
BODY = b'{"type":"Follow"}'
NONCE = "c2l4dGVlbiBieXRlcyE"
Change = Callable[[dict[str, str]], object]


class Oak:
    """A receiver: it knows its peers and the nonces it has seen."""

    def __init__(self, *known: Origin) -> None:
        self.known = {node.identity.scid: node.identity for node in known}
        self.nonces: set[tuple[str, str]] = set()
        self.until: datetime | None = None

    def seen(self, scid: str, nonce: str, until: datetime) -> bool:
        self.until = until
        before = (scid, nonce) in self.nonces
        self.nonces.add((scid, nonce))
        return before

    def check(self, request: Request, now: datetime = NOON) -> Signed:
        return httpsig.check_request(request, identity_of=self.known.get, seen=self.seen, now=now)

    def code(self, request: Request, now: datetime = NOON) -> str:
        try:
            self.check(request, now)
        except FederationError as error:
            where = getattr(error, "where", "")
            return f"{error.code} {where}".strip()
        return "accepted"


def get(**values: Any) -> Request:
    facts: dict[str, Any] = {"key": ELM.http, "keyid": KEYID, "now": NOON} | values
    return Request("GET", URL, httpsig.sign_request("GET", URL, **facts))


def post(**values: Any) -> Request:
    facts: dict[str, Any] = {
        "key": ELM.http,
        "keyid": KEYID,
        "now": NOON,
        "body": BODY,
        "content_type": "application/activity+json",
        "nonce": NONCE,
    }
    headers = httpsig.sign_request("POST", INBOX, **facts | values)
    return Request("POST", INBOX, headers, BODY)


def changed(request: Request, name: str, old: str, new: str) -> Request:
    value = request.headers[name]
    assert old in value
    return replace(request, headers={**request.headers, name: value.replace(old, new)})


def test_a_signed_get() -> None:
    found = Oak(ELM).check(get())
    assert found.identity is ELM.identity
    assert (found.keyid, found.created, found.nonce) == (KEYID, NOON, None)
    assert found.expires == NOON + timedelta(minutes=5)


def test_a_signed_post() -> None:
    oak = Oak(ELM)
    assert oak.check(post()).nonce == NONCE
    assert oak.until == NOON + timedelta(minutes=10)
    assert oak.code(post()) == "replayed"
    assert oak.code(post(nonce=NONCE + "A")) == "accepted"


def test_the_base_is_the_one_of_the_standard() -> None:
    request = post()
    params = request.headers["signature-input"].removeprefix("wijk=")
    base = httpsig.signature_base("POST", INBOX, request.headers, params).decode().split("\n")
    assert base == [
        '"@method": POST',
        f'"@target-uri": {INBOX}',
        f'"content-digest": {httpsig.content_digest(BODY)}',
        '"content-type": application/activity+json',
        f'"@signature-params": {params}',
    ]


def test_rfc_9421_b_2_6() -> None:
    """The published Ed25519 example: its base, its key, its signature."""
    key = PrivateKey(base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU="))
    base = (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n'
        '"@method": POST\n'
        '"@path": /foo\n'
        '"@authority": example.com\n'
        '"content-type": application/json\n'
        '"content-length": 18\n'
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" '
        '"content-length");created=1618884473;keyid="test-key-ed25519"'
    )
    expected = (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )
    assert base64.b64encode(key.sign(base.encode())).decode() == expected
    key.public.verify(base64.b64decode(expected), base.encode())


def test_rfc_9530_digest() -> None:
    body = b'{"hello": "world"}\n'
    assert httpsig.content_digest(body) == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    announced = base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert httpsig.content_digest(body) == f"sha-256=:{announced}:"


class Resolver(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Any:
        assert key_id == KEYID
        return ELM.http.public._key


class Message:
    """A request as the other implementation wants to see it."""

    def __init__(self, request: Request) -> None:
        self.method, self.url, self.body = request.method, request.url, request.body
        self.headers = {name.title(): value for name, value in request.headers.items()}


@pytest.mark.parametrize("make", [get, post])
def test_another_implementation_verifies_ours(make: Callable[[], Request]) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  # it asks the machine itself
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Resolver())
    verifier.validate_created_and_expires = lambda *args, **values: None
    (found,) = verifier.verify(Message(make(now=now)))  # type: ignore[call-arg]
    assert found.parameters["tag"] == "wijk-fed-1"
    assert found.label == "wijk"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("signature-input", "wijk=", "sig1=", "bad_http_signature signature-input"),
        ("signature-input", "wijk=", "a=();x,wijk=", "bad_http_signature signature-input"),
        ("signature-input", '"@method" ', "", "bad_http_signature components"),
        ("signature-input", '"@method" ', '"@method"  ', "bad_http_signature components"),
        ("signature-input", '"@method" ', '"@method";req ', "bad_http_signature components"),
        ("signature-input", '"@target-uri"', '"@path"', "bad_http_signature components"),
        (
            "signature-input",
            '"@target-uri"',
            '"@target-uri" "date"',
            "bad_http_signature components",
        ),
        ("signature-input", '"@target-uri"', "@target-uri", "bad_http_signature components"),
        ("signature-input", "wijk-fed-1", "wijk-fed-2", "bad_http_signature parameters"),
        ("signature-input", ";tag=", ";alg=", "bad_http_signature parameters"),
        ("signature-input", ";tag=", ';alg="ed25519";tag=', "bad_http_signature parameters"),
        (
            "signature-input",
            ";tag=",
            ';nonce="0123456789abcdef";tag=',
            "bad_http_signature parameters",
        ),
        ("signature-input", ";created=", ";created=1;created=", "bad_http_signature created"),
        ("signature-input", ";created=1", ";created=-1", "bad_http_signature created"),
        ("signature-input", ";created=1", ";created=9", "bad_http_signature expires"),
        ("signature-input", ";expires=1", ";expires=01", "bad_http_signature expires"),
        ("signature-input", ";expires=1", ";expires=9", "bad_http_signature expires"),
        ("signature-input", 'keyid="did:webvh:', 'keyid="did:web:', "bad_http_signature keyid"),
        ("signature-input", "#z6Mk", "#z6Ml", "did_unknown_version"),
        ("signature", "wijk=:", "sig1=:", "bad_http_signature signature"),
        ("signature", "=:", "=", "bad_http_signature signature"),
        ("signature", ":", ":A", "bad_http_signature signature"),
    ],
)
def test_one_thing_changed(name: str, old: str, new: str, expected: str) -> None:
    assert Oak(ELM).code(changed(get(), name, old, new)) == expected


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (replace(get(), method="POST"), "bad_http_signature parameters"),
        (replace(get(), method="DELETE"), "bad_http_signature method"),
        (replace(get(), url=URL + "8"), "bad_http_signature signature"),
        (replace(get(), url=URL.replace("oak", "iep")), "bad_http_signature signature"),
        (replace(get(), headers={}), "bad_http_signature signature-input"),
        (replace(post(), method="GET"), "bad_http_signature parameters"),
        (replace(post(), body=BODY + b" "), "digest_mismatch"),
        (changed(post(), "content-type", "activity", "ld"), "bad_http_signature signature"),
        (changed(post(), "content-digest", "sha-256", "sha-512"), "bad_http_signature signature"),
        (post(nonce="short"), "bad_http_signature nonce"),
        (get(key=ELM.sign), "bad_http_signature signature"),
        (get(keyid=did.method_of(ELM.identity.did, ELM.sign.public)), "did_unknown_version"),
        (get(key=PrivateKey(seed("thief"))), "bad_http_signature signature"),
    ],
)
def test_another_request_or_another_key(request_: Request, expected: str) -> None:
    assert Oak(ELM).code(request_) == expected


@pytest.mark.parametrize("missing", ["content-digest", "content-type", "signature"])
def test_a_header_missing(missing: str) -> None:
    request = post()
    headers = {name: value for name, value in request.headers.items() if name != missing}
    where = "signature" if missing == "signature" else "components"
    assert Oak(ELM).code(replace(request, headers=headers)) == f"bad_http_signature {where}"


@pytest.mark.parametrize("value", ["", "a\nb", "a\ud800", "é", "x" * 1001])
def test_a_header_that_is_not_one_line(value: str) -> None:
    request = post()
    spoiled = replace(request, headers={**request.headers, "content-type": value})
    assert Oak(ELM).code(spoiled) == "bad_http_signature components"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(minutes=4, seconds=59), "accepted"),
        (timedelta(minutes=5), "bad_http_signature expires"),
        (timedelta(minutes=-5), "accepted"),
        (timedelta(minutes=-5, seconds=-1), "bad_http_signature created"),
    ],
)
def test_a_request_counts_for_five_minutes(later: timedelta, expected: str) -> None:
    assert Oak(ELM).code(get(), NOON + later) == expected


def test_strangers_and_those_who_are_gone() -> None:
    assert Oak().code(get()) == "not_a_peer"
    gone = Origin()
    oak = Oak(gone)
    assert oak.code(get()) == "accepted"
    from federation import didwriting  # noqa: PLC0415

    gone.log += didwriting.retirement(gone.identity, sheet=gone.sheets[0].key, now=NOON)
    gone.identity = did.read_log(gone.log, now=NOON)
    assert Oak(gone).code(get()) == "not_a_peer"


def test_a_key_that_was_changed_is_not_known_any_more() -> None:
    changed_keys = Origin()
    changed_keys.changes(http=[PrivateKey(seed("new http")).public])
    assert Oak(changed_keys).code(get()) == "did_unknown_version"


def test_a_refused_request_uses_up_no_nonce() -> None:
    oak = Oak(ELM)
    assert oak.code(replace(post(), body=b"")) == "digest_mismatch"
    assert oak.nonces == set()


def test_whether_a_request_says_that_it_is_signed() -> None:
    assert httpsig.is_signed(get().headers)
    assert httpsig.is_signed({"signature": "x"})
    assert not httpsig.is_signed({"accept": "*/*"})


@given(st.text(max_size=200), st.text(max_size=120))
def test_whatever_the_headers_say_it_is_refused(one: str, other: str) -> None:
    request = Request("GET", URL, {"signature-input": one, "signature": other})
    assert Oak(ELM).code(request) != "accepted"


@given(st.integers(0, 400), st.characters(codec="utf-8"))
def test_nearly_right_headers(at: int, letter: str) -> None:
    request = get()
    text = request.headers["signature-input"]
    place = at % len(text)
    spoiled = text[:place] + letter + text[place + 1 :]
    outcome = Oak(ELM).code(
        replace(request, headers={**request.headers, "signature-input": spoiled})
    )
    assert (outcome == "accepted") == (spoiled == text)


def test_a_signature_that_ends_as_it_begins() -> None:
    request = get()
    found = request.headers["signature-input"]
    ends = found.replace("expires=", "expired=").split("expired=")[1][:10]
    begins = found.split("created=")[1][:10]
    params = found.removeprefix("wijk=").replace(ends, begins)
    base = httpsig.signature_base("GET", URL, {}, params)
    headers = {
        "signature-input": f"wijk={params}",
        "signature": f"wijk=:{base64.b64encode(ELM.http.sign(base)).decode()}:",
    }
    early = NOON - timedelta(seconds=1)
    assert Oak(ELM).code(replace(request, headers=headers), early) == "bad_http_signature expires"


def test_a_request_that_says_it_is_signed() -> None:
    for name in ("signature", "signature-input"):
        assert httpsig.is_signed({name: ""})
    assert not httpsig.is_signed({"date": "", "content-digest": ""})


def test_what_strangers_write_is_shown_short() -> None:
    keyid = f"did:webvh:{ELM.identity.scid}:{'x' * 300}"
    with pytest.raises(DidUnknownVersionError) as unknown:
        Oak(ELM).check(get(keyid=keyid))
    assert unknown.value.version == keyid[:200]
    request = post()
    request = replace(request, headers={**request.headers, "content-digest": "x" * 300})
    params = request.headers["signature-input"].removeprefix("wijk=")
    base = httpsig.signature_base("POST", INBOX, request.headers, params)
    signature = f"wijk=:{base64.b64encode(ELM.http.sign(base)).decode()}:"
    request = replace(request, headers={**request.headers, "signature": signature})
    with pytest.raises(DigestMismatchError) as digest:
        Oak(ELM).check(request)
    assert digest.value.announced == "x" * 200
    twice = get()
    twice.headers["signature-input"] += f";{'y' * 30}=1;{'y' * 30}=1"  # type: ignore[index]
    with pytest.raises(BadHttpSignatureError) as double:
        Oak(ELM).check(twice)
    assert double.value.where == "y" * 20
