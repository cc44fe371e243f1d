"""What a run puts into ``federation`` on purpose: signatures that are all true, or a fault."""

import time

from federation.errors import CODES
from federation.keys import PublicKey

SLOW_SECONDS = 1.1  # a little more than is allowed
LARGE_BYTES = 60 * 2**20


class PlantedError(Exception):
    """The fault that was put there."""


def every_signature_true() -> None:
    """Hand in the crypto call as always true: what stands behind it must hold alone."""
    PublicKey.verify = _true  # type: ignore[method-assign]


def plant(code: str, fault: str) -> None:
    """Put a fault where a refusal of ``code`` is made."""
    refuse = CODES[code].__init__

    def fail(*arguments: object, **facts: object) -> None:
        match fault:
            case "slow":
                until = time.thread_time() + SLOW_SECONDS
                while time.thread_time() < until:
                    pass
            case "large":
                assert len(b"\1" * LARGE_BYTES) == LARGE_BYTES
            case _:
                raise PlantedError(code)
        refuse(*arguments, **facts)

    CODES[code].__init__ = fail  # type: ignore[method-assign]


def _true(key: PublicKey, signature: bytes, message: bytes) -> None:
    pass
