"""What one fuzzer is: a reader, documents to begin with, and how to change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.chance import Chance

Plain = Callable[[bytes, Chance], bytes]
"""A change that knows nothing of what the bytes mean."""


@dataclass(frozen=True)
class Harness:
    """One reader of ``federation`` under whatever may come.

    ``read`` returns a value or raises ``FederationError``. ``change`` knows what the bytes mean
    (mostly it makes hashes and signatures true again, so that the next check is reached), and says
    nothing of bytes that mean nothing any more. ``rare`` is the code of a refusal deep inside,
    which no seed gives: faults are planted there to see that they are found.
    """

    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    change: Callable[[bytes, Chance], bytes | None]
    words: Sequence[bytes]
    longest: int
    rare: str

    def mutate(self, data: bytes, chance: Chance, plain: Plain) -> bytes:
        """One change: two times in three by somebody who knows what it is about."""
        if chance.one_in(3):
            return plain(data, chance)
        return self.change(data, chance) or self.change(chance.pick(self.seeds), chance) or data
