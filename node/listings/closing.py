"""A listing that closes because of what came of it: full, fulfilled, and open again.

Rule: out of the lists and of our feed like every other that closes; full ones keep their address,
for who waits for a place.
"""

from node.feed.publish import publishing
from node.listings import again, compose
from node.listings.errors import NotFoundError
from node.listings.models import Listing
from node.world import World

CLOSING = {"open": ("full", "fulfilled"), "paused": ("fulfilled",), "full": ("fulfilled", "open")}


def change(world: World, *, lid: str, was: str, to: str) -> None:
    """From one state to another; nothing when it is no longer in the first.

    :raises PublishError: this node may not sign now.
    """
    if to not in CLOSING.get(was, ()):
        raise ValueError(f"{was} does not become {to}")
    with publishing(world) as press:
        held = Listing.get_or_none(origin=press.own.origin_id, lid=lid, state=was)
        if held is None:
            return
        if to == "open":
            again.open_anew(world, press, held)
        else:
            compose.end(press, held, to)


def fulfil(world: World, *, owner: int, lid: str) -> None:
    """Its maker says: found, done, nobody else is needed.

    :raises NotFoundError: when this resident has no such listing that could be closed.
    """
    held = Listing.get_or_none(Listing.lid == lid, Listing.owner == owner)
    if held is None or held.state not in CLOSING:
        raise NotFoundError(lid)
    change(world, lid=lid, was=held.state, to="fulfilled")
