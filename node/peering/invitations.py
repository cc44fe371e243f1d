"""Codes that let one node in without a further question (PROTOCOL §11.1).

Rule 1: only a code's hash is kept; the code itself is shown once. Rule 2: it counts once, until it
ends, and here alone: an inviting node knows no other node's codes.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from node.peering.models import Pass
from node.world import World

BYTES = 18  # 144 bits: a million guesses a day find none
LIFE = timedelta(days=7)
KEPT = timedelta(days=90)  # after its end, so that an admin sees who came by it


@dataclass(frozen=True)
class Made:
    """A code that was made. ``number``: what it is taken back by; ``used_by``: who came by it."""

    number: str
    created: datetime
    ends: datetime
    used: datetime | None
    used_by: str | None

    def works(self, now: datetime) -> bool:
        """Whether somebody can still come in by it."""
        return self.used is None and self.ends > now


def make(world: World, *, life: timedelta = LIFE) -> str:
    """A new code, to be given to one other admin."""
    code = urlsafe_b64encode(world.random(BYTES)).decode()
    Pass.create(hash=_hash(code), created=world.now(), ends=world.now() + life)
    return code


def counts(world: World, code: str) -> bool:
    """Whether this code would let somebody in now; it stays unused."""
    return bool(
        Pass.select(Pass.hash)
        .where(
            Pass.hash == _hash(code),
            Pass.used.is_null(),
            Pass.ends > world.now(),
        )
        .exists()
    )


def use(world: World, code: str, *, host: str) -> bool:
    """Use the code up; whether it counted."""
    used: int = (
        Pass.update(used=world.now(), used_by=host)
        .where(
            Pass.hash == _hash(code),
            Pass.used.is_null(),
            Pass.ends > world.now(),
        )
        .execute()
    )
    return bool(used)


def every_one() -> list[Made]:
    """All that are remembered, the newest first."""
    rows = list(Pass.select().order_by(Pass.created.desc(), Pass.hash))
    return [Made(row.hash, row.created, row.ends, row.used, row.used_by) for row in rows]


def take_back(world: World, number: str) -> bool:
    """From now on nobody comes in by this code; whether it worked until now."""
    taken: int = (
        Pass.update(ends=world.now())
        .where(Pass.hash == number, Pass.used.is_null(), Pass.ends > world.now())
        .execute()
    )
    return bool(taken)


def forget(world: World) -> int:
    """Drop what ended long ago."""
    dropped: int = Pass.delete().where(Pass.ends < world.now() - KEPT).execute()
    return dropped


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
