"""What the site sees of a visitor, told to ourselves alone: how we look from outside.

Rule: only who has our secret gets an answer, and it says nothing of anybody else.
"""

import hmac
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from node.world import World

HEADER: Final = "Wijk-Mirror"
VISIT: Final = "visit"  # the fact that a visit leaves
MINUTES: Final = 5


def token(world: World, *, minutes_ago: int = 0) -> str:
    """What the visitor shows."""
    minute = int(world.now().timestamp()) // 60 - minutes_ago
    return hmac.new(world.config.secret.encode(), f"mirror {minute}".encode(), "sha256").hexdigest()


def is_ours(world: World, shown: str) -> bool:
    """Whether we sent this visitor ourselves, just now."""
    good = [token(world, minutes_ago=minute) for minute in range(-1, MINUTES)]
    return any(hmac.compare_digest(one, shown) for one in good)


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    host: str
    peer: str | None
    found: str
    trusted: bool
    forwarded: bool


def told(text: str) -> Mapping[str, Any] | None:
    """What the site told; nothing when it was not our site, or not as our site said it."""
    first, _, rest = text.partition("\n")
    try:
        found = _TOLD.decode(rest) if first == "ok" else None
    except msgspec.DecodeError:
        return None
    return None if found is None else msgspec.structs.asdict(found)


_TOLD: Final = msgspec.json.Decoder(_Told)
