"""Tokens and codes that people carry, and the hashes of them that are kept.

Rule 1: what is kept opens nothing; what opens is kept nowhere.
Rule 2: what holds for an hour is hashed with the node's own secret, so that a short code cannot be
tried out on a stolen backup. What is on paper for years does not hang on that secret: it is long.
Rule 3: codes have no letters that are misread or spell words, and are compared without care for
case, spaces and hyphens.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest, new

from node.world import World

TOKEN_BYTES = 32
DIGITS = 8  # of a code that holds for an hour and dies after a few wrong ones
LETTERS = 12  # of a code on paper: 60 bits
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: 32, no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")


def token(world: World) -> str:
    """Something for a link or a cookie that nobody guesses."""
    return urlsafe_b64encode(world.random(TOKEN_BYTES)).rstrip(b"=").decode()


def digits(world: World, count: int = DIGITS) -> str:
    """A short code: every one as likely, to within a part in 10¹⁰."""
    return f"{int.from_bytes(world.random(8 + count), 'big') % 10**count:0{count}}"


def letters(world: World) -> str:
    """A code for on paper."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in world.random(LETTERS))


def grouped(code: str) -> str:
    """As people read it: in fours."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def tidy(typed: str) -> str:
    """What was typed as the code it means."""
    return "".join(c for c in typed.upper().translate(_MISREAD) if c.isascii() and c.isalnum())


def short_hash(world: World, purpose: str, code: str) -> str:
    """What is kept of a token or code that holds for an hour."""
    message = f"{purpose}\0{code}".encode("utf-8", "surrogatepass")
    return new(world.config.secret.encode(), message, sha256).hexdigest()


def signature(world: World, purpose: str, about: str) -> str:
    """What makes a link ours: for one purpose and one thing, in the letters of a token."""
    message = f"{purpose}\0{about}".encode()
    made = new(world.config.secret.encode(), message, sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def paper_hash(purpose: str, code: str) -> str:
    """What is kept of a code on paper."""
    return sha256(f"{purpose}\0{code}".encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, in the same time either way."""
    return compare_digest(one.encode(), other.encode())
