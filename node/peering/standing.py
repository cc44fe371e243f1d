"""Who stands at which host: one piece of work at a time (PROTOCOL §8, slots per host).

Rule: nobody waits here. Who finds a host taken leaves that work for a later round, so whoever hangs
holds one of our threads and not all that have something to do there.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from node.world import World

_lock = threading.Lock()
_taken: set[tuple[str, str]] = set()  # whose node, which host: several nodes fit in one process


@contextmanager
def at(world: World, host: str) -> Iterator[bool]:
    """Stand at ``host`` for as long as this lasts; whether its place was free."""
    place = (world.config.url, host)
    with _lock:
        free = place not in _taken
        _taken.add(place)
    try:
        yield free
    finally:
        if free:
            with _lock:
                _taken.discard(place)
