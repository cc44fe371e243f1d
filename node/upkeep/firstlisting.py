"""The first note on a new board: a few questions, and the rest as most would answer it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from federation.kinds import KINDS
from node.listings import compose
from node.listings.days import day_of
from node.listings.fields import Problem, read
from node.listings.models import Listing
from node.upkeep import founding
from node.world import World

ASKED: Final = ("kind", "purpose", "title", "text")
# Those that need no day, no place and no price of their own.
FIRST_KINDS: Final = ("volunteering", "lending", "sharing", "learning", "exchange")
LISTED_FOR: Final = timedelta(days=60)


def hangs() -> bool:
    """Whether something hangs on the board."""
    found: bool = Listing.select().where(Listing.owner.is_null(is_null=False)).exists()
    return found


def place(world: World, typed: Mapping[str, str], once: str = "") -> Mapping[str, Problem]:
    """Hang it, for everyone to see, in the name of the first admin; sent twice with the same
    ``once``, the id it gets, it hangs once.

    Returns what is wrong with it, by field; then nothing hangs.

    :raises NotYetError: there is no admin, or the node does not sign yet.
    """
    now = founding.standing(world)
    owner = founding.admin_id()
    if founding.SHEETS not in now.passed:
        raise founding.NotYetError(founding.SHEETS)
    kind = typed.get("kind", "")
    kind = kind if kind in FIRST_KINDS else ""
    ends = day_of(world.now() + LISTED_FOR)
    filled = {name: typed.get(name, "") for name in ASKED} | {
        "kind": kind,
        "terms": KINDS[kind].terms[0] if kind else "",
        "end": f"{ends.day}-{ends.month}-{ends.year}",
        "reach": "everyone",
        "language": now.language,
    }
    reading = read(filled, (), world.now())
    if reading.fields is None:
        return {name: found for name, found in reading.problems.items() if name in ASKED}
    compose.place(world, owner=owner, fields=reading.fields, draft_id=once or None)
    founding.done(founding.LISTING)
    return {}
