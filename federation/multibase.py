"""Bytes as text: base58btc and base64url with their multibase letter, and the multihash prefix.

Rule 1: reading accepts only what writing would have written. Rule 2: refusals are ``ValueError``;
whoever reads knows which code fits.
"""

import hashlib
from base64 import urlsafe_b64decode
from binascii import Error as BadBase64
from binascii import b2a_base64

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_SHA2_256 = b"\x12\x20"
_LONGEST = 128  # characters; the longest we ever read is a signature of 88


def to_base58(data: bytes) -> str:
    """Base58btc without the multibase letter."""
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def from_base58(text: str) -> bytes:
    """Read base58btc.

    :raises ValueError: a letter outside the alphabet, or longer than anything we use.
    """
    if len(text) > _LONGEST:
        raise ValueError("too long")
    number = 0
    for letter in text:
        value = _VALUE.get(letter)
        if value is None:
            raise ValueError("not base58btc")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_z(data: bytes) -> str:
    """Multibase base58btc: ``z…``."""
    return "z" + to_base58(data)


def from_z(text: str) -> bytes:
    """Read multibase base58btc."""
    if not text.startswith("z"):
        raise ValueError("not base58btc")
    return from_base58(text[1:])


def to_u(data: bytes) -> str:
    """Multibase base64url without padding: ``u…``."""
    return "u" + b2a_base64(data, newline=False).translate(_URL_SAFE, b"=").decode()


def from_u(text: str) -> bytes:
    """Read multibase base64url, written in its one way."""
    try:
        data = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    except (BadBase64, UnicodeEncodeError, ValueError) as error:
        raise ValueError("not base64url") from error
    if to_u(data) != text:
        raise ValueError("not base64url")
    return data


def multihash(data: bytes) -> bytes:
    """The sha2-256 multihash of ``data``: two bytes that name it, and 32."""
    return _SHA2_256 + hashlib.sha256(data).digest()


def base58_multihash(data: bytes) -> str:
    """How did:webvh writes hashes: ``Qm…``."""
    return to_base58(multihash(data))
