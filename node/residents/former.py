"""Names of people who left: nobody else may take one for a year.

Neighbours still know them by that name, in what they wrote and in what others remember; whoever
took it the next day would be taken for them.
Rule: only a keyed hash is kept. Without the node's secret it tells nobody who lived here.
"""

import hmac
from datetime import timedelta
from hashlib import sha256

from node.residents.models import FormerName
from node.world import World

RESERVED = timedelta(days=365)


def reserve(world: World, key: str) -> None:
    """Keep names that look like this (:func:`node.residents.lookalikes.look`) from being taken."""
    until = world.now() + RESERVED
    FormerName.insert(hash=_hash(world, key), until=until).on_conflict(
        conflict_target=[FormerName.hash], update={FormerName.until: until}
    ).execute()


def is_reserved(world: World, key: str) -> bool:
    """Whether somebody of this name left less than a year ago."""
    query = FormerName.select().where(
        FormerName.hash == _hash(world, key), FormerName.until > world.now()
    )
    return bool(query.exists())


def forget_over(world: World) -> int:
    """Let go of names that are free again; returns how many."""
    count: int = FormerName.delete().where(FormerName.until <= world.now()).execute()
    return count


def _hash(world: World, key: str) -> str:
    return hmac.new(world.config.secret.encode(), f"name {key}".encode(), sha256).hexdigest()
