"""When trusted residents may take over from admins who are gone: the rule alone.

Rule 1: for 60 days no admin was here. Rule 2: at least three, and more than half of those who may
vote, want somebody. Rule 3: two weeks' notice, in which rule 2 holds all the time. Rule 4: an admin
who is here ends it, until the last moment.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Final

GONE: Final = timedelta(days=60)
NOTICE: Final = timedelta(days=14)
TRUSTED_FOR: Final = timedelta(days=183)  # six months
ACTIVE: Final = timedelta(days=90)
LEAST: Final = 3

CLOSED, OPEN, ANNOUNCE, WAIT, DROP, TAKE = "closed", "open", "announce", "wait", "drop", "take"


def is_vacant(now: datetime, admin_seen: datetime) -> bool:
    """Rule 1."""
    return now - admin_seen >= GONE


def needed(voters: int) -> int:
    """How many have to want somebody, of so many who may vote."""
    return max(LEAST, voters // 2 + 1)


def carries(wanted_by: AbstractSet[int], voters: AbstractSet[int]) -> bool:
    """Rule 2: whoever may not vote does not count."""
    return len(wanted_by & voters) >= needed(len(voters))


def turn(now: datetime, admin_seen: datetime, announced: datetime | None, *, carried: bool) -> str:
    """What is to be done about a candidate now.

    closed: there is an admin; open: not wanted by enough yet; announce: now they are; wait: the
    notice runs; drop: they are not any more, so no notice runs; take: they are an admin from now.
    """
    if not is_vacant(now, admin_seen):
        return CLOSED
    if not carried:
        return OPEN if announced is None else DROP
    if announced is None:
        return ANNOUNCE
    return TAKE if now - announced >= NOTICE else WAIT
