"""Blocking the other one of a conversation: what was said stays, and nothing more comes."""

from dataclasses import dataclass

from node.agreements import parties
from node.agreements.moving import own
from node.agreements.parties import Outsider
from node.agreements.states import other
from node.listings import aside
from node.listings.errors import NotFoundError
from node.shown import aside as shown
from node.world import World


@dataclass(frozen=True)
class Parted:
    """A block, and whether it is of somebody without an account."""

    number: int
    outside: bool


def block_other(world: World, *, key: str, resident_id: int) -> Parted:
    """Part this resident from the other side; with the number of the block.

    :raises NotFoundError: when the conversation is not theirs, or the other one left.
    """
    row, side = own(key, resident_id)
    found = parties.on(row, other(side))
    if found is None:
        raise NotFoundError(key)
    if isinstance(found, Outsider):
        number = shown.shut_out(
            resident_id=resident_id, address_id=found.address, called=row.called, now=world.now()
        )
        return Parted(number, outside=True)
    return Parted(aside.part(world, resident_id, found), outside=False)
