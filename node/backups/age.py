"""Files that open with a passphrase: the ``age`` format, version 1 (age-encryption.org/v1).

So a copy can be opened years later without us: ``age -d`` does it.

Rule 1: a key is made of the passphrase by scrypt; what is sealed goes in pieces of 64 KiB, each
with its number and whether it is the last, under ChaCha20-Poly1305.
Rule 2: nothing is given of a piece before it has proved to be whole, and a file that stops early
is no file.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from node.backups.errors import BackupError

INTRO: Final = b"age-encryption.org/v1"
LABEL: Final = INTRO + b"/scrypt"
PIECE: Final = 64 * 1024
TAG: Final = 16
WORK: Final = 17  # scrypt's N is 2 to this: 128 MiB, a third of a second
MOST_WORK: Final = 20
LONGEST_LINE: Final = 256
NO_NONCE: Final = bytes(12)

NOT_OURS: Final = "This is not a sealed copy: it is no file of age, or not with a passphrase."
WRONG: Final = "The passphrase is not the right one."
SPOILED: Final = "This sealed copy is not whole, or was changed."


def seal(
    data: Iterable[bytes], passphrase: str, random: Callable[[int], bytes], *, work: int = WORK
) -> Iterator[bytes]:
    """The sealed file, piece by piece."""
    key, salt, nonce = random(16), random(16), random(16)
    wrapped = ChaCha20Poly1305(_scrypt(passphrase, salt, work)).encrypt(NO_NONCE, key, None)
    head = INTRO + b"\n-> scrypt " + _text(salt) + b" %d\n" % work + _text(wrapped) + b"\n---"
    yield head + b" " + _text(_mac(key, head)) + b"\n" + nonce
    cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    for number, (piece, last) in enumerate(_pieces(data)):
        yield cipher.encrypt(_nonce(number, last=last), piece, None)


def open_(file: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """What was sealed.

    :raises BackupError: it is no such file, the passphrase is wrong, or the file is spoiled.
    """
    lines = [file.readline(LONGEST_LINE) for _ in range(4)]
    salt, work, wrapped, told = _read_head(lines)
    try:
        key = ChaCha20Poly1305(_scrypt(passphrase, salt, work)).decrypt(NO_NONCE, wrapped, None)
    except InvalidTag:
        raise BackupError(WRONG) from None
    if not hmac.compare_digest(_mac(key, b"".join(lines[:3]) + b"---"), told):
        raise BackupError(SPOILED)
    nonce = file.read(16)
    cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    number, piece, last = 0, file.read(PIECE + TAG), False
    while not last:
        following = file.read(PIECE + TAG)
        last = not following
        try:
            plain = cipher.decrypt(_nonce(number, last=last), piece, None)
        except (InvalidTag, ValueError):
            raise BackupError(SPOILED) from None
        if last and not plain and number:
            raise BackupError(SPOILED)
        yield plain
        number, piece = number + 1, following


def size_of(plain: int) -> int:
    """Bytes of a sealed file with so many bytes in it."""
    pieces = max(1, -(-plain // PIECE))
    head = len(INTRO) + len("\n-> scrypt ") + 22 + len(f" {WORK}\n") + 43 + len("\n--- ") + 43 + 1
    return head + 16 + plain + pieces * TAG


def _read_head(lines: list[bytes]) -> tuple[bytes, int, bytes, bytes]:
    words = lines[1].decode("ascii", "replace").rstrip("\n").split(" ")
    fits = lines[0] == INTRO + b"\n" and words[:2] == ["->", "scrypt"] and len(words) == 4
    if not fits or not lines[3].startswith(b"--- "):
        raise BackupError(NOT_OURS)
    if not words[3].isdigit() or words[3].startswith("0") or int(words[3]) > MOST_WORK:
        raise BackupError(NOT_OURS)
    salt, wrapped, told = (_bytes(part) for part in (words[2], lines[2], lines[3][4:]))
    if (len(salt), len(wrapped)) != (16, 32):
        raise BackupError(NOT_OURS)
    return salt, int(words[3]), wrapped, told


def _pieces(data: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size; the last one is marked, and is not empty but where all is."""
    held = bytearray()
    for some in data:
        held += some
        while len(held) > PIECE:
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True


def _scrypt(passphrase: str, salt: bytes, work: int) -> bytes:
    made: bytes = Scrypt(salt=LABEL + salt, length=32, n=2**work, r=8, p=1).derive(
        passphrase.encode()
    )
    return made


def _derived(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    made: bytes = HKDF(SHA256(), 32, salt, info).derive(key)
    return made


def _mac(key: bytes, head: bytes) -> bytes:
    return hmac.new(_derived(key, None, b"header"), head, "sha256").digest()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes | str) -> bytes:
    plain = text if isinstance(text, str) else text.decode("ascii", "replace").rstrip("\n")
    try:
        found = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        raise BackupError(NOT_OURS) from None
    if _text(found).decode() != plain:
        raise BackupError(NOT_OURS)
    return found
