"""Forgetting somebody without an account: everything that hangs on their confirmed mail address.

Rule 1: each room enters what it holds of an address, as of a resident; a test finds what is not.
Rule 2: that it is erased is noted outside the database before the erasure is committed, as a hash
that only this node can make: a backup that is put back must not undo it (AVG).
"""

import peewee as pw

from node.agreements import holdings as of_agreements
from node.matching import holdings as of_matching
from node.moderation import holdings as of_moderation
from node.notices.outbox import mailbox_of
from node.residents import addresses
from node.residents.models import Address, AddressTicket
from node.shown import holdings as of_shown
from node.store.database import database
from node.store.holding import Holding
from node.upkeep import erasures
from node.world import World

HOLDINGS: tuple[Holding, ...] = (
    *of_agreements.OUTSIDE,
    *of_matching.OUTSIDE,
    *of_moderation.OUTSIDE,
    *of_shown.OUTSIDE,
)


def forget(world: World, address: Address) -> None:
    """Let go of all of it; from then on it is as if they had never been here."""
    with database.atomic():
        _let_go(world, address)
        erasures.note_address(world, address.email, world.now())


def forget_idle(world: World) -> int:
    """The job: of whom nothing is held any more, and no link opens anything; how many."""
    now = world.now()
    links = AddressTicket.select(pw.SQL("1")).where(
        AddressTicket.address == Address.id, AddressTicket.ends > now
    )
    held = [
        pw.fn.EXISTS(one.model.select(pw.SQL("1")).where(one.column == Address.id))
        for one in HOLDINGS
    ]
    idle = list(Address.select().where(~pw.fn.EXISTS(links), *(~one for one in held)))
    for row in idle:
        forget(world, row)
    return len(idle)


def again(world: World) -> int:
    """Forget anew whom a backup brought back; returns how many. In the caller's transaction."""
    back = _brought_back(world)
    for address in back:
        _let_go(world, address)
    return len(back)


def is_undone(world: World) -> bool:
    """Whether somebody who was forgotten is here: a backup was put back."""
    return bool(_brought_back(world))


def _brought_back(world: World) -> list[Address]:
    gone = erasures.addresses(world)
    return [
        row
        for row in (list(Address.select()) if gone else [])
        if gone.get(mailbox_of(world, row.email), 0) >= int(row.confirmed.timestamp())
    ]


def _let_go(world: World, address: Address) -> None:
    for one in HOLDINGS:
        one.erased(world, address.id)
    addresses.forget(world, address)
