"""What the site sees of a visitor, told to ourselves alone: how we look from outside.

Rule: only who has our secret gets an answer, and it says nothing of anybody else.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

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


def told(text: str) -> Mapping[str, Any] | None:
    """What the site told; nothing when it was not our site."""
    first, _, rest = text.partition("\n")
    try:
        found: Mapping[str, Any] | None = json.loads(rest) if first == "ok" else None
    except ValueError:
        return None
    return found
