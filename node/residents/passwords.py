"""Passwords: Argon2id, at most two at a time.

Rule 1: a password is never stored, logged or trimmed.
Rule 2: checking an account that does not exist costs the same as checking one that does.
Parameters: OWASP Password Storage Cheat Sheet (19 MiB, t=2, p=1); length: NIST SP 800-63B-4.
"""

from threading import BoundedSemaphore

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from node.residents.errors import PasswordTooLongError, PasswordTooShortError
from node.world import World

LEAST_CHARACTERS = 15  # one that stands alone; shorter ones need a second step
MOST_CHARACTERS = 1_000
MEMORY_KIB = 19 * 1024
ITERATIONS = 2
HASH_BYTES = 32
SALT_BYTES = 16

_slots = BoundedSemaphore(2)  # two at 19 MiB fit on the smallest server, two hundred do not


def check_strength(password: str) -> None:
    """:raises PasswordTooShortError: or :raises PasswordTooLongError: when it will not do."""
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShortError(LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLongError(MOST_CHARACTERS)


def hash_password(world: World, password: str) -> str:
    """The password's Argon2id hash in PHC form, with a new salt."""
    function = Argon2id(
        salt=world.random(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=1,
        memory_cost=MEMORY_KIB,
    )
    with _slots:
        return function.derive_phc_encoded(password.encode("utf-8", "surrogatepass"))


# The hash of nothing anybody knows, in the form and at the cost of a real one.
_NOBODY = (
    f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p=1"
    "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def is_password(password: str, stored: str | None) -> bool:
    """Whether ``stored`` was made from ``password``; no ``stored`` costs the same and is false."""
    too_long = len(password) > MOST_CHARACTERS
    tried = "" if too_long else password
    with _slots:
        try:
            Argon2id.verify_phc_encoded(tried.encode("utf-8", "surrogatepass"), stored or _NOBODY)
        except InvalidKey:
            return False
    return stored is not None and not too_long
