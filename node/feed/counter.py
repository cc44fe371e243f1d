"""Numbers: every listing and removal gets one that was never given before (PROTOCOL §6.2).

Rule: drawn inside the transaction of the change, from one locked row; a sequence of the database
would leave gaps that fill up later, and a reader would miss them.
"""

import peewee as pw

from node.feed.models import Counter
from node.store.database import database
from node.world import World


def lock() -> Counter:
    """The counter's row, held until the transaction ends."""
    query = Counter.select()
    if not isinstance(database.obj, pw.SqliteDatabase):
        query = query.for_update()
    row: Counter = query.get()
    return row


def draw(world: World, row: Counter) -> int:
    """The next number: ``max(last + 1, Unix time in milliseconds)``."""
    row.last = max(row.last + 1, int(world.clock().timestamp() * 1000))
    return int(row.last)


def save(row: Counter) -> None:
    """Remember the last number drawn."""
    row.save()
