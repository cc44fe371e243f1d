"""§2: Ed25519, with every verdict fixed."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from federation.errors import BadKeyError, BadSignatureError, FederationError
from federation.keys import SMALL_ORDER, PrivateKey, PublicKey
from federation.multibase import to_z
from tests import outside
from tests.federation.origin import seed

KEY = PrivateKey(seed("key"))


def verdict(key: str, signature: str, message: str) -> str:
    try:
        PublicKey(bytes.fromhex(key)).verify(bytes.fromhex(signature), bytes.fromhex(message))
    except FederationError as error:
        return error.code
    return "valid"


def test_wycheproof() -> None:
    path = outside.vectors("wycheproof") / "ed25519_test.json"
    groups: list[dict[str, Any]] = json.loads(path.read_text())["testGroups"]
    checked = 0
    for group in groups:
        for case in group["tests"]:
            found = verdict(group["publicKey"]["pk"], case["sig"], case["msg"])
            assert (found == "valid") == (case["result"] == "valid"), case["tcId"]
            checked += 1
    assert checked == 151


def test_speccheck() -> None:
    """FI-13: twelve edge cases, one fixed verdict each."""
    path = outside.vectors("ed25519-speccheck") / "cases.json"
    found = [
        verdict(case["pub_key"], case["signature"], case["message"])
        for case in json.loads(path.read_text())
    ]
    assert found == [
        "bad_key",  # 0: the key is a point of small order
        "bad_key",  # 1: so it is, with another R
        "bad_signature",  # 2: R is a point of small order
        "valid",  # 3: key and R of mixed order; both ways to verify agree
        "bad_signature",  # 4: right only when multiplied by the cofactor
        "bad_signature",  # 5: the same
        "bad_signature",  # 6: S is not reduced
        "bad_signature",  # 7: S far too large
        "bad_signature",  # 8: R is written non-canonically
        "bad_signature",  # 9: the same, another hash
        "bad_key",  # 10: the key is written non-canonically
        "bad_key",  # 11: the same
    ]


@pytest.mark.parametrize("raw", sorted(SMALL_ORDER))
def test_no_key_and_no_r_of_small_order(raw: bytes) -> None:
    with pytest.raises(BadKeyError):
        PublicKey(raw)
    with pytest.raises(BadSignatureError):
        KEY.public.verify(raw + bytes(32), b"")


def test_the_points_of_small_order_are_those_that_everyone_knows() -> None:
    """Their canonical encodings, of order 1, 2, 4 and 8."""
    known = (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
    assert {bytes.fromhex(text) for text in known} <= SMALL_ORDER


def test_a_signature_with_r_of_small_order_that_the_equation_allows() -> None:
    """Whoever holds the key can make one; the library below takes it, and we do not (§2)."""
    order = 2**252 + 27742317777372353535851937790883648493
    secret = int.from_bytes(hashlib.sha512(KEY.seed).digest()[:32], "little")
    secret = secret & (2**254 - 8) | 2**254
    neutral, message = (1).to_bytes(32, "little"), b"anything"
    hashed = hashlib.sha512(neutral + KEY.public.raw + message).digest()
    s = int.from_bytes(hashed, "little") * secret % order
    signature = neutral + s.to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(signature, message)
    with pytest.raises(BadSignatureError):
        KEY.public.verify(signature, message)


NON_CANONICAL = [
    (2**255 - 19 + y | sign).to_bytes(32, "little") for y in range(19) for sign in (0, 2**255)
]


@pytest.mark.parametrize("raw", [*sorted(SMALL_ORDER), *NON_CANONICAL])
def test_no_key_that_others_accept_is_ours(raw: bytes) -> None:
    """Points of small order, and every way to write a y that is not below the prime."""
    with pytest.raises(BadKeyError):
        PublicKey(raw)
    with pytest.raises(BadKeyError):
        PublicKey.from_multikey(to_z(b"\xed\x01" + raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        bytes(31),
        bytes(33),
        (2).to_bytes(32, "little"),
        (2**255 - 19 + 3).to_bytes(32, "little"),
    ],
)
def test_what_is_no_point_is_no_key(raw: bytes) -> None:
    with pytest.raises(BadKeyError):
        PublicKey(raw)


def test_a_signature_says_yes_for_its_key_and_message_only() -> None:
    signature = KEY.sign(b"words")
    KEY.public.verify(signature, b"words")
    for key, sig, message in (
        (KEY.public, signature, b"word"),
        (KEY.public, signature[:-1] + b"\0", b"words"),
        (KEY.public, signature[:-1], b"words"),
        (PrivateKey(seed("other")).public, signature, b"words"),
    ):
        with pytest.raises(BadSignatureError):
            key.verify(sig, message)


def test_a_multikey_is_read_as_it_is_written() -> None:
    text = KEY.public.multikey
    assert text.startswith("z6Mk")
    assert PublicKey.from_multikey(text) == KEY.public


def test_outside_multikey() -> None:
    """FEP-521a."""
    lines = (outside.vectors("fep") / "fep-521a.feature").read_text().split('"')
    raw = next(part for part in lines if len(part) == 64)
    assert PublicKey(bytes.fromhex(raw)).multikey == next(
        part for part in lines if part.startswith("z6Mk")
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6Mk",
        "z0",
        to_z(b"\xec\x01" + KEY.public.raw),
        to_z(b"\xed\x01" + KEY.public.raw[:-1]),
        to_z(b"\xed\x01" + KEY.public.raw + b"\0"),
        "z1" + to_z(b"\xed\x01" + KEY.public.raw)[1:],
    ],
)
def test_what_is_no_multikey(text: str) -> None:
    with pytest.raises(BadKeyError):
        PublicKey.from_multikey(text)


def test_a_private_key_is_made_of_32_bytes_and_keeps_them_to_itself() -> None:
    with pytest.raises(BadKeyError):
        PrivateKey(bytes(31))
    assert repr(KEY) == f"PrivateKey(public={KEY.public.multikey})"
