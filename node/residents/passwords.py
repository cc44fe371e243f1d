"""Passwords: Argon2id, at most two at a time.

Rule 1: a password is never stored, logged or trimmed.
Rule 2: checking an account that does not exist costs the same as checking one that does.
Rule 3: few wait for their turn; who comes after them is told to come back, so that readers always
find a thread and the memory of a small server is enough.
What a try costs: :class:`node.world.HashCost`; length: NIST SP 800-63B-4.
"""

import os
import sys
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, get_native_id
from typing import TypeVar

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from node.residents import commonplace
from node.residents.errors import (
    BusyError,
    PasswordCommonError,
    PasswordTooLongError,
    PasswordTooShortError,
)
from node.world import HashCost, World

LEAST_CHARACTERS = 15  # one that stands alone
LEAST_WITH_SECOND_STEP = 8
MOST_CHARACTERS = 1_000
HASH_BYTES = 32
SALT_BYTES = 16
Result = TypeVar("Result")
STANDING_BACK = 19  # niceness
AT_ONCE = 2  # two at 19 MiB fit on the smallest server, two hundred do not


class Turns:
    """Who may compute now, and who may wait for it.

    The work is done in threads of its own, as many as may compute at once: a thread keeps the
    memory of its last hash for the next, and eight that serve pages would keep eight times 19 MiB.
    """

    def __init__(self, at_once: int) -> None:
        self._workers = ThreadPoolExecutor(
            at_once, thread_name_prefix="argon2", initializer=_stand_back
        )
        self._lock = Lock()
        self._inside = 0

    def take(self, most: int, work: Callable[[], Result]) -> Result:
        """Do the work, after waiting if need be.

        :raises BusyError: when ``most`` are inside, computing or waiting.
        """
        with self._lock:
            if self._inside >= most:
                raise BusyError
            self._inside += 1
        try:
            return self._workers.submit(work).result()
        finally:
            with self._lock:
                self._inside -= 1


def _stand_back() -> None:
    """Let pages go first where the machine is busy; on Linux a thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), STANDING_BACK)


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
        iterations=world.hash_cost.iterations,
        lanes=1,
        memory_cost=world.hash_cost.memory_kib,
    )
    return turns.take(_most(world), lambda: function.derive_phc_encoded(_bytes(password)))


def is_password(world: World, password: str, stored: str | None) -> bool:
    """Whether ``stored`` was made from ``password``; no ``stored`` costs the same and is false.

    :raises BusyError: when too many are at it.
    """
    too_long = len(password) > MOST_CHARACTERS
    tried = "" if too_long else password

    def verify() -> bool:
        try:
            Argon2id.verify_phc_encoded(_bytes(tried), stored or _nobody(world.hash_cost))
        except InvalidKey:
            return False
        return True

    return turns.take(_most(world), verify) and stored is not None and not too_long


def _nobody(cost: HashCost) -> str:
    """The hash of nothing anybody knows, in the form and at the cost of a real one."""
    costs = f"m={cost.memory_kib},t={cost.iterations},p=1"
    return f"$argon2id$v=19${costs}${'A' * 22}${'A' * 43}"


def _most(world: World) -> int:
    """How many may be inside: half of the threads that serve pages; the rest is for readers."""
    return max(AT_ONCE, world.config.threads // 2)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
