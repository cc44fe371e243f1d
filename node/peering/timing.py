"""When to ask a neighbour again (PROTOCOL §8.9).

Rule: never at the same moment as everybody else. Chance is handed in.
"""

from datetime import datetime, timedelta

from node.world import World

INTERVAL = timedelta(minutes=15)
CALMEST = 3  # doublings of it, for who gives us hints: two hours
HINTS_COUNT = timedelta(days=7)  # for so long after the last one
RELAYED = timedelta(hours=6)  # through relays; a hint or an offer makes it sooner
DAY = timedelta(days=1)
WHOLE_OFFER = DAY  # how often a relay is asked for all that it carries, and not for changes alone
GATHERED = timedelta(seconds=60)
SPREAD = timedelta(seconds=30)
HEEDED = timedelta(seconds=60)
RESTED = timedelta(seconds=60)
DEVELOPMENT = timedelta(seconds=10)
JITTER = 0.2
LONGEST = timedelta(hours=20)  # with jitter at most 24 h
FURTHEST = timedelta(days=8)  # no turn is put off for longer
LONGEST_DEVELOPMENT = timedelta(seconds=50)  # whoever works on this does not wait longer
DOUBLINGS = 12  # more make no difference, and numbers stay small


def interval(world: World, calm: int = 0) -> timedelta:
    """Between two looks at a neighbour that answers."""
    return DEVELOPMENT if world.config.development else INTERVAL * 2 ** min(calm, CALMEST)


def next_look(world: World, *, relayed: bool = False, calm: int = 0) -> datetime:
    """When to look again after all went well."""
    if relayed:
        return next_offers(world)
    return world.now() + _jittered(world, interval(world, calm))


def calmer(world: World, calm: int, *, heeded: datetime | None, hinted: bool | None) -> int:
    """How far hints may be relied upon: ``hinted`` is whether one announced what came, if any did.

    Each that did lets us look half as often, down to once in two hours; what came without one, or
    a week without any, brings us back to the beginning.
    """
    if heeded is None or world.now() - heeded > HINTS_COUNT:
        return 0
    if hinted is None:
        return calm
    return min(calm + 1, CALMEST) if hinted else 0


def next_offers(world: World) -> datetime:
    """When to ask a relay again."""
    wait = DEVELOPMENT if world.config.development else RELAYED
    return world.now() + _jittered(world, wait)


def next_try(world: World, failures: int, not_before: datetime | None = None) -> datetime:
    """When to try again after so many failures in a row: twice as long each time."""
    longest = LONGEST_DEVELOPMENT if world.config.development else LONGEST
    wait = min(interval(world) * 2 ** min(max(failures - 1, 0), DOUBLINGS), longest)
    tried = world.now() + _jittered(world, wait)
    return max(tried, not_before) if not_before else tried


def go_on(world: World) -> datetime:
    """When a walk goes on that was too slow to come to its end: it rests as long as it lasted."""
    return world.now() + (DEVELOPMENT if world.config.development else RESTED)


def tomorrow(world: World) -> datetime:
    """When to try again what is tried once a day."""
    return world.now() + _jittered(world, DAY * (1 - JITTER))


def first_look(world: World, calm: int = 0) -> datetime:
    """After a start: a random moment of the whole interval, so a power cut makes no crowd."""
    return world.now() + interval(world, calm) * _fraction(world)


def next_hint(world: World) -> datetime:
    """When to tell the neighbours of something new: what follows shortly is gathered (§10)."""
    if world.config.development:
        return world.now() + DEVELOPMENT / 5
    return world.now() + GATHERED + SPREAD * _fraction(world)


def soon(world: World) -> datetime:
    """When to look after a hint: within a minute, and not all at once."""
    return world.now() + (DEVELOPMENT / 5 if world.config.development else HEEDED) * _fraction(
        world
    )


def _jittered(world: World, wait: timedelta) -> timedelta:
    return wait * (1 - JITTER + 2 * JITTER * _fraction(world))


def _fraction(world: World) -> float:
    """Chance from 0 to 1."""
    return int.from_bytes(world.random(4), "big") / 2**32
