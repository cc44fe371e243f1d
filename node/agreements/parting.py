"""Blocking the other one of a conversation: what was said stays, and nothing more comes."""

from node.agreements.moving import own
from node.agreements.states import LISTER
from node.listings import aside
from node.listings.errors import NotFoundError
from node.world import World


def block_other(world: World, *, key: str, resident_id: int) -> int:
    """Part this resident from the other side; the number of the block.

    :raises NotFoundError: when the conversation is not theirs, or the other one left.
    """
    row, side = own(key, resident_id)
    other = row.responder_id if side == LISTER else row.lister_id
    if other is None:
        raise NotFoundError(key)
    return aside.part(world, resident_id, other)
