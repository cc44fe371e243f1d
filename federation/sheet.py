"""A recovery sheet as data: one update key, printed and kept off the server (PROTOCOL.md §4.3).

Rule 1: what a person copies by hand is checked before it is used. Rule 2: the sheet never shows
itself in a log: its ``repr`` is its public half.
"""

import hashlib
from base64 import b32decode, b32encode
from binascii import Error as BadBase32
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from federation.errors import BadKeyError
from federation.keys import KEY_BYTES, PrivateKey

_GROUP: Final = 4  # letters; as many as one keeps in mind while copying
_CHECKSUM_BYTES: Final = (
    3  # makes 35 bytes: fourteen full groups, and one slip in 16 million passes
)
_QR_PREFIX: Final = "WIJK1:"
_MISREAD: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})  # base32 has none of these three
_SPACES: Final = str.maketrans("", "", " -\t\r\n")


@dataclass(frozen=True, repr=False)
class Sheet:
    """One of the two sheets. Either alone suffices to change the node's identity."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise BadKeyError

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what was printed: in any case, with or without spaces, or the QR code's content.

        :raises BadKeyError: letters are missing or wrong.
        """
        try:
            data = b32decode(cls.tidy(text.strip().upper().removeprefix(_QR_PREFIX)))
        except (BadBase32, ValueError) as error:
            raise BadKeyError from error
        sheet = cls(data[:KEY_BYTES])
        if data[KEY_BYTES:] != sheet._checksum:
            raise BadKeyError
        return sheet

    @staticmethod
    def tidy(typed: str) -> str:
        """What somebody copied from a sheet, as the letters it means."""
        return typed.strip().upper().translate(_SPACES).translate(_MISREAD)

    @property
    def groups(self) -> tuple[str, ...]:
        """Fourteen groups of four letters and digits."""
        letters = b32encode(self.seed + self._checksum).decode()
        return tuple(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))

    @property
    def text(self) -> str:
        """The groups with spaces between, as printed."""
        return " ".join(self.groups)

    @property
    def qr_text(self) -> str:
        """The same for a QR code: capitals and digits only, which makes the code small."""
        return _QR_PREFIX + "".join(self.groups)

    @cached_property
    def key(self) -> PrivateKey:
        """The key that signs the next line of the log."""
        return PrivateKey(self.seed)

    @cached_property
    def _checksum(self) -> bytes:
        return hashlib.sha256(b"wijk/1 sheet" + self.seed).digest()[:_CHECKSUM_BYTES]

    def __repr__(self) -> str:
        return f"Sheet(public={self.key.public.multikey})"
