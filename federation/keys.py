"""Ed25519 keys and nothing else (PROTOCOL.md §2).

Rule 1: a ``PublicKey`` that exists is a canonical point of the curve of large order. Rule 2: the
only success of ``verify`` is that it returns; every failure of the library below is our refusal.
Rule 3: keys are made from seed bytes that are handed in.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.errors import BadKeyError, BadSignatureError
from federation.multibase import from_z, to_z

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_MULTICODEC: Final = b"\xed\x01"
_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SIGN_BIT: Final = 1 << 255
_KEYS_KEPT: Final = 1024  # whose curve was looked at: a log names the same keys line after line
_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7


def _small_order() -> frozenset[bytes]:
    """Every way to write a point whose order divides 8, canonical or not."""
    ys = (0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _ORDER_8, _PRIME - _ORDER_8)
    return frozenset(
        (y | sign).to_bytes(KEY_BYTES, "little") for y in ys for sign in (0, _SIGN_BIT)
    )


SMALL_ORDER: Final = _small_order()


@dataclass(frozen=True)
class PublicKey:
    """A key that may be trusted with a signature. ``raw`` is its 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES or self.raw in SMALL_ORDER or not _on_curve(self.raw):
            raise BadKeyError

    @classmethod
    def from_multikey(cls, text: str) -> Self:
        """Read ``z6Mk…``."""
        try:
            data = from_z(text)
        except ValueError as error:
            raise BadKeyError from error
        if data[:2] != _MULTICODEC or to_z(data) != text:
            raise BadKeyError
        return cls(data[2:])

    @cached_property
    def multikey(self) -> str:
        """``z6Mk…``."""
        return to_z(_MULTICODEC + self.raw)

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if ``signature`` is this key's over ``message``.

        :raises BadSignatureError: it is not, or its R is a point of small order.
        """
        if len(signature) != SIGNATURE_BYTES or signature[:KEY_BYTES] in SMALL_ORDER:
            raise BadSignatureError
        try:
            self._key.verify(signature, message)
        except InvalidSignature as error:
            raise BadSignatureError from error


@dataclass(frozen=True, repr=False)
class PrivateKey:
    """A signing key, made from 32 seed bytes. It never shows them in a log."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise BadKeyError

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> PublicKey:
        """The other half."""
        return PublicKey(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> bytes:
        """Sixty-four bytes; the same message always gives the same."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"PrivateKey(public={self.public.multikey})"


@lru_cache(maxsize=_KEYS_KEPT)
def _on_curve(raw: bytes) -> bool:
    """Whether ``raw`` is the canonical encoding of a point (RFC 8032 §5.1.3)."""
    y = int.from_bytes(raw, "little") & ~_SIGN_BIT
    if y >= _PRIME:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return pow(square, (_PRIME - 1) // 2, _PRIME) == 1
