"""Passwords: Argon2id, at most two at a time.

Rule 1: a password is never stored, logged or trimmed.
Rule 2: checking an account that does not exist costs the same as checking one that does.
Rule 3: few wait for their turn; who comes after them is told to come back, so that readers always
find a thread and the memory of a small server is enough.
Parameters: OWASP Password Storage Cheat Sheet (19 MiB, t=2, p=1); length: NIST SP 800-63B-4.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from node.residents import commonplace
from node.residents.errors import (
    BusyError,
    PasswordCommonError,
    PasswordTooLongError,
    PasswordTooShortError,
)
from node.world import World

LEAST_CHARACTERS = 15  # one that stands alone
LEAST_WITH_SECOND_STEP = 8
MOST_CHARACTERS = 1_000
MEMORY_KIB = 19 * 1024
ITERATIONS = 2
HASH_BYTES = 32
SALT_BYTES = 16
AT_ONCE = 2  # two at 19 MiB fit on the smallest server, two hundred do not


class Turns:
    """Who may compute now, and who may wait for it."""

    def __init__(self, at_once: int) -> None:
        self._slots = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._inside = 0
        self.most_inside = 0

    @contextmanager
    def turn(self, most: int) -> Iterator[None]:
        """Compute, after waiting if need be.

        :raises BusyError: when ``most`` are inside, computing or waiting.
        """
        with self._lock:
            if self._inside >= most:
                raise BusyError
            self._inside += 1
            self.most_inside = max(self.most_inside, self._inside)
        try:
            with self._slots:
                yield
        finally:
            with self._lock:
                self._inside -= 1


turns = Turns(AT_ONCE)


def check_strength(
    password: str, *, second_step: bool = False, own_words: Collection[str] = ()
) -> None:
    """:raises PasswordTooShortError: :raises PasswordTooLongError: :raises PasswordCommonError:
    when it will not do. ``own_words`` are the ward's.
    """
    least = LEAST_WITH_SECOND_STEP if second_step else LEAST_CHARACTERS
    if len(password) < least:
        raise PasswordTooShortError(least)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLongError(MOST_CHARACTERS)
    if commonplace.is_common(password, own_words):
        raise PasswordCommonError


def hash_password(world: World, password: str) -> str:
    """The password's Argon2id hash in PHC form, with a new salt.

    :raises BusyError: when too many are at it.
    """
    function = Argon2id(
        salt=world.random(SALT_BYTES),
        length=HASH_BYTES,
        iterations=ITERATIONS,
        lanes=1,
        memory_cost=MEMORY_KIB,
    )
    with turns.turn(_most(world)):
        return function.derive_phc_encoded(_bytes(password))


# The hash of nothing anybody knows, in the form and at the cost of a real one.
_NOBODY = (
    f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p=1"
    "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def is_password(world: World, password: str, stored: str | None) -> bool:
    """Whether ``stored`` was made from ``password``; no ``stored`` costs the same and is false.

    :raises BusyError: when too many are at it.
    """
    too_long = len(password) > MOST_CHARACTERS
    tried = "" if too_long else password
    with turns.turn(_most(world)):
        try:
            Argon2id.verify_phc_encoded(_bytes(tried), stored or _NOBODY)
        except InvalidKey:
            return False
    return stored is not None and not too_long


def _most(world: World) -> int:
    """How many may be inside: half of the threads that serve pages; the rest is for readers."""
    return max(AT_ONCE, world.config.threads // 2)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
